/// Leaves a visit outside the agenda on purpose: it goes from the list of visits to move.
public struct KeepDisplacedVisit: ClinicCommand {
  public static let kind = CommandKind.keepDisplacedVisit
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  public let reason: String

  public init(id: AppointmentID, reason: String) {
    self.id = id
    self.reason = reason
  }

  public var subject: Subject { Subject(.displacedVisit, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  /// A reason is required.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.reason, .required)])
    }
    guard let item = try store.displacedVisit(id) else { throw Refusal.notFound(.displacedVisit) }
    if case .kept = item.state { return Done() }
    guard item.state == .open else { throw Refusal.scheduling(.notDisplaced) }
    var kept = item
    kept.state = .kept(reason: reason)
    try store.update(kept, from: item)
    return Done()
  }
}

/// The visits that a change would leave outside the agenda or take to another room, before it is
/// saved.
public struct PreviewAgendaChange: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let change: AgendaChange

  public init(change: AgendaChange) { self.change = change }

  public typealias Answer = AgendaChangePreview
}

/// What a change of an agenda does to visits.
public struct AgendaChangePreview: Equatable, Sendable {
  /// A visit that stays when it is, in another room.
  public struct Move: Equatable, Sendable {
    public let visit: VisitRow
    /// The name of its new room; empty for none.
    public let room: String

    public init(visit: VisitRow, room: String) {
      self.visit = visit
      self.room = room
    }
  }

  /// Those that get on the list of visits to move, by date and start.
  public let outside: [VisitRow]
  /// Those that go to another room, by date and start.
  public let moves: [Move]

  public init(outside: [VisitRow] = [], moves: [Move] = []) {
    self.outside = outside
    self.moves = moves
  }
}

/// The visits to move: those that a change of the agenda left outside.
public struct ListDisplacedVisits: ClinicQuery {
  public static let capability = Capability.readAgenda

  public init() {}

  /// Today's and later, by date and start.
  public typealias Answer = [DisplacedVisitRow]
}

/// An item of the list of visits to move.
public struct DisplacedVisitRow: Hashable, Sendable {
  public let visit: VisitRow
  public let cause: DisplacedVisit.Cause
  public let since: Instant
  /// The patient's phone, as shown.
  public let phone: String

  public init(
    visit: VisitRow, cause: DisplacedVisit.Cause, since: Instant, phone: String
  ) {
    self.visit = visit
    self.cause = cause
    self.since = since
    self.phone = phone
  }
}
