/// Somebody to be called, as a line of a list.
public struct WaitingRow: Equatable, Sendable {
  public let entry: WaitingEntry
  public let patientName: String
  public let phone: String
  public let birthDate: CivilDate?
  /// Of the wish; empty for anyone.
  public let practitionerName: String
  /// The visit for which an earlier time is wanted.
  public let booked: Booked?
  /// What she is called for.
  public let kind: CallKind

  /// A visit that would move to an earlier time.
  public struct Booked: Hashable, Sendable {
    public let time: OfferedTime
    public let practitionerName: String
    public let kind: VisitKind
    /// Whether others could have its time once it is gone.
    public let takesTime: Bool

    public init(
      time: OfferedTime, practitionerName: String, kind: VisitKind = .routine,
      takesTime: Bool = true
    ) {
      self.time = time
      self.practitionerName = practitionerName
      self.kind = kind
      self.takesTime = takesTime
    }
  }

  /// When the visit is for which an earlier time is wanted.
  public var bookedAt: CivilDateTime? {
    booked.map { CivilDateTime(date: $0.time.date, time: $0.time.start) }
  }

  public init(
    entry: WaitingEntry, patientName: String, phone: String, birthDate: CivilDate?,
    practitionerName: String, booked: Booked? = nil, kind: CallKind? = nil
  ) {
    self.entry = entry
    self.patientName = patientName
    self.phone = phone
    self.birthDate = birthDate
    self.practitionerName = practitionerName
    self.booked = booked
    self.kind = kind ?? CallKind(wished: entry.wish.kind)
  }
}

/// Who waits for a time: the waiting list and the wishes for an earlier one, what presses first.
public struct ListWaiting: ClinicQuery {
  public static let capability = Capability.readAgenda

  public init() {}

  public typealias Answer = [WaitingRow]
}

/// Recalls that are due by a day, the oldest first.
public struct ListRecalls: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let dueBy: CivilDate

  public init(dueBy: CivilDate) { self.dueBy = dueBy }

  public typealias Answer = [WaitingRow]
}

/// Who is called for a time that became free, in that order: those whose booking would not be
/// refused; none where it is taken again or not worked in any more.
public struct ListCandidates: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let time: OfferedTime

  public init(time: OfferedTime) { self.time = time }

  public typealias Answer = [WaitingRow]
}

/// Visits of a day with the phones of their patients: who is called to confirm.
public struct ListConfirmations: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let date: CivilDate

  public init(date: CivilDate) { self.date = date }

  /// Who was not called yet, then who could not be reached, then who answered; each by time.
  public typealias Answer = [ConfirmationRow]
}

/// A visit to be confirmed.
public struct ConfirmationRow: Hashable, Sendable {
  public let visit: VisitRow
  public let phone: String
  /// Where the clinic moved it from.
  public let movedFrom: CivilDateTime?

  public init(visit: VisitRow, phone: String, movedFrom: CivilDateTime? = nil) {
    self.visit = visit
    self.phone = phone
    self.movedFrom = movedFrom
  }
}

/// Visits to come that the clinic moved, until their patients were told: those who confirmed or
/// declined the new time were.
public struct ListMovedVisits: ClinicQuery {
  public static let capability = Capability.readAgenda

  public init() {}

  /// The next one first, at most 200.
  public typealias Answer = [ConfirmationRow]
}
