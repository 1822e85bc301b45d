import ClinicDomain
import TerminalKit

/// Today at the desk: who is awaited, who waits and how long, who is inside, who is done.
struct DeskScreen: Screen {
  /// Columns from which the groups stand side by side.
  static let wideColumns = 180

  var question = Question<ReadDesk>()
  var tickets = Question<ReadArrivals>()
  var arrivals: [AppointmentID: Arrival] = [:]
  var walkIns = Question<ListWalkIns>()
  /// Visits of who walked in apart from the others.
  var showsWalkInsOnly = false
  var board = DeskBoard([])
  /// The visit under the cursor.
  var selected: AppointmentID?
  /// Where it stood, for when it goes away.
  var lastIndex = 0
  var top = 0
  /// A doctor sees her own patients first.
  var showsAll = false
  /// Whose queue alone is shown.
  var doctor: PractitionerID?
  /// Whether who checks in goes to triage first, as was said last.
  var sendsToTriage = false
  var order = VisitOrder()
  var undoing = UndoOrder()
  var typedAhead: [Key] = []
  var panel: Panel?
  /// The one who is called once the encounter before has ended.
  var next: AppointmentID?
  /// Who just arrived and what was said of it, until her ticket can be told.
  var arrived: (visit: AppointmentID, told: String)? {
    get { arrivedVisit.map { ($0, arrivedTold) } }
    set { (arrivedVisit, arrivedTold) = (newValue?.visit, newValue?.told ?? "") }
  }
  private var arrivedVisit: AppointmentID?
  private var arrivedTold = ""

  /// What lies over the board and takes the keys.
  enum Panel: Equatable, Sendable {
    case checkIn(CheckInPanel)
    case walkIn(WalkInPanel)
    /// Somebody among today's.
    case find(DeskFinder)
  }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    [
      tickets.ask(ReadArrivals(date: context.today), &context),
      walkIns.ask(ListWalkIns(date: context.today), &context),
      question.ask(ReadDesk(date: context.today), &context),
    ]
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    guard !topics.isDisjoint(with: [.schedule, .patients, .practitioners, .billing]) else {
      return []
    }
    return enter(&context)
  }

  mutating func tick(_ context: inout ScreenContext) -> [Effect] {
    // A new day begins by itself.
    question.query?.date == context.today ? [] : enter(&context)
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    if tickets.take(ticket, reply) {
      arrivals = Dictionary(
        (tickets.answer ?? []).map { ($0.visit, $0) }, uniquingKeysWith: { first, _ in first })
      rebuild(context)
      return tellTicket(context)
    }
    if walkIns.take(ticket, reply) {
      rebuild(context)
      return []
    }
    switch panel {
    case .checkIn(var checkIn):
      if checkIn.take(ticket, reply, context) {
        panel = .checkIn(checkIn)
        return []
      }
    case .walkIn(var walkIn):
      if walkIn.take(ticket, reply) {
        panel = .walkIn(walkIn)
        // What was typed after Enter meant the one patient; where there are several it meant none.
        if walkIn.isUndecided, !typedAhead.isEmpty {
          typedAhead = []
          return [.ring]
        }
        return replayTypedAhead(&context)
      }
    case .find, nil: break
    }
    guard question.take(ticket, reply) else { return [] }
    if let fault = question.fault {
      typedAhead = []
      return [.tell(context.wording.problem(fault))]
    }
    var effects: [Effect] = []
    if case .checkIn(var checkIn) = panel {
      checkIn.follow(question.answer ?? [])
      let isAwaited = VisitAction.checkIn.isOffered(for: checkIn.visit, context)
      panel = isAwaited ? .checkIn(checkIn) : nil
      if !isAwaited { effects.append(.tell(context.wording.noLongerAwaited(checkIn.visit))) }
    }
    rebuild(context)
    return effects + replayTypedAhead(&context)
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    if case .walkIn(var walkIn) = panel,
      let (effects, isOver) = walkIn.settle(ticket, performed, context.wording)
    {
      panel = isOver ? nil : .walkIn(walkIn)
      if case .done = performed { remember(walkIn.given, effects) }
      return effects + enter(&context) + replayTypedAhead(&context)
    }
    var effects: [Effect] = []
    if let (message, undone) = undoing.settle(ticket, performed, &context) {
      effects.append(.tell(message))
      if let undone, undone.date == context.today { selected = undone.visit }
    } else if let message = order.settle(ticket, performed, context.wording) {
      effects.append(.tell(message))
      if case .done = performed, order.action == .checkIn { remember(order.visit, effects) }
    } else {
      return []
    }
    if let called = next {
      effects += follow(called, performed, &context)
    }
    return effects + enter(&context) + replayTypedAhead(&context)
  }

  private mutating func remember(_ visit: AppointmentID?, _ effects: [Effect]) {
    guard let visit, case .tell(let message) = effects.first else { return }
    arrived = (visit, message.text)
  }

  /// The ticket that she was given, once it is known.
  private mutating func tellTicket(_ context: ScreenContext) -> [Effect] {
    guard let (visit, told) = arrived, let arrival = arrivals[visit] else { return [] }
    arrived = nil
    let text = context.wording.withTicket(told, arrival)
    let whole = text + context.wording.undoHint
    let fits = TextWidth.width(of: whole) <= context.size.columns - 4
    return [.tell(Message(fits ? whole : text, .done))]
  }

  /// Takes the keys that waited, as long as nothing makes them wait again.
  private mutating func replayTypedAhead(_ context: inout ScreenContext) -> [Effect] {
    let keys = typedAhead
    typedAhead = []
    return keys.flatMap { handle($0, &context) }
  }

  var isTyping: Bool {
    switch panel {
    case .walkIn(let walkIn): walkIn.isTyping
    case .find: true
    case .checkIn, nil: false
    }
  }

  var hasUnsavedText: Bool {
    if case .walkIn(let walkIn) = panel { walkIn.isDirty } else { false }
  }

  var showsOverview: Bool { panel == nil }

  /// Whose visits are shown; nil for everybody's.
  func owner(_ context: ScreenContext) -> PractitionerID? {
    doctor ?? (showsAll ? nil : context.actor.practitioner)
  }

  mutating func rebuild(_ context: ScreenContext) {
    let known = walkIns.answer ?? []
    let shown = (question.answer ?? []).filter { !showsWalkInsOnly || known.contains($0.id) }
    board = DeskBoard(shown, of: owner(context), arrivals: arrivals)
    let visits = board.visits
    if let index = visits.firstIndex(where: { $0.id == selected }) {
      lastIndex = index
    } else {
      lastIndex = min(lastIndex, max(visits.count - 1, 0))
      selected = visits.indices.contains(lastIndex) ? visits[lastIndex].id : nil
    }
    scroll(context)
  }

  /// The visit under the cursor.
  var visit: VisitRow? { board.visits.first { $0.id == selected } }
}
