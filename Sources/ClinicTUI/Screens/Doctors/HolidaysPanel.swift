import ClinicDomain
import TerminalKit

/// The holidays: the nation's of the coming year, computed, and the clinic's, to be edited.
struct HolidaysPanel: Equatable, Sendable {
  private(set) var question = Question<ListHolidays>()
  private(set) var form: HolidayForm?
  private var table = Table(columns: [], showsTitles: false)
  private var removal: ConfirmPanel?
  private var impact: ImpactCheck?
  /// What is to be done once it is known what falls outside.
  private var change: AgendaChange?
  private var order = Order()
  private let units: [UnitWithRooms]

  init(units: [UnitWithRooms]) { self.units = units }

  private var holidays: [Holiday] { question.answer ?? [] }
  private var selected: Holiday? {
    table.selected.flatMap { holidays.indices.contains($0) ? holidays[$0] : nil }
  }

  var isDirty: Bool { form?.panel.isDirty ?? false }
  var isTyping: Bool { impact == nil && form.map { !$0.panel.asksToDiscard } ?? false }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListHolidays(), &context)]
  }

  /// Takes a key; true where the panel is left.
  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (isLeft: Bool, effects: [Effect]) {
    if order.isPending { return (false, []) }
    if var asked = impact {
      let step = asked.handle(key, context)
      impact = asked
      return (false, follow(step, &context))
    }
    if var question = removal {
      let answer = question.handle(key)
      removal = answer == .open ? question : nil
      guard answer == .answered(0), let selected else { return (false, []) }
      return (false, check(.holidayRemoval(selected.id), &context))
    }
    if var open = form {
      let answer = open.handle(key, context)
      form = answer == .leave ? nil : open
      if case .made(let holiday) = answer { return (false, check(.holiday(holiday), &context)) }
      return (false, answer == .open ? open.panel.told : [])
    }
    table.resize(rows: max(1, context.size.rows - 9))
    let mayChange = context.grant(.changeAgenda) == .all
    switch key {
    case .escape: return (true, [])
    case .character("n") where mayChange: form = HolidayForm(nil, units: units, &context)
    case .enter where mayChange, .character("e") where mayChange:
      if let selected { form = HolidayForm(selected, units: units, &context) }
    case .delete where mayChange, .character("x") where mayChange:
      if let selected { removal = ConfirmPanel(context.wording.removeHoliday(selected)) }
    default: _ = table.handle(key)
    }
    return (false, [])
  }

  private mutating func check(
    _ change: AgendaChange, _ context: inout ScreenContext
  ) -> [Effect] {
    self.change = change
    var asked = ImpactCheck()
    let effects = asked.ask(change, &context)
    impact = asked
    return effects
  }

  private mutating func follow(
    _ step: ImpactCheck.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    switch step {
    case .open: return []
    case .leave:
      impact = nil
      return []
    case .save, .failed: impact = nil
    }
    switch change {
    case .holiday(let holiday):
      return [order.give(SaveHoliday(base: form?.base, holiday: holiday), &context)]
    case .holidayRemoval(let id): return [order.give(RemoveHoliday(id: id), &context)]
    default: return []
    }
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    let kept = selected
    if question.take(ticket, reply) {
      table.setRowCount(holidays.count)
      if let row = holidays.firstIndex(where: { $0.id == kept?.id }) {
        table.select(row)
      } else {
        // What was to be taken away is gone.
        removal = nil
      }
      return context.wording.message(for: reply).map { [.tell($0)] } ?? []
    }
    guard var asked = impact, let step = asked.receive(ticket, reply) else { return nil }
    impact = asked
    return follow(step, &context)
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket) else { return nil }
    return [form.settle(performed, context.wording)] + ask(&context)
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if let impact { return impact.keys(wording) }
    if let removal { return removal.keys(wording) }
    if let form { return form.panel.keys(wording) }
    var keys: [KeyHint] = []
    if context.grant(.changeAgenda) == .all {
      keys.append(KeyHint("n", wording.newHoliday))
      if selected != nil { keys += [KeyHint("Enter", wording.edit), KeyHint("x", wording.remove)] }
    }
    return keys + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    if let impact { return impact.draw(into: &buffer, in: rect, context) }
    if let form { return form.panel.draw(into: &buffer, in: rect) }
    let (left, right) = rect.split(columns: rect.columns / 2)
    buffer.put(wording.ownHolidays, in: left.inset(left: 1), style: .strong)
    let body = left.inset(top: 2, right: 2)
    if holidays.isEmpty, question.answer != nil {
      buffer.put(wording.noHolidays, in: body.inset(left: 2), style: .dim)
    }
    var shown = table
    shown.columns = [
      TableColumn("", .fixed(10)), TableColumn("", .flexible(weight: 1, minimum: 12)),
    ]
    shown.draw(into: &buffer, in: body) { range in
      range.map { index in
        let holiday = holidays[index]
        return TableRow([
          TableCell(wording.holidayDay(holiday.day)),
          TableCell(holiday.name + (holiday.isOptional ? " ?" : ""), style: .strong),
        ])
      }
    }
    drawNational(into: &buffer, in: right, context)
    removal?.draw(into: &buffer, in: rect)
  }

  private func drawNational(
    into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    buffer.put(wording.nationalHolidays, in: rect, style: .strong)
    let year = context.today.year
    let coming = (NationalHolidays.of(year: year) + NationalHolidays.of(year: year + 1))
      .filter { $0.date >= context.today }
    for (index, day) in coming.prefix(max(0, rect.rows - 2)).enumerated() {
      let name = wording.nationalHoliday(day.name)
      buffer.put(
        "\(wording.date(day.date))  \(name)\(day.isOptional ? " ?" : "")", in: rect,
        row: index + 2, style: day.isOptional ? .dim : .normal)
    }
  }
}
