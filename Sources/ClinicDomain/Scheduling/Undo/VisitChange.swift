/// One change of one visit, as it is remembered for a while so that it can be taken back.
public struct VisitChange: Hashable, Sendable {
  /// How long a change is remembered: a working day and the evening after it.
  public static let keptHours = 14

  /// The visit as it was: what commands change of one.
  public struct State: Hashable, Codable, Sendable {
    public let status: AppointmentStatus
    public let confirmation: Confirmation
    public let arrivedAt: Instant?
    public let time: VisitTime
    /// Who was to pay; nil, as in what was remembered before it could change, leaves it as it is.
    public let paid: Paid?

    /// Who pays, where that may be nobody in particular.
    public struct Paid: Hashable, Codable, Sendable {
      public let by: Payer?
    }

    public init(_ visit: Appointment) {
      status = visit.status
      confirmation = visit.confirmation
      arrivedAt = visit.arrivedAt
      time = visit.time
      paid = Paid(by: visit.payer)
    }
  }

  /// The transaction that the sync log knows the change by: all changes of one command share it.
  public let transaction: TransactionID
  public let visit: AppointmentID
  /// The command that made the change.
  public let command: CommandKind
  /// Who made it, as in `Actor.reference`.
  public let actor: String
  public let at: Instant
  /// nil where the change made the visit.
  public let before: State?

  public init(
    transaction: TransactionID, visit: AppointmentID, command: CommandKind, actor: String,
    at: Instant, before: State?
  ) {
    self.transaction = transaction
    self.visit = visit
    self.command = command
    self.actor = actor
    self.at = at
    self.before = before
  }
}

/// What was taken back.
public struct UndoneChange: Hashable, Sendable {
  /// The transaction that is taken back.
  public let transaction: TransactionID
  /// The command that is taken back.
  public let command: CommandKind
  /// How many visits are as they were before, those that are gone included.
  public let count: Int
  /// Where to look: the visit that is back, or the place of the one that is gone.
  public let visit: AppointmentID
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let start: CivilTime

  public init(
    transaction: TransactionID, command: CommandKind, count: Int, visit: AppointmentID,
    practitioner: PractitionerID, date: CivilDate, start: CivilTime
  ) {
    self.transaction = transaction
    self.command = command
    self.count = count
    self.visit = visit
    self.practitioner = practitioner
    self.date = date
    self.start = start
  }

  init(_ change: VisitChange, count: Int, at visit: Appointment) {
    self.init(
      transaction: change.transaction, command: change.command, count: count, visit: visit.id,
      practitioner: visit.practitioner, date: visit.time.date, start: visit.time.start)
  }

  /// The words of the audit trail.
  var auditDetail: String { "undoes \(command.rawValue) \(transaction.text)" }
}
