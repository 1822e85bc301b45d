/// Turns the bytes a terminal sends into keys; keeps unfinished sequences for the bytes to come.
public struct KeyDecoder: Sendable {
  /// A paste longer than this many bytes is cut.
  static let maximumPaste = 1 << 20
  /// An escape sequence longer than this is given up.
  static let maximumSequence = 32
  static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  private let sequences: [[UInt8]: Key]
  private let isUTF8: Bool
  private var pending: [UInt8] = []
  private var pasted: [UInt8]?

  /// Makes a decoder that also knows the sequences of the terminal's own description.
  ///
  /// Without UTF-8, bytes above 127 that aren't UTF-8 are read as Latin-1.
  public init(sequences: [[UInt8]: Key] = [:], isUTF8: Bool = true) {
    self.sequences = sequences
    self.isUTF8 = isUTF8
  }

  /// Whether an escape waits to become a key of its own or part of a sequence.
  public var isUndecided: Bool { !pending.isEmpty }
  /// Whether a paste has begun and not ended.
  public var isPasting: Bool { pasted != nil }

  /// Decodes more bytes and returns the keys they complete.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending.append(contentsOf: bytes)
    return decode(isFinal: false)
  }

  /// Decides what is pending, because no more bytes came in time.
  public mutating func flush() -> [Key] { decode(isFinal: true) }

  private mutating func decode(isFinal: Bool) -> [Key] {
    var keys: [Key] = []
    var position = 0
    loop: while position < pending.count || (isFinal && pasted != nil) {
      if pasted != nil {
        guard let key = takePaste(&position, isFinal: isFinal) else { break }
        keys.append(key)
        continue
      }
      switch next(pending[position...], isFinal: isFinal) {
      case .key(let key, let length):
        if let key { keys.append(key) }
        position += length
      case .paste(let length):
        pasted = []
        position += length
      case .incomplete:
        break loop
      }
    }
    pending.removeFirst(min(position, pending.count))
    return keys
  }

  /// Moves bytes into the paste; returns it once its end has come.
  private mutating func takePaste(_ position: inout Int, isFinal: Bool) -> Key? {
    var text = pasted ?? []
    let end = KeyDecoder.pasteEnd
    while position < pending.count {
      if pending[position] == 0x1B {
        let rest = pending[position...].prefix(end.count)
        if rest.elementsEqual(end) {
          position += end.count
          pasted = nil
          return .paste(KeyDecoder.pasteText(text))
        }
        if !isFinal, end.starts(with: rest) { break }
      }
      if text.count < KeyDecoder.maximumPaste { text.append(pending[position]) }
      position += 1
    }
    guard isFinal else {
      pasted = text
      return nil
    }
    pasted = nil
    return .paste(KeyDecoder.pasteText(text))
  }

  private static func pasteText(_ bytes: [UInt8]) -> String {
    var unified: [UInt8] = []
    unified.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0A, index > 0, bytes[index - 1] == 0x0D { continue }
      unified.append(byte == 0x0D ? 0x0A : byte)
    }
    return String(decoding: unified, as: UTF8.self)
  }

  enum Step {
    case key(Key?, length: Int)
    case paste(length: Int)
    case incomplete
  }

  private func next(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    if first != 0x1B {
      if first < 0x20 || first == 0x7F { return .key(KeyDecoder.control(first), length: 1) }
      return character(bytes, isFinal: isFinal)
    }
    if let known = longestKnown(bytes) { return known }
    guard bytes.count > 1 else { return isFinal ? .key(.escape, length: 1) : .incomplete }
    let second = bytes[bytes.startIndex + 1]
    switch second {
    case UInt8(ascii: "["), UInt8(ascii: "O"):
      let step = EscapeSequence.parse(bytes)
      guard case .incomplete = step else { return step }
      if bytes.count > KeyDecoder.maximumSequence { return .key(nil, length: bytes.count) }
      guard isFinal else { return .incomplete }
      if bytes.count == 2 { return .key(.alt(Character(Unicode.Scalar(second))), length: 2) }
      return .key(nil, length: bytes.count)
    case 0x1B:
      return .key(.escape, length: 1)
    case 0..<0x20, 0x7F:
      return .key(.escape, length: 1)
    default:
      switch character(bytes.dropFirst(), isFinal: isFinal) {
      case .key(.character(let character)?, let length):
        return .key(.alt(character), length: length + 1)
      case .incomplete: return .incomplete
      default: return .key(.escape, length: 1)
      }
    }
  }

  private func longestKnown(_ bytes: ArraySlice<UInt8>) -> Step? {
    guard !sequences.isEmpty, bytes.count > 1 else { return nil }
    for length in stride(from: min(bytes.count, 8), through: 2, by: -1) {
      if let key = sequences[Array(bytes.prefix(length))] { return .key(key, length: length) }
    }
    return nil
  }

  static func control(_ byte: UInt8) -> Key {
    switch byte {
    case 0x08, 0x7F: .backspace
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x1B: .escape
    case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
    default: .control(Character(Unicode.Scalar(byte + 0x40)))
    }
  }

  /// One UTF-8 scalar; a byte that begins none becomes U+FFFD or, without UTF-8, a Latin-1 letter.
  private func character(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    if first < 0x80 { return .key(.character(Character(Unicode.Scalar(first))), length: 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    if (0xC2...0xF4).contains(first) {
      let available = bytes.prefix(length)
      let isWellFormed = available.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
      if isWellFormed, available.count < length, !isFinal { return .incomplete }
      if isWellFormed, available.count == length,
        let text = String(validating: available, as: UTF8.self),
        let character = text.first
      {
        return .key(.character(character), length: length)
      }
    }
    let fallback: Unicode.Scalar = isUTF8 || first < 0xA0 ? "\u{FFFD}" : Unicode.Scalar(first)
    return .key(.character(Character(fallback)), length: 1)
  }
}
