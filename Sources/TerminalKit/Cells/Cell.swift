/// One cell: what stands in it and how it is meant, in eight bytes.
struct Cell: Equatable, Sendable {
  var glyph: Glyph
  var style: Style

  static let blank = Cell(glyph: .blank, style: .normal)
}

/// A grapheme packed in 32 bits: a scalar, or an index into a buffer's table of clusters.
///
/// The cell to the right of a wide grapheme holds `continuation`.
struct Glyph: Equatable, Sendable {
  var bits: UInt32

  static let wideBit: UInt32 = 1 << 30
  static let clusterBit: UInt32 = 1 << 31
  static let blank = Glyph(bits: 0x20)
  static let continuation = Glyph(bits: 0)

  init(bits: UInt32) { self.bits = bits }

  init(scalar: UInt32, width: Int) { bits = width == 2 ? scalar | Glyph.wideBit : scalar }

  init(cluster index: Int, width: Int) {
    bits = UInt32(index) | Glyph.clusterBit | (width == 2 ? Glyph.wideBit : 0)
  }

  var isWide: Bool { bits & Glyph.wideBit != 0 }
  var isCluster: Bool { bits & Glyph.clusterBit != 0 }
  var isContinuation: Bool { bits == 0 }
  var scalar: UInt32 { bits & 0x1F_FFFF }
  var clusterIndex: Int { Int(bits & 0xFF_FFFF) }
}
