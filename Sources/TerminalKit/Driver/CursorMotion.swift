/// The cheapest bytes that bring the cursor from one cell to another.
enum CursorMotion {
  /// Appends the motion; `from` is nil when nobody knows where the cursor stands.
  static func append(
    from: Position?, to: Position, addressing: Capabilities.Addressing, into bytes: inout [UInt8]
  ) {
    if from == to { return }
    guard case .ansi = addressing else {
      if case .described(let place) = addressing { bytes += place(to.row, to.column) }
      return
    }
    var best = absolute(to)
    if let from, let relative = relative(from: from, to: to), relative.count < best.count {
      best = relative
    }
    bytes += best
  }

  private static func absolute(_ position: Position) -> [UInt8] {
    var bytes: [UInt8] = [0x1B, UInt8(ascii: "[")]
    if position.row > 0 || position.column > 0 { appendNumber(position.row + 1, to: &bytes) }
    if position.column > 0 {
      bytes.append(UInt8(ascii: ";"))
      appendNumber(position.column + 1, to: &bytes)
    }
    bytes.append(UInt8(ascii: "H"))
    return bytes
  }

  private static func relative(from: Position, to: Position) -> [UInt8]? {
    var bytes: [UInt8] = []
    let down = to.row - from.row
    if down > 0 {
      guard down <= 5 else { return nil }
      bytes += Array(repeating: 0x0A, count: down)
    } else if down < 0 {
      appendSequence(-down, "A", to: &bytes)
    }
    let right = to.column - from.column
    if right == 0 { return bytes }
    var direct: [UInt8] = []
    if right < 0, right >= -4 {
      direct = Array(repeating: 0x08, count: -right)
    } else {
      appendSequence(abs(right), right > 0 ? "C" : "D", to: &direct)
    }
    var fromEdge: [UInt8] = [0x0D]
    if to.column > 0 { appendSequence(to.column, "C", to: &fromEdge) }
    return bytes + (direct.count <= fromEdge.count ? direct : fromEdge)
  }

  private static func appendSequence(_ count: Int, _ final: Unicode.Scalar, to bytes: inout [UInt8])
  {
    bytes += [0x1B, UInt8(ascii: "[")]
    if count > 1 { appendNumber(count, to: &bytes) }
    bytes.append(UInt8(ascii: final))
  }

  private static func appendNumber(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { appendNumber(number / 10, to: &bytes) }
    bytes.append(0x30 + UInt8(number % 10))
  }
}
