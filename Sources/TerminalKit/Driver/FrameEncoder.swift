/// Turns the difference between two frames into as few bytes as will do; knows what the terminal shows.
struct FrameEncoder {
  let capabilities: Capabilities
  private(set) var shown: CellBuffer?
  private var shownTheme: Theme?
  private var cursor: Position?
  private var pen: Look?
  private var isCursorVisible: Bool?
  private var looks: [Look] = []

  init(capabilities: Capabilities) { self.capabilities = capabilities }

  /// Forgets what the terminal shows: the next frame is drawn whole.
  mutating func invalidate() {
    shown = nil
    cursor = nil
    pen = nil
    isCursorVisible = nil
  }

  /// The bytes that turn the frame shown into `next`; empty when nothing differs.
  mutating func encode(_ next: CellBuffer, theme: Theme) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    let theme = capabilities.colours >= 8 ? theme : .monochrome
    if theme != shownTheme {
      invalidate()
      looks = lookTable(theme)
      shownTheme = theme
    }
    var previous: CellBuffer
    if let shown, shown.size == next.size {
      previous = shown
      if capabilities.scrollsRegions, let scroll = FrameScroll(from: previous, to: next) {
        // The row that comes in is blank in the pen's background.
        setPen(Look(), into: &bytes)
        bytes += scroll.bytes
        cursor = Position(column: 0, row: 0)
        previous = scroll.applied(to: previous)
      }
    } else {
      invalidate()
      bytes += capabilities.resetAttributes + capabilities.clear
      pen = Look()
      cursor = Position(column: 0, row: 0)
      previous = CellBuffer(size: next.size)
    }
    previous.cells.withUnsafeBufferPointer { old in
      next.cells.withUnsafeBufferPointer { new in
        for row in 0..<next.size.rows {
          encodeRow(row, old, previous.clusters, new, next, into: &bytes)
        }
      }
    }
    encodeCursor(next, into: &bytes)
    shown = next
    return bytes
  }

  private func lookTable(_ theme: Theme) -> [Look] {
    (0..<Style.tableSize).map { index in
      let role = StyleRole(rawValue: UInt8(index >> 4)) ?? .normal
      var look = theme.look(of: Style(role, Attributes(rawValue: UInt8(index & 15))))
      if !capabilities.hasFaint { look.attributes.remove(.faint) }
      return look
    }
  }

  private mutating func encodeCursor(_ next: CellBuffer, into bytes: inout [UInt8]) {
    if let wanted = next.cursor, next.bounds.contains(wanted) {
      move(to: wanted, into: &bytes)
      if isCursorVisible != true { bytes += capabilities.showCursor }
      isCursorVisible = true
    } else {
      if isCursorVisible != false { bytes += capabilities.hideCursor }
      isCursorVisible = false
    }
  }

  private mutating func move(to position: Position, into bytes: inout [UInt8]) {
    CursorMotion.append(
      from: cursor, to: position, addressing: capabilities.addressing, into: &bytes)
    cursor = position
  }

  private typealias Cells = UnsafeBufferPointer<Cell>

  private mutating func encodeRow(
    _ row: Int, _ old: Cells, _ oldClusters: [String], _ new: Cells, _ next: CellBuffer,
    into bytes: inout [UInt8]
  ) {
    let columns = next.size.columns
    let start = row * columns
    var first = start
    let end = start + columns
    while first < end, old[first] == new[first], !new[first].glyph.isCluster { first += 1 }
    if first == end { return }
    func isSame(_ index: Int) -> Bool {
      let before = old[index]
      let after = new[index]
      if after.glyph.isCluster {
        return before.glyph.isCluster && before.style == after.style
          && before.glyph.isWide == after.glyph.isWide
          && oldClusters[before.glyph.clusterIndex] == next.clusters[after.glyph.clusterIndex]
      }
      if before == after { return true }
      return isBlank(before) && isBlank(after)
    }
    let tail = tailToErase(from: first, end: end, new: new, isSame: isSame)
    var index = first
    while index < tail {
      if isSame(index) {
        index += 1
        continue
      }
      if new[index].glyph.isContinuation, index > start { index -= 1 }
      approach(index, row: row, start: start, new: new, next: next, into: &bytes)
      write(index, row: row, start: start, new: new, next: next, into: &bytes)
      index += new[index].glyph.isWide ? 2 : 1
    }
    if tail < end {
      move(to: Position(column: tail - start, row: row), into: &bytes)
      setPen(Look(), into: &bytes)
      bytes += capabilities.eraseToEndOfLine
    }
  }

  private func isBlank(_ cell: Cell) -> Bool {
    cell.glyph == .blank && looks[cell.style.index].leavesBlanksBlank
  }

  /// Where the blank end of the row begins when erasing it costs less than writing blanks.
  private func tailToErase(
    from first: Int, end: Int, new: Cells, isSame: (Int) -> Bool
  ) -> Int {
    guard !capabilities.eraseToEndOfLine.isEmpty else { return end }
    var tail = end
    var different = 0
    while tail > first, isBlank(new[tail - 1]) {
      tail -= 1
      if !isSame(tail) { different += 1 }
    }
    return different > capabilities.eraseToEndOfLine.count + 1 ? tail : end
  }

  /// Brings the cursor to a cell; a short gap of plain cells is written again instead of jumped.
  private mutating func approach(
    _ index: Int, row: Int, start: Int, new: Cells, next: CellBuffer, into bytes: inout [UInt8]
  ) {
    let column = index - start
    if let at = cursor, at.row == row, at.column < column, column - at.column <= 3, let pen {
      let gap = (start + at.column)..<index
      let canRepeat = gap.allSatisfy { index in
        let cell = new[index]
        return cell.glyph.bits < 0x80 && cell.glyph.bits >= 0x20 && looks[cell.style.index] == pen
      }
      if canRepeat {
        for index in gap { bytes.append(UInt8(new[index].glyph.bits)) }
        cursor = Position(column: column, row: row)
        return
      }
    }
    move(to: Position(column: column, row: row), into: &bytes)
  }

  private mutating func setPen(_ look: Look, into bytes: inout [UInt8]) {
    Pen.change(from: pen, to: look, capabilities: capabilities, into: &bytes)
    pen = look
  }

  private mutating func write(
    _ index: Int, row: Int, start: Int, new: Cells, next: CellBuffer, into bytes: inout [UInt8]
  ) {
    let cell = new[index]
    let column = index - start
    let width = cell.glyph.isWide ? 2 : 1
    let endsRow = column + width >= next.size.columns
    if endsRow, row == next.size.rows - 1, !capabilities.canWriteLastCell { return }
    let look = looks[cell.style.index]
    // A blank shows neither colour nor weight: the pen may stay as it is.
    let penServesBlank = pen.map { isBlank(cell) && $0.leavesBlanksBlank } ?? false
    if !penServesBlank { setPen(look, into: &bytes) }
    appendGlyph(cell.glyph, width: width, next: next, into: &bytes)
    // At the right edge terminals differ in where the cursor is, after clusters in how wide they are.
    let isCertain = !endsRow && !cell.glyph.isCluster && cell.glyph.scalar < 0x1F000
    cursor = isCertain ? Position(column: column + width, row: row) : nil
  }

  private func appendGlyph(
    _ glyph: Glyph, width: Int, next: CellBuffer, into bytes: inout [UInt8]
  ) {
    if !glyph.isCluster, glyph.scalar < 0x80 {
      bytes.append(glyph.isContinuation ? 0x20 : UInt8(glyph.scalar))
      return
    }
    guard capabilities.isUTF8 else {
      let base =
        glyph.isCluster
        ? next.clusters[glyph.clusterIndex].unicodeScalars.first?.value ?? 0x3F : glyph.scalar
      bytes.append(Glyphs.fallback(for: base))
      if width == 2 { bytes.append(UInt8(ascii: " ")) }
      return
    }
    if glyph.isCluster {
      ClusterEncoder.append(next.clusters[glyph.clusterIndex], width: width, into: &bytes)
    } else if let scalar = Unicode.Scalar(glyph.scalar) {
      UTF8.encode(scalar).map { bytes.append(contentsOf: $0) }
    }
  }
}
