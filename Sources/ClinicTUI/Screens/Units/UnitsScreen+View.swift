import ClinicDomain
import TerminalKit

extension UnitsScreen {
  func draw(into buffer: inout CellBuffer, in whole: Rect, _ context: ScreenContext) {
    switch panel {
    case .admit(let admit): return admit.draw(into: &buffer, in: whole, context)
    case .bed(let form): return form.panel.draw(into: &buffer, in: whole)
    case .places(let places): return places.draw(into: &buffer, in: whole, context)
    case .attendances(let attendances):
      return attendances.draw(into: &buffer, in: whole, context)
    case .card(let card):
      let (upper, lower) = whole.split(rows: -StayCardPanel.rows)
      drawMap(into: &buffer, in: upper, context)
      card.draw(into: &buffer, in: lower, context)
    case .note(let note):
      let (upper, lower) = whole.split(rows: -BedNotePanel.rows)
      drawMap(into: &buffer, in: upper, context)
      note.draw(into: &buffer, in: lower, context)
    case .handOver(let handOver):
      let (upper, lower) = whole.split(rows: -HandOverPanel.rows)
      drawMap(into: &buffer, in: upper, context)
      handOver.draw(into: &buffer, in: lower, context)
    case .reason(let reason):
      let (upper, lower) = whole.split(rows: -StayReasonPanel.rows)
      drawMap(into: &buffer, in: upper, context)
      reason.draw(into: &buffer, in: lower, context)
    case .find(let finder):
      let (upper, lower) = whole.split(rows: -BedFinder.rows)
      drawMap(into: &buffer, in: upper, context)
      finder.draw(into: &buffer, in: lower, beds, context)
    case .discharge(_, let question):
      drawMap(into: &buffer, in: whole, context)
      question.draw(into: &buffer, in: whole)
    case nil: drawMap(into: &buffer, in: whole, context)
    }
  }

  private func drawMap(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let head = rect.line(0).inset(left: 1, right: 1)
    let totals = BedTotals(layout.beds)
    let used = buffer.put(
      layout.beds.isEmpty ? "" : wording.occupation(totals), in: head, alignment: .right)
    let shownUnit = units.first { $0.id == unit }?.name
    buffer.put(shownUnit ?? wording.bedsTitle, in: head.inset(right: used + 2), style: .strong)
    drawTotals(totals, into: &buffer, in: rect.line(1).inset(left: 1, right: 1), wording)
    let body = rect.inset(top: 2, bottom: 1)
    guard !layout.beds.isEmpty else {
      if question.answer != nil {
        buffer.put(
          wording.noBeds(mayAdd: context.may(.changeUnits)), in: body.inset(left: 1), style: .dim)
      }
      return
    }
    let width = rect.columns / layout.columns
    let first = layout.top(showing: selected, from: top, rows: body.rows)
    var row = 0
    for line in layout.lines.dropFirst(first) {
      guard row + line.rows <= body.rows else { break }
      switch line {
      case .space: break
      case .heading(let group):
        drawHeading(group, into: &buffer, in: body.line(row).inset(left: 1, right: 1), context)
      case .cells(let cells):
        for (index, bed) in cells.enumerated() {
          let area = Rect(
            column: rect.column + index * width, row: body.row + row, columns: width - 1,
            rows: BedLayout.cellRows)
          draw(bed, into: &buffer, in: area, context)
        }
      }
      row += line.rows
    }
    if let bed = self.row {
      let text = carried.map { wording.carrying($0) } ?? wording.bedLine(bed, context)
      buffer.put(
        text, in: rect.line(rect.rows - 1).inset(left: 1, right: 1),
        style: carried == nil ? .dim : .accent)
    }
  }

  /// The signs with what they mean and how many there are.
  private func drawTotals(
    _ totals: BedTotals, into buffer: inout CellBuffer, in area: Rect, _ wording: Wording
  ) {
    guard !layout.beds.isEmpty else { return }
    var column = 0
    for state in Bed.State.allCases {
      let place = area.inset(left: column)
      let face = state.face
      let used = buffer.put("\(face.sign) ", in: place, style: face.style)
      column +=
        used + 3
        + buffer.put(
          wording.bedCount(totals[state], state), in: place.inset(left: used), style: .dim)
    }
  }

  private func drawHeading(
    _ group: BedLayout.Group, into buffer: inout CellBuffer, in area: Rect,
    _ context: ScreenContext
  ) {
    let name = [unit == nil ? group.unitName : "", group.roomName].filter { !$0.isEmpty }
    let title = name.isEmpty ? group.unitName : name.joined(separator: " · ")
    let used = buffer.put(title, in: area.inset(right: 12), style: .strong)
    let taken = group.beds.count { $0.bed.state == .occupied }
    buffer.put("\(taken)/\(group.beds.count)", in: area.inset(left: used + 2), style: .dim)
  }

  private func draw(
    _ row: BedRow, into buffer: inout CellBuffer, in area: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    if row.id == selected {
      for line in 0..<area.rows { buffer.put("▌", in: area, row: line, style: .accent) }
      buffer.cursor = area.origin
    }
    let face = row.bed.state.face
    let code = area.inset(left: 1)
    let used = buffer.put(row.bed.details.code, in: code.line(0), style: .strong)
    let at = max(used + 1, 4)
    buffer.put(String(face.sign), in: code.inset(left: at), style: face.style)
    let rest = code.inset(left: at + 2)
    guard let stay = row.stay else {
      buffer.put(wording.bedState(row.bed.state), in: rest, style: face.style)
      buffer.put(row.bed.note, in: rest, row: 1, style: .dim)
      return
    }
    let isCarried = carried?.id == stay.id
    buffer.put(stay.patientName, in: rest, style: isCarried ? .dim : .strong)
    let nights = stay.nights(until: context.today, context.zone)
    buffer.put(
      isCarried
        ? wording.beingMoved : "\(wording.nights(nights)) · \(stay.practitionerName)",
      in: rest, row: 1, style: .dim)
  }
}

extension Bed.State {
  /// A sign, then a colour.
  var face: (sign: Character, style: Style) {
    switch self {
    case .free: ("·", .success)
    case .occupied: ("●", .normal)
    case .reserved: ("○", .accent)
    case .cleaning: ("~", .warning)
    case .blocked: ("▒", .dim)
    }
  }
}
