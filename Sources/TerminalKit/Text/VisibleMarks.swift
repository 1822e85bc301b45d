/// Signs that stand in for what must never reach the terminal raw or pass unseen.
enum VisibleMarks {
  static let direction: UInt32 = 0x21C4
  static let invisible: UInt32 = 0xFFFD

  /// The picture of an ASCII control character: `␛` for escape.
  static func control(_ byte: UInt8) -> UInt32 {
    byte == 0x7F ? 0x2421 : 0x2400 + UInt32(byte)
  }

  /// The mark of a control, bidi or invisible format character; nil for what may be shown.
  static func mark(for scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0..<0x20, 0x7F: control(UInt8(scalar))
    case 0x80..<0xA0, 0xAD: invisible
    case 0..<0x061C: nil
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: direction
    case 0x180E, 0x200B...0x200D, 0x2028, 0x2029, 0x2060...0x2065, 0x206A...0x206F,
      0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0x115F, 0x1160, 0x1BCA0...0x1BCA3,
      0x1D173...0x1D17A, 0xE0000...0xE0FFF:
      invisible
    case 0xFDD0...0xFDEF: invisible
    default: scalar & 0xFFFE == 0xFFFE ? invisible : nil
    }
  }

  /// The same for a scalar inside a grapheme: joiners and tags are at home in some of them.
  static func mark(for scalar: UInt32, inClusterOf base: UInt32) -> UInt32? {
    switch scalar {
    case 0x200C, 0x200D: base >= 0x590 || base == 0xA9 || base == 0xAE ? nil : invisible
    case 0xE0020...0xE007F: base == 0x1F3F4 ? nil : invisible
    case 0x1160, 0x115F: nil
    case 0xE0100...0xE01EF: nil
    default: mark(for: scalar)
    }
  }
}
