/// A patient who comes without a visit: registered where she is new, given to a doctor and checked
/// in, all in one.
public struct RegisterWalkIn: ClinicCommand {
  public static let kind = CommandKind.registerWalkIn
  public static let capability = Capability.createPatient
  public let id: AppointmentID
  public let patient: PatientID
  /// What is known of someone new; nil for a patient that is there.
  public let details: PatientDetails?
  public let practitioner: PractitionerID
  public let facts: ArrivalFacts
  /// Why the visit has no time of its own, as the doctor reads it.
  public let reason: String
  public let isDistinct: Bool

  public init(
    id: AppointmentID, patient: PatientID, details: PatientDetails? = nil,
    practitioner: PractitionerID, facts: ArrivalFacts = ArrivalFacts(), reason: String,
    isDistinct: Bool = false
  ) {
    self.id = id
    self.patient = patient
    self.details = details
    self.practitioner = practitioner
    self.facts = facts
    self.reason = reason
    self.isDistinct = isDistinct
  }

  public var subject: Subject { Subject(.appointment, id) }

  /// It takes nobody's time and counts against no day's encaixes.
  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> AppointmentID {
    if try store.appointment(id) != nil { return id }
    if let details {
      _ = try RegisterPatient(id: patient, details: details, isDistinct: isDistinct)
        .execute(by: context, in: store)
    }
    guard let known = try store.patient(patient) else { throw Refusal.notFound(.patient) }
    guard known.details.deathDate == nil else { throw Refusal.scheduling(.patientDeceased) }
    guard let doctor = try store.practitioner(practitioner) else {
      throw Refusal.notFound(.practitioner)
    }
    guard doctor.isActive else { throw Refusal.scheduling(.practitionerInactive) }
    let minute = context.zone.civil(at: context.now).time.minuteOfDay
    guard let start = CivilTime(minuteOfDay: minute - minute % 5),
      let time = VisitTime(
        date: context.today, start: start, minutes: doctor.details.slotMinutes,
        zone: context.zone)
    else { throw Refusal.scheduling(.invalidLength) }
    let visit = Appointment(
      id: id, patient: patient, practitioner: practitioner,
      unit: try store.workPlace(of: practitioner, on: time.date, at: start).unit, time: time,
      status: .checkedIn,
      reservation: try store.reservation(with: practitioner, at: context.now), kind: .routine,
      payer: known.details.usualPayer(on: time.date),
      exclusivity: .overbooked(reason: reason),
      arrivedAt: context.now, bookedBy: context.actor.reference, bookedAt: context.now)
    try store.refuseSecondWait(visit, context)
    try store.insert(visit)
    try store.arrive(visit, facts, context)
    return id
  }
}
