import ClinicDomain
import TerminalKit

/// Editing a doctor's weekly agenda: a list of rules beside the week they make, saved as one.
struct AgendaEditor: Equatable, Sendable {
  /// What came of a key or an outcome.
  enum Request: Equatable, Sendable {
    case none, close
  }

  let practitioner: PractitionerID
  private(set) var rules: [AgendaRule]
  private(set) var rule: RuleForm?
  private(set) var table: Table
  /// The rules as they were on disk when the editor began, or was last told of a change.
  private var base: [AgendaRule]
  private var order = Order()
  private var discard: ConfirmPanel?
  private let slotMinutes: Int
  private let places: WorkPlaces
  private let title: String

  init(_ card: PractitionerCard, places: WorkPlaces, _ wording: Wording) {
    practitioner = card.practitioner.id
    rules = card.agenda.rules.inWeekOrder
    base = rules
    slotMinutes = card.practitioner.details.slotMinutes
    self.places = places
    title = wording.agendaTitle(
      wording.doctorName(card.practitioner.details.name.value, card.practitioner.details.sex))
    table = Table(columns: [], rowCount: rules.count)
  }

  var isDirty: Bool { rules != base || rule?.panel.isDirty ?? false }
  var isTyping: Bool { rule.map { !$0.panel.asksToDiscard } ?? false }

  /// Whether the agenda on disk is another than the one this began with.
  func differs(from agenda: Agenda) -> Bool {
    Set(agenda.rules) != Set(base) && !order.isPending
  }

  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    if order.isPending { return (.none, []) }
    if var question = discard {
      let answer = question.handle(key)
      discard = answer == .open ? question : nil
      return (answer == .answered(0) ? .close : .none, [])
    }
    if rule != nil { return (.none, handleRule(key, &context)) }
    table.resize(rows: 12)
    switch key {
    case .escape:
      guard isDirty else { return (.close, []) }
      discard = ConfirmPanel(context.wording.discardAgenda)
    case .control("s"): return (.none, save(&context))
    case .character("n"):
      rule = RuleForm(nil, slotMinutes: slotMinutes, places: places, context)
    case .enter, .character("e"):
      guard let selected else { return (.none, []) }
      rule = RuleForm(selected, slotMinutes: slotMinutes, places: places, context)
    case .delete, .character("x"):
      guard let row = table.selected else { return (.none, []) }
      rules.remove(at: row)
      table.setRowCount(rules.count)
    default: _ = table.handle(key)
    }
    return (.none, [])
  }

  /// The rule under the cursor.
  var selected: AgendaRule? {
    table.selected.flatMap { rules.indices.contains($0) ? rules[$0] : nil }
  }

  private mutating func handleRule(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard var form = rule else { return [] }
    let answer = form.handle(key, &context)
    rule = form
    switch answer {
    case .open: return form.panel.told
    case .leave:
      rule = nil
      return []
    case .made(let made):
      let replaced = form.replaced
      let changed = rules.filter { $0.id != replaced } + made
      let agenda = Agenda(practitioner: practitioner, rules: changed)
      if let problem = agenda.problems().first {
        rule?.show(problem, context.wording)
        return rule?.panel.told ?? []
      }
      rules = changed.inWeekOrder
      table.setRowCount(rules.count)
      if let first = made.first, let row = rules.firstIndex(of: first) { table.select(row) }
      rule = nil
      return []
    }
  }

  private mutating func save(_ context: inout ScreenContext) -> [Effect] {
    let agenda = Agenda(practitioner: practitioner, rules: rules)
    if let problem = agenda.problems().first {
      return [.tell(Message(context.wording.problem(problem), .error))]
    }
    return [order.give(SetWeeklyAgenda(base: base, agenda: agenda), &context)]
  }

  /// Takes in what someone else changed, rule by rule, except where this person changed the same
  /// rule; what she changed is still to be saved.
  mutating func rebase(on agenda: Agenda) {
    func byID(_ rules: [AgendaRule]) -> [AgendaRuleID: AgendaRule] {
      Dictionary(rules.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }
    let (old, mine, theirs) = (byID(base), byID(rules), byID(agenda.rules))
    let ids = Set(old.keys).union(mine.keys).union(theirs.keys)
    rules = ids.compactMap { mine[$0] == old[$0] ? theirs[$0] : mine[$0] }.inWeekOrder
    base = agenda.rules.inWeekOrder
    table.setRowCount(rules.count)
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ wording: Wording
  ) -> (request: Request, effects: [Effect])? {
    guard order.settle(ticket) else { return nil }
    switch performed {
    case .done: return (.close, [.tell(Message(wording.saved, .done))])
    case .staged: return (.close, [.tell(Message(wording.keptNotDone, .warning))])
    case .refused(let refusal): return (.none, [.tell(Message(wording.refusal(refusal), .error))])
    case .failed(let fault):
      return (.none, [.tell(Message(wording.faultWithRetry(fault), .error))])
    }
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    if order.isPending { return [] }
    if let discard { return discard.keys(wording) }
    if let rule { return rule.panel.keys(wording) }
    var keys = [KeyHint("Ctrl-S", wording.save), KeyHint("n", wording.newRule)]
    if selected != nil { keys += [KeyHint("Enter", wording.edit), KeyHint("x", wording.remove)] }
    return keys + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if let rule { return rule.panel.draw(into: &buffer, in: rect) }
    let wording = context.wording
    buffer.put(title, in: rect.inset(left: 1), style: .strong)
    if rules != base {
      buffer.put(wording.notSaved, in: rect.inset(right: 1), style: .warning, alignment: .right)
    }
    let (left, right) = rect.inset(top: 2).split(columns: -(WeekGrid.columns + 1))
    WeekGrid(rules: rules, today: context.today, wording: wording).draw(into: &buffer, in: right)
    if rules.isEmpty {
      buffer.put(wording.noRules, in: left.inset(left: 3), style: .dim)
    } else {
      drawRules(into: &buffer, in: left.inset(right: 2), context)
    }
    discard?.draw(into: &buffer, in: rect)
  }

  private func drawRules(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    var shown = table
    shown.columns = [
      TableColumn(wording.dayColumn, .fixed(3)), TableColumn(wording.hoursColumn, .fixed(11)),
      TableColumn(wording.slotColumn, .fixed(3), alignment: .right),
      TableColumn(wording.placeColumn, .flexible(weight: 1, minimum: 8)),
    ]
    shown.draw(into: &buffer, in: rect) { range in
      range.map { index in
        let rule = rules[index]
        let style: Style = rule.isValid(on: context.today) ? .normal : .dim
        let place = places.shortLabel(unit: rule.unit, room: rule.room)
        return TableRow([
          TableCell(wording.weekday(rule.weekday), style: style),
          TableCell("\(rule.from.text)–\(rule.until.text)", style: style),
          TableCell(String(rule.slotMinutes), style: .dim),
          TableCell(wording.validity(rule, today: context.today) ?? place, style: .dim),
        ])
      }
    }
  }
}
