import ClinicDomain
import TerminalKit

extension QuickLine {
  /// Rows of the panel: title, candidates, what was understood, what stands against it, the line;
  /// what has more to tell takes it from the candidates.
  static let rows = 9

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let line = line(context)
    buffer.fill(rect)
    PanelTitle.draw(wording.bookingLineTitle, into: &buffer, in: rect)
    let told = lines(about: line, columns: rect.columns - 4, context)
    let (upper, lower) = rect.inset(top: 1).split(rows: -(told.count + 1))
    drawPatients(line, into: &buffer, in: upper, context)
    for (index, text) in told.enumerated() {
      buffer.put(text.0, in: lower.line(index).inset(left: 3, right: 1), style: text.1)
    }
    let room = lower.line(told.count)
    buffer.put("›", in: room.inset(left: 1), style: .accent)
    field.draw(into: &buffer, in: room.inset(left: 3, right: 1), isFocused: discard == nil)
    if field.isEmpty {
      buffer.put(
        wording.lineHint(repeats: last != nil), in: room.inset(left: 5, right: 1), style: .dim)
    }
  }

  private func drawPatients(
    _ line: BookingLine, into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    if let brought = choice.brought, line.patient.isEmpty {
      buffer.put(brought.name, in: rect.inset(left: 3), style: .strong)
      return
    }
    let isSearched = !patientText(line).isEmpty || choice.isMade
    PatientLines.draw(
      candidates, selected: isSearched ? choice.selected : -1, isNumbered: false, into: &buffer,
      in: rect,
      emptyText: context.may(.createPatient)
        ? wording.noPatientFoundRegister : wording.noSuchPatient,
      showsEmpty: !search.isPending && search.answer != nil, wording)
  }

  /// What was understood, what stands against it with other times, and what the patient is told.
  private func lines(
    about line: BookingLine, columns: Int, _ context: ScreenContext
  ) -> [(String, Style)] {
    let wording = context.wording
    guard let doctor = doctor(line) else { return [(wording.whichDoctor(line), .danger)] }
    var lines = understood(line, doctor, columns: columns, context).map { ($0, Style.strong) }
    guard !preview.isPending, let preview = preview.answer.flatMap({ $0 }) else {
      return lines + [("", .normal)]
    }
    let payer = payer(line) ?? preview.payers.first
    let cost = wording.cost(preview.price, paidBy: payer)
    let isTold = if case .freeReturn = preview.price?.basis { true } else { cost.isEmpty }
    // What was refused although it looked free is not called free beside other times.
    let isOpen = preview.refusal == nil && near.isEmpty
    if preview.refusal != nil || isOpen {
      let text = [wording.verdict(preview), isOpen && !isTold ? cost : ""]
        .filter { !$0.isEmpty }.joined(separator: " · ")
      lines.append((text, isOpen ? .dim : .danger))
    }
    let offered = near.isEmpty ? preview.near : near
    if !isOpen, !offered.isEmpty {
      let text = wording.freeTimes(
        offered, on: place(line, context).date, numbered: !near.isEmpty)
      lines += Self.wrapped(text, columns: columns).map { ($0, near.isEmpty ? .dim : .strong) }
    }
    let kind = preview.group?.kind ?? kind(line, context)
    if isOpen, patient(line) != nil, let text = wording.kinds[kind]?.preparation, !text.isEmpty {
      lines.append((wording.preparation(text), .normal))
    }
    return lines
  }

  /// `qua 25 nov 14:30–15:00 · Dra. Ana Lima · retorno · Maria Sanches Lima`, on two lines where one
  /// is too short.
  private func understood(
    _ line: BookingLine, _ doctor: PractitionerRow, columns: Int, _ context: ScreenContext
  ) -> [String] {
    let wording = context.wording
    let place = place(line, context)
    let minutes = preview.answer.flatMap { $0 }?.minutes
    var time = wording.dayAndTime(place.date, place.start)
    if let minutes, let end = place.start.adding(minutes: minutes) { time += "–\(end.text)" }
    if let name = wording.nameOfDay(place.date.days(since: context.today)) {
      time += " (\(name))"
    }
    var parts = [
      time, wording.doctorName(doctor.name, doctor.sex),
      wording.kindInLine(
        preview.answer.flatMap { $0 }?.group?.kind ?? kind(line, context),
        preview.answer.flatMap { $0 }?.window, on: place.date),
    ]
    if let patient = patient(line) { parts.append(patient.name) }
    if let repetition = line.repetition { parts.append(wording.repetition(repetition)) }
    return Self.wrapped(parts.joined(separator: " · "), columns: columns)
  }

  /// A line of parts, on two where one is too short.
  private static func wrapped(_ text: String, columns: Int) -> [String] {
    guard TextWidth.width(of: text) > columns else { return [text] }
    let parts = text.split(separator: " · ")
    let count = parts.indices.last { count in
      TextWidth.width(of: parts.prefix(count).joined(separator: " · ")) <= columns
    }
    let lines = [parts.prefix(max(count ?? 1, 1)), parts.dropFirst(max(count ?? 1, 1))]
    return lines.filter { !$0.isEmpty }.map { $0.joined(separator: " · ") }
  }
}
