/// How a Brazilian surname sounds, so that `Souza` meets `Sousa` and `Luiz` meets `Luis`.
///
/// Rule: accents and case folded; PH is F, other H are silent;
/// Y is I, W is V, K and Q are C; Z and soft C are S; doubled letters count once;
/// a final vowel other than A counts as E.
public struct PhoneticKey: Hashable, Sendable {
  public let value: String

  public init(_ name: String) {
    let letters = Array(TextFolding.fold(name).utf8.filter { $0 != UInt8(ascii: " ") })
    var sound: [UInt8] = []
    for (index, letter) in letters.enumerated() {
      let next = index + 1 < letters.count ? letters[index + 1] : 0
      let mapped: UInt8? =
        switch letter {
        case UInt8(ascii: "p") where next == UInt8(ascii: "h"): UInt8(ascii: "f")
        case UInt8(ascii: "h"): nil
        case UInt8(ascii: "y"): UInt8(ascii: "i")
        case UInt8(ascii: "w"): UInt8(ascii: "v")
        case UInt8(ascii: "k"), UInt8(ascii: "q"): UInt8(ascii: "c")
        case UInt8(ascii: "z"): UInt8(ascii: "s")
        case UInt8(ascii: "c") where next == UInt8(ascii: "e") || next == UInt8(ascii: "i"):
          UInt8(ascii: "s")
        default: letter
        }
      if let mapped, sound.last != mapped { sound.append(mapped) }
    }
    if let last = sound.last,
      [UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u")].contains(last)
    {
      sound[sound.count - 1] = UInt8(ascii: "e")
    }
    value = String(decoding: sound, as: UTF8.self)
  }
}
