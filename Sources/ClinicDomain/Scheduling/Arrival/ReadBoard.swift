/// What hangs on the wall of the waiting room: tickets, and of people no more than they agreed to.
public struct ReadBoard: ClinicQuery {
  public static let capability = Capability.readBoard
  /// How long a call stays up.
  public static let callMinutes = 10
  public let date: CivilDate

  public init(date: CivilDate) { self.date = date }

  public typealias Answer = Board
}

/// The answer to `ReadBoard`.
public struct Board: Equatable, Sendable {
  /// The newest call first.
  public let calls: [BoardCall]
  /// Who waits, in the order in which they are called.
  public let waiting: [BoardTicket]

  public init(calls: [BoardCall], waiting: [BoardTicket]) {
    self.calls = calls
    self.waiting = waiting
  }
}

/// A ticket on the wall.
public struct BoardTicket: Hashable, Sendable {
  public let ticket: Int
  public let priority: QueuePriority

  public init(ticket: Int, priority: QueuePriority) {
    self.ticket = ticket
    self.priority = priority
  }
}

/// Somebody who was called to a room.
public struct BoardCall: Hashable, Sendable {
  public let ticket: BoardTicket
  /// The social name, or initials: never a civil name.
  public let label: String
  /// The room, or the unit where it is told by no room.
  public let roomName: String
  /// Empty where nobody is told.
  public let practitionerName: String
  /// Who called: the reception, the nurse, or the practitioner to her room.
  public let stage: QueueStage
  public let calledAt: Instant

  public init(
    ticket: BoardTicket, label: String, roomName: String, practitionerName: String,
    stage: QueueStage = .practitioner, calledAt: Instant
  ) {
    self.ticket = ticket
    self.label = label
    self.roomName = roomName
    self.practitionerName = practitionerName
    self.stage = stage
    self.calledAt = calledAt
  }

  /// What the wall may say of a person.
  public static func label(name: String, socialName: String) -> String {
    guard socialName.isEmpty else { return socialName }
    let small: Set<String> = ["da", "de", "do", "das", "dos", "e"]
    return name.split(separator: " ").filter { !small.contains($0.lowercased()) }
      .compactMap { $0.first.map { "\($0.uppercased())." } }.joined(separator: " ")
  }
}
