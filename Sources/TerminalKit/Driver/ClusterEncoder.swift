/// Sends graphemes of several scalars so that every terminal draws them in the cells they have here.
///
/// Terminals disagree on joined pictures, flags and variation selectors, and one that draws wider would
/// wrap a row: of joined pictures the first is sent, a flag as its two letters.
enum ClusterEncoder {
  static func append(_ cluster: String, width: Int, into bytes: inout [UInt8]) {
    let scalars = cluster.unicodeScalars
    let first = scalars.first?.value ?? 0x20
    if (0x1F1E6...0x1F1FF).contains(first) {
      for scalar in scalars.prefix(2) {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value &- 0x1F1E6 &+ 0x41))
      }
      if scalars.count == 1 { bytes.append(UInt8(ascii: " ")) }
      return
    }
    let isPicture = (0x2190...0x2BFF).contains(first) || first >= 0x1F000
    var sent = 0
    for scalar in scalars {
      if scalar == "\u{200D}", isPicture { break }
      if (0xFE0E...0xFE0F).contains(scalar.value) || scalar.value >= 0xE0000 { continue }
      let cells = TextWidth.width(of: scalar.value)
      if sent + cells > width { break }
      UTF8.encode(scalar).map { bytes.append(contentsOf: $0) }
      sent += cells
    }
    bytes += Array(repeating: UInt8(ascii: " "), count: max(width - sent, 0))
  }
}
