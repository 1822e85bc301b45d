import ClinicDomain
import TerminalKit

/// Everything the clinic keeps of one doctor, the week and the dated exceptions.
struct DoctorCard: Equatable, Sendable {
  let practitioner: PractitionerID
  private(set) var question: Question<ReadPractitionerCard> = Question()
  /// The exceptions.
  private(set) var table = Table(columns: [], showsTitles: false)

  init(practitioner: PractitionerID) { self.practitioner = practitioner }

  /// The card, once it is there.
  var card: PractitionerCard? { question.answer ?? nil }

  /// The exception under the cursor.
  var exception: AgendaException? {
    guard let card, let row = table.selected, card.exceptions.indices.contains(row) else {
      return nil
    }
    return card.exceptions[row]
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [
      question.ask(
        ReadPractitionerCard(practitioner: practitioner, from: context.today), &context)
    ]
  }

  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Bool {
    let kept = exception?.id
    guard question.take(ticket, reply) else { return false }
    let exceptions = card?.exceptions ?? []
    table.setRowCount(exceptions.count)
    if let kept, let row = exceptions.firstIndex(where: { $0.id == kept }) { table.select(row) }
    return true
  }

  mutating func move(_ key: Key) -> Bool {
    table.resize(rows: 5)
    return table.handle(key) == .handled
  }

  /// Whether the actor may change this doctor's agenda: anyone's, or her own.
  func mayChangeAgenda(_ context: ScreenContext) -> Bool {
    switch context.grant(.changeAgenda) {
    case .all: true
    case .own: context.actor.practitioner == practitioner
    case .denied: false
    }
  }
}

extension DoctorCard {
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let area = rect.inset(left: 1, right: 1)
    guard let card else {
      if question.answer != nil { buffer.put(wording.doctorGone, in: area, style: .dim) }
      return
    }
    let details = card.practitioner.details
    let used = buffer.put(
      wording.doctorName(details.name.value, details.sex), in: area, style: .strong)
    if !card.practitioner.isActive {
      buffer.put("  \(wording.inactive)", in: area.inset(left: used), style: .warning)
    }
    buffer.put(
      details.registration?.formatted ?? "", in: area, style: .dim, alignment: .right)
    buffer.put(wording.specialties(details.specialties), in: area, row: 1)
    let facts = FactGrid(wording.doctorCardFacts(card))
    let height = facts.draw(into: &buffer, in: area.inset(top: 3))
    var row = 3 + height + 1
    row += drawWeek(card, into: &buffer, in: area.inset(top: row), context) + 1
    buffer.put(wording.exceptionsTitle, in: area, row: row, style: Style(.title))
    let rest = rect.split(rows: row + 1).bottom
    guard !card.exceptions.isEmpty else {
      buffer.put(wording.noExceptions, in: rest.inset(left: 3), style: .dim)
      return
    }
    let hasRuns = card.exceptions.contains { $0.lastDate != $0.date }
    var shown = table
    shown.columns = [
      TableColumn("", .fixed(hasRuns ? 25 : 16)), TableColumn("", .fixed(14)),
      TableColumn("", .flexible(weight: 1, minimum: 20)),
    ]
    shown.draw(into: &buffer, in: rest) { range in
      range.map { index in
        let exception = card.exceptions[index]
        return TableRow([
          TableCell(wording.days(exception)), TableCell(wording.times(exception)),
          TableCell(wording.effect(exception), style: .dim),
        ])
      }
    }
  }

  /// A column per day with its hours below; returns the rows used.
  private func drawWeek(
    _ card: PractitionerCard, into buffer: inout CellBuffer, in area: Rect,
    _ context: ScreenContext
  ) -> Int {
    let wording = context.wording
    buffer.put(wording.weeklyTitle, in: area, style: Style(.title))
    let rules = card.agenda.rules.filter { $0.isValid(on: context.today) }.inWeekOrder
    guard !rules.isEmpty else {
      buffer.put(
        card.agenda.rules.isEmpty ? wording.noAgenda : wording.noAgendaNow,
        in: area.inset(left: 2), row: 1, style: .dim)
      return 2
    }
    let days = Weekday.allCases.map { weekday in
      rules.filter { $0.weekday == weekday }.map { "\($0.from.text)–\($0.until.text)" }
    }
    // Days without hours give their room to the others.
    let widths = days.map { $0.isEmpty ? 5 : 13 }
    let isTight = widths.reduce(0, +) > area.columns
    var column = area.column
    for (index, weekday) in Weekday.allCases.enumerated() {
      let width = isTight ? area.columns / 7 : widths[index]
      buffer.put(
        wording.weekday(weekday), at: Position(column: column, row: area.row + 1),
        style: weekday == context.today.weekday ? .accent : Style(.label))
      let lines = days[index].isEmpty ? ["—"] : days[index]
      for (row, line) in lines.enumerated() {
        buffer.put(
          line, at: Position(column: column, row: area.row + 2 + row),
          style: days[index].isEmpty ? .dim : .normal, maxWidth: width)
      }
      column += width
    }
    let height = days.map(\.count).max() ?? 1
    return height + 2
  }
}
