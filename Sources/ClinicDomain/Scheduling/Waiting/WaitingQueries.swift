/// Somebody to be called, as a line of a list.
public struct WaitingRow: Equatable, Sendable {
  public let entry: WaitingEntry
  public let patientName: String
  public let phone: String
  public let birthDate: CivilDate?
  /// Of the wish; empty for anyone.
  public let practitionerName: String
  /// When the visit is for which an earlier time is wanted.
  public let bookedAt: CivilDateTime?

  public init(
    entry: WaitingEntry, patientName: String, phone: String, birthDate: CivilDate?,
    practitionerName: String, bookedAt: CivilDateTime?
  ) {
    self.entry = entry
    self.patientName = patientName
    self.phone = phone
    self.birthDate = birthDate
    self.practitionerName = practitionerName
    self.bookedAt = bookedAt
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

/// Who is called for a time that became free, in that order; none where it is taken again.
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
