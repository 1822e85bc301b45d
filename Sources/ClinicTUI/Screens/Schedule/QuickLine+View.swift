import ClinicDomain
import TerminalKit

extension QuickLine {
  /// Rows of the panel: title, candidates, what was understood, what stands against it, the line.
  static let rows = 9

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let line = line(context)
    buffer.fill(rect)
    PanelTitle.draw(wording.bookingLineTitle, into: &buffer, in: rect)
    let (upper, lower) = rect.inset(top: 1).split(rows: -3)
    drawPatients(line, into: &buffer, in: upper, context)
    drawUnderstood(line, into: &buffer, in: lower.line(0).inset(left: 3, right: 1), context)
    drawVerdict(line, into: &buffer, in: lower.line(1).inset(left: 3, right: 1), context)
    let room = lower.line(2)
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

  /// `qua 25 nov 14:30–15:00 · Dra. Ana Lima · retorno · Maria Sanches Lima`.
  private func drawUnderstood(
    _ line: BookingLine, into buffer: inout CellBuffer, in room: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    guard let doctor = doctor(line) else {
      buffer.put(wording.whichDoctor(line), in: room, style: .danger)
      return
    }
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
        preview.answer.flatMap { $0 }?.group?.kind ?? kind(line),
        preview.answer.flatMap { $0 }?.window, on: place.date),
    ]
    if let patient = patient(line) { parts.append(patient.name) }
    if let repetition = line.repetition { parts.append(wording.repetition(repetition)) }
    buffer.put(parts.joined(separator: " · "), in: room, style: .strong)
  }

  private func drawVerdict(
    _ line: BookingLine, into buffer: inout CellBuffer, in room: Rect, _ context: ScreenContext
  ) {
    guard doctor(line) != nil, !preview.isPending, let preview = preview.answer.flatMap({ $0 })
    else { return }
    let wording = context.wording
    let offered = near.isEmpty ? preview.near : near
    var used = 0
    // What was refused although it looked free is not called free beside other times.
    if preview.refusal != nil || near.isEmpty {
      let text = wording.verdict(preview)
      used = 2 + buffer.put(text, in: room, style: preview.refusal == nil ? .dim : .danger)
    }
    guard preview.refusal != nil || !near.isEmpty, !offered.isEmpty else { return }
    buffer.put(
      wording.freeTimes(
        offered, on: place(line, context).date, numbered: !near.isEmpty),
      in: room.inset(left: used), style: near.isEmpty ? .dim : .strong)
  }
}
