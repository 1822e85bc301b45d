/// Letters without their accents, for matching and for terminals that know ASCII alone.
enum LatinFolding {
  /// What U+00C0–U+017F fall back to, in order; `?` where nothing fits.
  private static let letters = Array(
    ("AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy"
      + "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlL"
      + "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs").utf8)

  /// The ASCII stand-in of a Latin letter with an accent; nil for other scalars.
  static func ascii(_ scalar: UInt32) -> UInt8? {
    scalar >= 0xC0 && scalar < 0x180 ? letters[Int(scalar) - 0xC0] : nil
  }

  /// A text for comparing as people do: lower case, without accents.
  static func folded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var others = ""
    for scalar in text.lowercased().unicodeScalars {
      if scalar.value < 0x80 {
        bytes.append(UInt8(scalar.value))
      } else if let plain = ascii(scalar.value) {
        bytes.append(plain | 0x20)
      } else if !(0x300...0x36F).contains(scalar.value) {
        others += String(decoding: bytes, as: UTF8.self)
        bytes.removeAll()
        others.unicodeScalars.append(scalar)
      }
    }
    return others + String(decoding: bytes, as: UTF8.self)
  }
}
