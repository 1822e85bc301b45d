/// The attendances of a day; of today also those of before that are still open.
public struct ListAttendances: ClinicQuery {
  public static let capability = Capability.readPatients
  public let date: CivilDate
  /// nil for all units.
  public let unit: UnitID?

  public init(date: CivilDate, unit: UnitID? = nil) {
    self.date = date
    self.unit = unit
  }

  public typealias Answer = AttendanceList
}

/// The answer to `ListAttendances`.
public struct AttendanceList: Equatable, Sendable {
  /// Who waits in the order in which they are called, then who is seen, then who is gone, the last
  /// one first.
  public let rows: [AttendanceRow]
  /// The units in which the one who asks may see patients today; empty for one who sees none.
  public let ownUnits: Set<UnitID>

  public init(rows: [AttendanceRow], ownUnits: Set<UnitID> = []) {
    self.rows = rows.sorted { $0.order < $1.order }
    self.ownUnits = ownUnits
  }
}

/// An attendance in a list; its reason is not among what lists tell.
public struct AttendanceRow: Hashable, Sendable {
  /// Who sees the patient, and since when.
  public struct Seen: Hashable, Sendable {
    public let practitioner: PractitionerID
    public let practitionerName: String
    public let at: Instant

    public init(practitioner: PractitionerID, practitionerName: String, at: Instant) {
      self.practitioner = practitioner
      self.practitionerName = practitionerName
      self.at = at
    }
  }

  public let id: AttendanceID
  public let patient: PatientID
  /// As she is called.
  public let patientName: String
  public let birthDate: CivilDate?
  public let unit: UnitID
  public let unitName: String
  public let attendanceClass: Attendance.Class
  public let date: CivilDate
  public let ticket: Int
  public let priority: QueuePriority
  public let risk: Attendance.Risk?
  public let registeredAt: Instant
  public let calledAt: Instant?
  /// The room to which she was called; empty for none.
  public let roomName: String
  public let seen: Seen?
  public let outcome: Attendance.Outcome?
  public let endedAt: Instant?

  public init(
    id: AttendanceID, patient: PatientID, patientName: String, birthDate: CivilDate?,
    unit: UnitID, unitName: String, attendanceClass: Attendance.Class, date: CivilDate,
    ticket: Int, priority: QueuePriority, risk: Attendance.Risk? = nil, registeredAt: Instant,
    calledAt: Instant? = nil, roomName: String = "", seen: Seen? = nil,
    outcome: Attendance.Outcome? = nil, endedAt: Instant? = nil
  ) {
    self.id = id
    self.patient = patient
    self.patientName = patientName
    self.birthDate = birthDate
    self.unit = unit
    self.unitName = unitName
    self.attendanceClass = attendanceClass
    self.date = date
    self.ticket = ticket
    self.priority = priority
    self.risk = risk
    self.registeredAt = registeredAt
    self.calledAt = calledAt
    self.roomName = roomName
    self.seen = seen
    self.outcome = outcome
    self.endedAt = endedAt
  }

  public var state: Attendance.State {
    Attendance.State(outcome: outcome, isSeen: seen != nil, isTriaged: risk != nil)
  }

  public var rank: AttendanceRank {
    AttendanceRank(risk: risk, priority: priority, registeredAt: registeredAt, ticket: ticket)
  }

  /// Minutes from the registration until she was seen or went, or until now.
  public func minutesWaited(_ now: Instant) -> Int {
    let until = seen?.at ?? endedAt ?? now
    return max(0, until.minutes - registeredAt.minutes)
  }

  /// Whether she waits longer than is usual for her risk.
  public func isLate(_ now: Instant) -> Bool {
    guard state == .triaged, let risk else { return false }
    return minutesWaited(now) > risk.targetMinutes
  }

  /// The group, within it the moment that counts, then the place in the queue.
  fileprivate var order: (Int, Int64, AttendanceRank) {
    switch state {
    case .arrived: (0, 0, rank)
    case .triaged: (1, 0, rank)
    case .inProgress: (2, (seen?.at ?? registeredAt).milliseconds, rank)
    case .finished, .cancelled, .enteredInError:
      (3, -(endedAt ?? registeredAt).milliseconds, rank)
    }
  }
}

/// One attendance; the reason only for one who has the chart open.
public struct ReadAttendance: ClinicQuery {
  public static let capability = Capability.readPatients
  public let id: AttendanceID

  public init(id: AttendanceID) { self.id = id }

  /// nil where there is no such attendance.
  public typealias Answer = AttendanceCard?
}

/// The answer to `ReadAttendance`.
public struct AttendanceCard: Equatable, Sendable {
  public let row: AttendanceRow
  /// nil for one who has not opened the chart: it is clinical.
  public let reason: String?

  public init(row: AttendanceRow, reason: String?) {
    self.row = row
    self.reason = reason
  }
}
