import ClinicDomain
import TerminalKit

/// Today at the desk: who is awaited, who waits and how long, who is inside, who is done.
struct DeskScreen: Screen {
  /// Columns from which the groups stand side by side.
  static let wideColumns = 180

  var question = Question<ReadDesk>()
  var board = DeskBoard([])
  /// The visit under the cursor.
  var selected: AppointmentID?
  /// Where it stood, for when it goes away.
  var lastIndex = 0
  var top = 0
  /// A doctor sees her own patients first.
  var showsAll = false
  var order = VisitOrder()
  var typedAhead: [Key] = []

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ReadDesk(date: context.today), &context)]
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
    guard question.take(ticket, reply) else { return [] }
    if let fault = question.fault { return [.tell(context.wording.problem(fault))] }
    rebuild(context)
    return []
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let message = order.settle(ticket, performed, context.wording) else { return [] }
    var effects: [Effect] = [.tell(message)] + enter(&context)
    let keys = typedAhead
    typedAhead = []
    for key in keys { effects += handle(key, &context) }
    return effects
  }

  var isTyping: Bool { false }

  /// Whose visits are shown; nil for everybody's.
  func owner(_ context: ScreenContext) -> PractitionerID? {
    showsAll ? nil : context.actor.practitioner
  }

  mutating func rebuild(_ context: ScreenContext) {
    board = DeskBoard(question.answer ?? [], of: owner(context))
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
