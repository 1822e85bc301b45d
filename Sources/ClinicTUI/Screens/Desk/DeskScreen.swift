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
  var order = VisitOrder()
  var undoing = UndoOrder()
  var typedAhead: [Key] = []
  var panel: Panel?
  /// The one who is called once the encounter before has ended.
  var next: AppointmentID?

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
      return []
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
    if case .checkIn(var checkIn) = panel {
      checkIn.follow(question.answer ?? [])
      panel = .checkIn(checkIn)
    }
    rebuild(context)
    return replayTypedAhead(&context)
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    if case .walkIn(var walkIn) = panel,
      let (effects, isOver) = walkIn.settle(ticket, performed, context.wording)
    {
      panel = isOver ? nil : .walkIn(walkIn)
      return effects + enter(&context) + replayTypedAhead(&context)
    }
    var effects: [Effect] = []
    if let (message, undone) = undoing.settle(ticket, performed, &context) {
      effects.append(.tell(message))
      if let undone, undone.date == context.today { selected = undone.visit }
    } else if let message = order.settle(ticket, performed, context.wording) {
      effects.append(.tell(message))
    } else {
      return []
    }
    if let called = next {
      effects += follow(called, performed, &context)
    }
    return effects + enter(&context) + replayTypedAhead(&context)
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
    showsAll ? nil : context.actor.practitioner
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
