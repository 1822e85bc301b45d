/// A key under which Brazilian spellings of the same spoken surname or name fall together.
///
/// The rule, per word, after folding (Souza and Sousa share `SOUS`):
/// 1. Ç, Z, SS, SC before E/I, and C before E/I sound S; X stays.
/// 2. PH sounds F, TH T, CH and SH X; any other H is silent, but LH and NH stay L and N.
/// 3. Y is I, W is V, K, Q and QU before E/I and hard C are K, G before E/I is J, GU before E/I is G.
/// 4. M before a consonant or at the end is N.
/// 5. Doubled letters count once.
/// 6. Vowels at the end are dropped, also before a last S, down to two letters.
public struct PhoneticKey: Sendable, Hashable, Codable {
  /// Upper-case ASCII words separated by single spaces.
  public let value: String

  /// Makes the key of a name.
  public init(_ text: String) {
    let spelled =
      text.utf8.allSatisfy { $0 < 0x80 }
      ? text : String(text.map { $0 == "ç" || $0 == "Ç" ? "s" : $0 })
    value = TextFolding.fold(spelled).split(separator: " ")
      .map { Self.key(Array($0.utf8)) }
      .joined(separator: " ")
  }

  public init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  private static func key(_ word: [UInt8]) -> String {
    var sounds: [UInt8] = []
    var index = 0
    while index < word.count {
      let (sound, length) = sound(word, at: index)
      if let sound, sounds.last != sound { sounds.append(sound) }
      index += length
    }
    for index in sounds.indices where sounds[index] == UInt8(ascii: "M") {
      let next = index + 1 < sounds.count ? sounds[index + 1] : UInt8(ascii: "S")
      if !isVowel(next) { sounds[index] = UInt8(ascii: "N") }
    }
    dropFinalVowels(&sounds)
    return String(decoding: sounds, as: UTF8.self)
  }

  /// The sound that begins at `index` (nil when silent) and how many letters it takes.
  private static func sound(_ word: [UInt8], at index: Int) -> (UInt8?, Int) {
    let letter = word[index]
    let next = index + 1 < word.count ? word[index + 1] : 0
    let afterNext = index + 2 < word.count ? word[index + 2] : 0
    switch (letter, next) {
    case (UInt8(ascii: "p"), UInt8(ascii: "h")): return (UInt8(ascii: "F"), 2)
    case (UInt8(ascii: "t"), UInt8(ascii: "h")): return (UInt8(ascii: "T"), 2)
    case (UInt8(ascii: "c"), UInt8(ascii: "h")), (UInt8(ascii: "s"), UInt8(ascii: "h")):
      return (UInt8(ascii: "X"), 2)
    case (UInt8(ascii: "s"), UInt8(ascii: "c")) where isFront(afterNext):
      return (UInt8(ascii: "S"), 2)
    case (UInt8(ascii: "c"), _): return (UInt8(ascii: isFront(next) ? "S" : "K"), 1)
    case (UInt8(ascii: "q"), UInt8(ascii: "u")) where isFront(afterNext):
      return (UInt8(ascii: "K"), 2)
    case (UInt8(ascii: "q"), _), (UInt8(ascii: "k"), _): return (UInt8(ascii: "K"), 1)
    case (UInt8(ascii: "g"), UInt8(ascii: "u")) where isFront(afterNext):
      return (UInt8(ascii: "G"), 2)
    case (UInt8(ascii: "g"), _): return (UInt8(ascii: isFront(next) ? "J" : "G"), 1)
    case (UInt8(ascii: "z"), _): return (UInt8(ascii: "S"), 1)
    case (UInt8(ascii: "y"), _): return (UInt8(ascii: "I"), 1)
    case (UInt8(ascii: "w"), _): return (UInt8(ascii: "V"), 1)
    case (UInt8(ascii: "h"), _): return (nil, 1)
    case (0x61...0x7A, _): return (letter - 0x20, 1)
    default: return (letter, 1)
    }
  }

  private static func dropFinalVowels(_ sounds: inout [UInt8]) {
    let endsInS = sounds.count > 2 && sounds.last == UInt8(ascii: "S")
    if endsInS, isVowel(sounds[sounds.count - 2]) {
      var stem = Array(sounds.dropLast())
      while stem.count > 2, let last = stem.last, isVowel(last) { stem.removeLast() }
      sounds = stem + [UInt8(ascii: "S")]
      return
    }
    while sounds.count > 2, let last = sounds.last, isVowel(last) { sounds.removeLast() }
  }

  private static func isFront(_ letter: UInt8) -> Bool {
    letter == UInt8(ascii: "e") || letter == UInt8(ascii: "i") || letter == UInt8(ascii: "y")
  }

  private static func isVowel(_ sound: UInt8) -> Bool {
    switch sound {
    case UInt8(ascii: "A"), UInt8(ascii: "E"), UInt8(ascii: "I"), UInt8(ascii: "O"),
      UInt8(ascii: "U"):
      true
    default: false
    }
  }
}
