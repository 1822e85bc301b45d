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
  private(set) var policy: AgendaPolicy
  private(set) var rule: RuleForm?
  private(set) var policyForm: PolicyForm?
  private(set) var table: Table
  /// The rules as they were on disk when the editor began, or was last told of a change.
  private var base: [AgendaRule]
  private var basePolicy: AgendaPolicy
  /// Asks before it is saved what falls outside.
  private var impact: ImpactCheck?
  private var order = Order()
  private var discard: ConfirmPanel?
  /// The week that is drawn, and what beside the rules decides on it.
  private var monday: CivilDate
  private var week = Question<ReadAgendaBook>()
  private let slotMinutes: Int
  private let places: WorkPlaces
  private let title: String
  private let name: String

  init(_ card: PractitionerCard, places: WorkPlaces, _ context: ScreenContext) {
    let wording = context.wording
    monday = context.today.firstOfWeek
    practitioner = card.practitioner.id
    rules = card.agenda.rules.inWeekOrder
    base = rules
    policy = card.agenda.policy
    basePolicy = policy
    slotMinutes = card.practitioner.details.slotMinutes
    self.places = places
    name = wording.doctorName(
      card.practitioner.details.name.value, card.practitioner.details.sex)
    title = wording.agendaTitle(name)
    table = Table(columns: [], rowCount: rules.count)
  }

  /// Asks for what closes and opens the week that is drawn.
  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [week.ask(ReadAgendaBook(practitioner: practitioner, monday: monday), &context)]
  }

  /// The drawn week as it will be once the rules are saved.
  private var book: AgendaBook {
    var book = week.answer ?? AgendaBook(rules: [], exceptions: [])
    book.rules = rules
    book.policy = policy
    return book
  }

  private var hasChanged: Bool { rules != base || policy != basePolicy }
  var isDirty: Bool {
    hasChanged || rule?.panel.isDirty ?? false || policyForm?.panel.isDirty ?? false
  }
  var isTyping: Bool {
    (rule?.panel ?? policyForm?.panel).map { !$0.asksToDiscard } ?? false
  }
  private var agenda: Agenda {
    Agenda(practitioner: practitioner, rules: rules, policy: policy)
  }

  /// Whether the agenda on disk is another than the one this began with.
  func differs(from agenda: Agenda) -> Bool {
    (Set(agenda.rules) != Set(base) || agenda.policy != basePolicy) && !order.isPending
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
    if var asked = impact {
      let step = asked.handle(key, context)
      impact = asked
      return (.none, follow(step, &context))
    }
    if rule != nil { return (.none, handleRule(key, &context)) }
    if var form = policyForm {
      let answer = form.handle(key, context.wording)
      if case .made(let made) = answer { policy = made }
      policyForm = answer == .open ? form : nil
      return (.none, answer == .open ? form.panel.told : [])
    }
    table.resize(rows: 12)
    switch key {
    case .escape:
      guard isDirty else { return (.close, []) }
      discard = ConfirmPanel(context.wording.discardAgenda)
    case .control("s"): return (.none, save(&context))
    case .character("n"):
      rule = RuleForm(nil, slotMinutes: slotMinutes, places: places, context)
    case .character("["), .character("]"):
      monday = monday.adding(days: key == .character("[") ? -7 : 7)
      return (.none, ask(&context))
    case .character("o"): policyForm = PolicyForm(policy, title: name, context.wording)
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
      let agenda = Agenda(practitioner: practitioner, rules: changed, policy: policy)
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
    if let problem = agenda.problems().first {
      return [.tell(Message(context.wording.problem(problem), .error))]
    }
    var asked = ImpactCheck()
    let effects = asked.ask(.agenda(agenda), &context)
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
    case .save: break
    // What falls outside could not be read; the command lists it all the same, when it is done.
    case .failed: break
    }
    impact = nil
    return [
      order.give(
        SetWeeklyAgenda(base: base, basePolicy: basePolicy, agenda: agenda), &context)
    ]
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    if week.take(ticket, reply) {
      return week.fault.flatMap { context.wording.message(for: $0) }.map { [.tell($0)] } ?? []
    }
    guard var asked = impact, let step = asked.receive(ticket, reply) else { return nil }
    impact = asked
    return follow(step, &context)
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
    if policy == basePolicy { policy = agenda.policy }
    basePolicy = agenda.policy
    impact = nil
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
    if let impact { return impact.keys(wording) }
    if let panel = rule?.panel ?? policyForm?.panel { return panel.keys(wording) }
    var keys = [KeyHint("Ctrl-S", wording.save), KeyHint("n", wording.newRule)]
    keys.append(KeyHint("o", wording.policyKey))
    if selected != nil { keys += [KeyHint("Enter", wording.edit), KeyHint("x", wording.remove)] }
    return keys + [
      KeyHint("[ ]", wording.pageWeekKey, isSecondary: true), KeyHint("Esc", wording.goBack),
    ]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if let impact { return impact.draw(into: &buffer, in: rect, context) }
    if let panel = rule?.panel ?? policyForm?.panel { return panel.draw(into: &buffer, in: rect) }
    let wording = context.wording
    buffer.put(title, in: rect.inset(left: 1), style: .strong)
    if hasChanged {
      buffer.put(wording.notSaved, in: rect.inset(right: 1), style: .warning, alignment: .right)
    }
    buffer.put(
      wording.policySummary(policy), in: rect.inset(left: 1, right: 1), row: 1, style: .dim)
    let (left, right) = rect.inset(top: 2).split(columns: -(WeekGrid.columns + 1))
    WeekGrid(book: book, monday: monday, today: context.today, wording: wording)
      .draw(into: &buffer, in: right)
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
          TableCell(
            [
              rule.group.map { "\(wording.visitKind($0.kind)) \($0.capacity)" },
              rule.everyWeeks > 1 ? wording.cycle(rule.everyWeeks) : nil,
              wording.validity(rule, today: context.today) ?? place,
            ].compactMap(\.self).filter { !$0.isEmpty }
              .joined(separator: rule.group == nil ? " " : " · "), style: .dim),
        ])
      }
    }
  }
}
