import ClinicDomain

/// One question of a screen: the newest wins, answers to older ones are dropped, and the last
/// answer stays on screen while the next is under way.
struct Question<Query: ClinicQuery>: Equatable, Sendable {
  private(set) var query: Query?
  private(set) var answer: Query.Answer?
  private(set) var fault: Reply?
  private var awaited: Ticket?

  init() {}

  /// Whether the newest question has no answer yet.
  var isPending: Bool { awaited != nil }

  /// Asks, in place of whatever was asked before.
  mutating func ask(_ query: Query, _ context: inout ScreenContext) -> Effect {
    let ticket = context.makeTicket()
    self.query = query
    awaited = ticket
    return .load(ticket, AnyQuery(base: query))
  }

  /// Asks the same again, as when data changed.
  mutating func askAgain(_ context: inout ScreenContext) -> [Effect] {
    guard let query else { return [] }
    return [ask(query, &context)]
  }

  /// Forgets question and answer.
  mutating func clear() { self = Question() }

  /// Takes a reply if it is for the newest question.
  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool {
    guard ticket == awaited else { return false }
    awaited = nil
    if let value = reply.value(Query.Answer.self) {
      answer = value
      fault = nil
    } else {
      fault = reply
    }
    return true
  }
}

/// One order of a screen that is under way.
struct Order: Equatable, Sendable {
  private var awaited: Ticket?

  init() {}

  var isPending: Bool { awaited != nil }

  /// Gives the order.
  mutating func give(_ command: some ClinicCommand, _ context: inout ScreenContext) -> Effect {
    let ticket = context.makeTicket()
    awaited = ticket
    return .perform(ticket, AnyCommand(base: command))
  }

  /// Whether the ticket is this order's; it is settled then.
  mutating func settle(_ ticket: Ticket) -> Bool {
    guard ticket == awaited else { return false }
    awaited = nil
    return true
  }
}
