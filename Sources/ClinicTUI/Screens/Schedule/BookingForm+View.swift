import ClinicDomain
import TerminalKit

extension BookingForm {
  /// Rows of the panel in a window: the title, candidates and the fields.
  func rows(of size: Size) -> Int {
    let fields = form.height(columns: size.columns)
    return 1 + max(5, min(9, (size.rows - 9) / 2 - fields)) + fields + warningCount
  }

  /// What an encaixe has to be told: when it is, and what the patient has then.
  private func warnings(_ wording: Wording) -> [String] {
    guard isOverbooking, let impact = impact.answer else { return [] }
    return [
      impact.closure.map { wording.closure($0) },
      impact.own.isEmpty ? nil : wording.ownVisits(impact.own),
    ].compactMap(\.self)
  }

  private var warningCount: Int {
    guard isOverbooking, let impact = impact.answer else { return 0 }
    return (impact.closure == nil ? 0 : 1) + (impact.own.isEmpty ? 0 : 1)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(title(wording), into: &buffer, in: rect)
    let fields = form.height(columns: rect.columns)
    let (above, lower) = rect.inset(top: 1).split(rows: -fields)
    var upper = above
    if isOverbooking, let impact = impact.answer {
      let line: Rect
      (upper, line) = upper.split(rows: -1)
      buffer.put(
        wording.impact(impact), in: line.inset(left: 3, right: 1),
        style: impact.delays.isEmpty ? .normal : .warning)
    }
    for warning in warnings(wording).reversed() {
      let line: Rect
      (upper, line) = upper.split(rows: -1)
      buffer.put(warning, in: line.inset(left: 3, right: 1), style: .warning)
    }
    if !near.isEmpty {
      drawNear(into: &buffer, in: upper, wording)
    } else if let chosen {
      drawChosen(chosen, into: &buffer, in: upper, context)
    } else {
      PatientLines.draw(
        candidates, selected: isInPatientField ? selected : -1, isNumbered: digitsChoose,
        into: &buffer, in: upper,
        emptyText: context.may(.createPatient)
          ? wording.noPatientFoundRegister : wording.noSuchPatient,
        showsEmpty: !search.isPending && search.answer != nil, context.wording)
    }
    form.draw(into: &buffer, in: lower, isFocused: question == nil)
  }

  private func title(_ wording: Wording) -> String {
    var text = isOverbooking ? wording.squeezeIn : wording.bookTitle
    text += " · \(wording.doctorName(practitioner.name, practitioner.sex))"
    text += " · \(wording.shortDay(date))"
    if let start, let minutes, let end = start.adding(minutes: minutes) {
      text += " \(start.text)–\(end.text)"
    }
    if let group, group.start == start {
      text += " · \(wording.groupName(group.kind))"
      text += " \(wording.places(group.taken, of: group.capacity))"
    }
    return text
  }

  private func drawNear(into buffer: inout CellBuffer, in rect: Rect, _ wording: Wording) {
    buffer.put(wording.freeNearby, in: rect.inset(left: 3), style: .strong)
    for (index, time) in near.enumerated() {
      let line = rect.line(index + 1)
      buffer.put("\(index + 1)", in: line.inset(left: 3), style: Style(.key))
      buffer.put(time.text, in: line.inset(left: 5))
    }
  }

  private func drawChosen(
    _ chosen: Chosen, into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    let area = rect.inset(left: 3, right: 1)
    let wording = context.wording
    // Name and cost stand together, so that the lines about her fit below.
    let top = rect.rows > 5 ? 1 : 0
    buffer.put(chosen.name, in: area, row: top, style: .strong)
    buffer.put(cost(wording), in: area, row: top, style: .strong, alignment: .right)
    var lines: [(String, Style)] = []
    if let card = card.answer.flatMap({ $0 }), card.patient.id == chosen.id {
      lines = wording.lines(about: card, today: context.today).map { ($0, .dim) }
    }
    if let answer = window.answer.flatMap({ $0 }) {
      lines.append((wording.returnText(answer, on: date), .normal))
    }
    if let text = wording.kinds[kind]?.preparation, !text.isEmpty {
      lines.append((wording.preparation(text), .normal))
    }
    for (index, line) in lines.enumerated() {
      buffer.put(line.0, in: area, row: top + 1 + index, style: line.1)
    }
  }
}
