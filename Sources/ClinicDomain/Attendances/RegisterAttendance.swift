/// A patient comes to a unit without a visit: registered where she is new, and given a ticket.
public struct RegisterAttendance: ClinicCommand {
  public static let kind = CommandKind.registerAttendance
  public static let capability = Capability.checkIn
  public let id: AttendanceID
  public let patient: PatientID
  /// What is known of someone new; nil for a patient that is there.
  public let details: PatientDetails?
  public let unit: UnitID
  public let attendanceClass: Attendance.Class
  /// Clinical, kept sealed; may be empty.
  public let reason: String
  public let facts: ArrivalFacts
  /// Whether the person at the desk saw the likely duplicates and says it is someone else.
  public let isDistinct: Bool

  public init(
    id: AttendanceID, patient: PatientID, details: PatientDetails? = nil, unit: UnitID,
    attendanceClass: Attendance.Class = .emergency, reason: String = "",
    facts: ArrivalFacts = ArrivalFacts(), isDistinct: Bool = false
  ) {
    self.id = id
    self.patient = patient
    self.details = details
    self.unit = unit
    self.attendanceClass = attendanceClass
    self.reason = reason
    self.facts = facts
    self.isDistinct = isDistinct
  }

  public var subject: Subject { Subject(.attendance, id) }

  /// One patient has at most one open attendance; it takes nobody's time on any agenda.
  ///
  /// Someone new needs the right to register patients as well.
  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> AttendanceID {
    if try store.attendance(id) != nil { return id }
    guard reason.count <= Attendance.reasonLength else {
      throw Refusal.invalid([FieldProblem(.reason, .tooLong)])
    }
    if let details {
      guard context.grant(.createPatient) == .all else { throw Refusal.denied(.createPatient) }
      _ = try RegisterPatient(id: patient, details: details, isDistinct: isDistinct)
        .execute(by: context, in: store)
    }
    guard let known = try store.patient(patient) else { throw Refusal.notFound(.patient) }
    guard known.details.deathDate == nil else { throw Refusal.scheduling(.patientDeceased) }
    guard let place = try store.unit(unit) else { throw Refusal.notFound(.unit) }
    guard place.isActive else { throw Refusal.invalid([FieldProblem(.unit, .notInUse)]) }
    guard try store.openAttendance(of: patient) == nil else {
      throw Refusal.attendance(.alreadyHere)
    }
    var facts = facts
    facts.priority = facts.priority ?? .ofAge(known.details.birthDate, on: context.today)
    try store.insert(
      Attendance(
        id: id, patient: patient, unit: unit, kind: attendanceClass, reason: reason,
        date: context.today, ticket: try store.nextTicket(on: context.today),
        registeredAt: context.now, registeredBy: context.actor.reference, facts: facts))
    return id
  }
}
