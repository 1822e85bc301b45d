/// A person's name: 1 to 200 characters with at least one letter.
///
/// Runs of white space become one space and none stays at the ends; letters and combining marks
/// that have a composed form are composed. Control and bidirectional formatting characters are
/// refused.
public struct PersonName: ParsedValue {
  /// The name.
  public let value: String

  /// Why a text is no name.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case controlCharacter
    case noLetter
    case tooLong
  }

  /// The most characters a name may have.
  public static let maximumLength = 200

  /// Reads a name.
  public init(parsing text: String) throws(ParseError) {
    if Self.isPlain(text) {
      value = text
      return
    }
    var words: [String] = []
    var word = String.UnicodeScalarView()
    var hasLetter = false
    for scalar in text.unicodeScalars {
      let properties = scalar.properties
      if properties.isWhitespace, scalar.value != 0x0B, scalar.value != 0x0C {
        if !word.isEmpty { words.append(String(word)) }
        word = String.UnicodeScalarView()
        continue
      }
      guard properties.generalCategory != .control, !Self.isDirectionMark(scalar.value)
      else { throw .controlCharacter }
      hasLetter = hasLetter || properties.isAlphabetic
      word.append(scalar)
    }
    if !word.isEmpty { words.append(String(word)) }
    guard !words.isEmpty else { throw .empty }
    guard hasLetter else { throw .noLetter }
    let name = LetterComposition.compose(words.joined(separator: " "))
    guard name.count <= Self.maximumLength else { throw .tooLong }
    value = name
  }

  /// Whether a text is ASCII and already in the form of a name.
  private static func isPlain(_ text: String) -> Bool {
    var previous = UInt8(ascii: " ")
    var hasLetter = false
    var count = 0
    for byte in text.utf8 {
      guard (0x20...0x7E).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
      hasLetter = hasLetter || (0x61...0x7A).contains(byte | 0x20)
      previous = byte
      count += 1
    }
    return hasLetter && previous != 0x20 && count <= maximumLength
  }

  private static func isDirectionMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The name.
  public var formatted: String { value }

  /// The first character, in upper case.
  public var initial: String { value.prefix(1).uppercased() }

  /// The first word.
  public var first: String {
    String(value.prefix { $0 != " " })
  }

  /// The last word.
  public var last: String {
    value.split(separator: " ").last.map(String.init) ?? value
  }

  /// The name folded for search and comparison.
  public var searchKey: SearchKey { SearchKey(value) }
}

/// Composes letters and combining marks of the Latin, Greek and Cyrillic scripts (as NFC does).
enum LetterComposition {
  static func compose(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { (0x300..<0x370).contains($0.value) })
    else { return text }
    var composed = ""
    for character in text {
      guard character.unicodeScalars.count > 1 else {
        composed.append(character)
        continue
      }
      composed.unicodeScalars.append(contentsOf: compose(character))
    }
    return composed
  }

  /// Composes the longest part of a cluster that has a composed form and keeps the other marks.
  private static func compose(_ cluster: Character) -> [Unicode.Scalar] {
    let scalars = Array(cluster.unicodeScalars)
    for length in stride(from: scalars.count, to: 1, by: -1) {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars[..<length])
      let part = String(view)
      guard part.count == 1, let first = part.first, let letter = composedLetters[first]
      else { continue }
      return [letter] + scalars[length...]
    }
    return scalars
  }

  /// Composed letters by their cluster; canonically equivalent characters are equal keys.
  private static let composedLetters: [Character: Unicode.Scalar] = {
    var letters: [Character: Unicode.Scalar] = [:]
    let ranges: [ClosedRange<UInt32>] = [
      0xC0...0x24F, 0x386...0x3CE, 0x400...0x4F9, 0x1E00...0x1EFF, 0x1F00...0x1FFC,
    ]
    for value in ranges.joined() {
      guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
      letters[Character(scalar)] = letters[Character(scalar)] ?? scalar
    }
    return letters
  }()
}
