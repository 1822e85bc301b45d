/// The escape sequences that terminals send for keys, whatever their description says.
///
/// PuTTY's F1 is `ESC[11~`, the Linux console's `ESC[[A`, Home under tmux `ESC[1~`: all are known here.
enum EscapeSequence {
  /// Parses a sequence that begins with `ESC [` or `ESC O`; unknown ones give no key.
  static func parse(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Step {
    let start = bytes.startIndex
    guard bytes.count > 2 else { return .incomplete }
    if bytes[start + 1] == UInt8(ascii: "O") { return parseSingleShift(bytes) }
    if bytes[start + 2] == UInt8(ascii: "[") {
      guard bytes.count > 3 else { return .incomplete }
      let letter = bytes[start + 3]
      let isFunction = (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(letter)
      return .key(isFunction ? .function(Int(letter) - 64) : nil, length: 4)
    }
    var index = start + 2
    while index < bytes.endIndex, (0x20...0x3F).contains(bytes[index]) { index += 1 }
    guard index < bytes.endIndex else { return .incomplete }
    let length = index - start + 1
    // A byte that can't end a sequence spoils it: what came so far is dropped.
    guard (0x40...0x7E).contains(bytes[index]) else { return .key(nil, length: length - 1) }
    let parameters = bytes[(start + 2)..<index]
    let number = leadingNumber(parameters)
    if bytes[index] == UInt8(ascii: "~") {
      if number == 200 { return .paste(length: length) }
      return .key(tilde(number), length: length)
    }
    if bytes[index] == UInt8(ascii: "u"), let scalar = Unicode.Scalar(UInt32(number)) {
      return .key(extended(scalar), length: length)
    }
    return .key(letter(bytes[index]), length: length)
  }

  private static func parseSingleShift(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Step {
    var index = bytes.startIndex + 2
    while index < bytes.endIndex, (0x30...0x3B).contains(bytes[index]) { index += 1 }
    guard index < bytes.endIndex else { return .incomplete }
    let final = bytes[index]
    let length = index - bytes.startIndex + 1
    switch final {
    case UInt8(ascii: "M"): return .key(.enter, length: length)
    case UInt8(ascii: "X"): return .key(.character("="), length: length)
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      // The numeric pad in application mode sends `ESC O` and its own letter for each character.
      return .key(.character(Character(Unicode.Scalar(final - 0x40))), length: length)
    default: return .key(letter(final), length: length)
    }
  }

  private static func letter(_ final: UInt8) -> Key? {
    switch Character(Unicode.Scalar(final)) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "F": .end
    case "H": .home
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    case "Z": .backTab
    default: nil
    }
  }

  private static func tilde(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }

  private static func extended(_ scalar: Unicode.Scalar) -> Key? {
    switch scalar.value {
    case 13: .enter
    case 27: .escape
    case 9: .tab
    case 127: .backspace
    default: nil
    }
  }

  private static func leadingNumber(_ parameters: ArraySlice<UInt8>) -> Int {
    var number = 0
    for byte in parameters {
      guard (0x30...0x39).contains(byte), number < 100_000 else { break }
      number = number * 10 + Int(byte) - 0x30
    }
    return number
  }
}
