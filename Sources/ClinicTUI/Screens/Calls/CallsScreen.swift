import ClinicDomain
import TerminalKit

/// The calls of the day: who waits for a time, who is to come back, who has a visit tomorrow.
struct CallsScreen: Screen {
  /// What lies over the list.
  enum Panel: Equatable, Sendable {
    case picker(PatientPicker)
    case wish(WishForm)
  }

  var list = CallList.waiting
  var waiting = Question<ListWaiting>()
  var recalls = Question<ListRecalls>()
  var confirmations = Question<ListConfirmations>()
  var moved = Question<ListMovedVisits>()
  var unresolved = Question<ListUnresolved>()
  var practitioners = Question<SearchPractitioners>()
  /// The day whose visits are confirmed; nil for the next day of work.
  var confirmedDay: CivilDate?
  var table = Table(columns: [], showsTitles: false)
  var panel: Panel?
  var order = Order()
  var undoing = UndoOrder()
  /// Keys that wait for what is under way.
  var typedAhead: [Key] = []
  /// Whether something was done since the lists were answered.
  private var isChanging = false
  /// Who was called and what came of it, until the order is settled.
  var called: Called?

  /// A call whose outcome is being kept.
  struct Called: Equatable, Sendable {
    let name: String
    let outcome: CallOutcome
    let list: CallList
  }

  init() {}

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    ask(&context) + [practitioners.ask(SearchPractitioners(), &context)]
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [
      waiting.ask(ListWaiting(), &context),
      recalls.ask(
        ListRecalls(dueBy: context.today.adding(days: Self.recallDaysAhead)), &context),
      confirmations.ask(ListConfirmations(date: day(context)), &context),
      moved.ask(ListMovedVisits(), &context), unresolved.ask(ListUnresolved(), &context),
    ]
  }

  /// How many days before it is due a recall is on the list.
  static let recallDaysAhead = 14

  /// The day whose visits are confirmed: tomorrow, or Monday where that is a Sunday.
  func day(_ context: ScreenContext) -> CivilDate {
    if let confirmedDay, confirmedDay >= context.today { return confirmedDay }
    let tomorrow = context.today.adding(days: 1)
    return tomorrow.weekday == .sunday ? tomorrow.adding(days: 1) : tomorrow
  }

  var entries: [WaitingRow] {
    switch list {
    case .waiting: waiting.answer ?? []
    case .recalls: recalls.answer ?? []
    case .confirmations, .moved, .unresolved: []
    }
  }

  var visits: [ConfirmationRow] {
    switch list {
    case .confirmations: confirmations.answer ?? []
    case .moved: moved.answer ?? []
    case .unresolved: unresolved.answer ?? []
    case .waiting, .recalls: []
    }
  }

  var entry: WaitingRow? {
    table.selected.flatMap { entries.indices.contains($0) ? entries[$0] : nil }
  }

  var visit: ConfirmationRow? {
    guard list.isOfVisits else { return nil }
    return table.selected.flatMap { visits.indices.contains($0) ? visits[$0] : nil }
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    topics.isDisjoint(with: [.schedule, .patients]) ? [] : ask(&context)
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    let kept = (entry?.entry.id, visit?.visit.id)
    if waiting.take(ticket, reply) || recalls.take(ticket, reply)
      || confirmations.take(ticket, reply) || moved.take(ticket, reply)
      || unresolved.take(ticket, reply)
    {
      show(keeping: kept)
      let effects: [Effect] = context.wording.message(for: reply).map { [.tell($0)] } ?? []
      guard !isAsking, isChanging else { return effects }
      isChanging = false
      return effects + replayTypedAhead(&context)
    }
    if practitioners.take(ticket, reply) { return [] }
    if case .picker(var picker) = panel, picker.take(ticket, reply) { panel = .picker(picker) }
    return []
  }

  /// The rows as they are now; the cursor stays with its patient.
  mutating func show(keeping kept: (WaitingEntryID?, AppointmentID?)? = nil) {
    table.setRowCount(list.isOfVisits ? visits.count : entries.count)
    guard let kept else { return table.select(0) }
    if let id = kept.0, let row = entries.firstIndex(where: { $0.entry.id == id }) {
      table.select(row)
    } else if let id = kept.1, let row = visits.firstIndex(where: { $0.visit.id == id }) {
      table.select(row)
    }
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    let wording = context.wording
    if case .wish(var form) = panel, let (effects, isOver) = form.settle(ticket, performed, wording)
    {
      panel = isOver ? nil : .wish(form)
      return effects + ask(&context)
    }
    if let (message, undone) = undoing.settle(ticket, performed, &context) {
      isChanging = true
      if let row = visits.firstIndex(where: { $0.visit.id == undone?.visit }) { table.select(row) }
      return [.tell(message)] + ask(&context)
    }
    guard order.settle(ticket), let called else { return [] }
    isChanging = true
    if case .done = performed {} else { typedAhead = [] }
    self.called = nil
    if let message = wording.message(for: performed) { return [.tell(message)] + ask(&context) }
    // The next one is called next.
    if called.list == .confirmations || called.list == .moved && called.outcome == .noAnswer
      || !called.list.isOfVisits && called.outcome == .noAnswer
    {
      table.move(.by(1))
    }
    let text =
      switch called.list {
      case .confirmations, .moved: wording.confirmationCalled(called.name, called.outcome)
      case .unresolved:
        wording.done(called.outcome == .accepted ? .markAttended : .markMissed, called.name)
      case .waiting, .recalls: wording.called(called.name, called.outcome)
      }
    return [.tell(Message(text, .done))] + ask(&context)
  }

  /// Whether the lists are about to be what the person made of them.
  var isSettling: Bool { order.isPending || undoing.isPending || isChanging }

  private var isAsking: Bool {
    waiting.isPending || recalls.isPending || confirmations.isPending || moved.isPending
      || unresolved.isPending
  }

  /// Takes the keys that waited, as long as nothing makes them wait again.
  private mutating func replayTypedAhead(_ context: inout ScreenContext) -> [Effect] {
    let keys = typedAhead
    typedAhead = []
    return keys.flatMap { handle($0, &context) }
  }

  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect] {
    if route == .unresolved {
      list = .unresolved
      show()
    }
    return enter(&context)
  }

  var isTyping: Bool { panel != nil }

  var hasUnsavedText: Bool {
    if case .wish(let form) = panel { form.isDirty } else { false }
  }

  var showsOverview: Bool { panel == nil }
}
