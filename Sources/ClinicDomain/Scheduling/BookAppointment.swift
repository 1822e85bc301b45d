/// Books a visit, or asks for one.
///
/// At a group's time it is one of the group, of its kind and length.
public struct BookAppointment: ClinicCommand {
  public static let kind = CommandKind.bookAppointment
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  public let patient: PatientID
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int
  public let visitKind: VisitKind
  public let room: RoomID?
  public let observation: String?
  public let authorisation: String?
  /// Who is to pay: the patient or an insurer of hers; nil takes who usually does.
  public let payer: Payer?
  /// Why it is squeezed in; nil for a visit that takes its own time.
  public let overbookingReason: String?
  /// Who allowed that it is squeezed in; nil takes the actor where she may.
  public let allowedBy: OverbookingAuthority?
  /// The patient's other visits at that time that were seen: an encaixe beside them is meant.
  public let beside: Set<AppointmentID>?
  /// Asked for only: the doctor or the desk answers.
  public let isRequest: Bool

  public init(
    id: AppointmentID, patient: PatientID, practitioner: PractitionerID, date: CivilDate,
    start: CivilTime, minutes: Int, visitKind: VisitKind = .routine, room: RoomID? = nil,
    observation: String? = nil, authorisation: String? = nil, payer: Payer? = nil,
    overbookingReason: String? = nil,
    allowedBy: OverbookingAuthority? = nil, beside: Set<AppointmentID>? = nil,
    isRequest: Bool = false
  ) {
    self.id = id
    self.patient = patient
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
    self.visitKind = visitKind
    self.room = room
    self.observation = observation
    self.authorisation = authorisation
    self.payer = payer
    self.overbookingReason = overbookingReason
    self.allowedBy = allowedBy
    self.beside = beside
    self.isRequest = isRequest
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool {
    context.actor.practitioner == practitioner
  }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> AppointmentID {
    try book(in: nil, by: context, store)
  }

  /// Books it as one of a series.
  func book(
    in series: SeriesID?, by context: CommandContext, _ store: any ClinicStore
  ) throws -> AppointmentID {
    if try store.appointment(id) != nil { return id }
    let rules = BookingRules(context: context, store: store)
    try rules.checkOffered(visitKind)
    let seat =
      overbookingReason == nil
      ? try store.groupSeat(of: practitioner, on: date, at: start, zone: context.zone) : nil
    try checkAuthority(in: store)
    let time = try store.visitTime(
      of: practitioner, on: date, at: start, minutes: seat?.minutes ?? minutes, zone: context.zone)
    let place = try store.workPlace(of: practitioner, on: date, at: start)
    if let room { try store.refuseClosed(nil, room) }
    let visit = Appointment(
      id: id, patient: patient, practitioner: practitioner, unit: place.unit,
      room: room ?? (overbookingReason == nil ? place.room : nil), time: time,
      status: isRequest ? .proposed : .booked,
      reservation: try store.reservation(with: practitioner, at: context.now),
      kind: seat?.kind ?? visitKind,
      observation: observation, authorisation: authorisation,
      payer: try payer(in: store),
      exclusivity: overbookingReason.map { .overbooked(reason: $0) }
        ?? Exclusivity(seat, of: practitioner, at: time),
      allowedBy: overbookingReason == nil
        ? nil : allowedBy ?? context.actor.authority(over: practitioner),
      bookedBy: context.actor.reference, bookedAt: context.now, series: series)
    try rules.check(visit, beside: beside ?? [])
    try store.insert(visit)
    try store.settleWaits(with: visit)
    return id
  }

  /// Who pays: an insurer only that the patient is with.
  private func payer(in store: any ClinicStore) throws -> Payer? {
    guard let details = try store.patient(patient)?.details else { return payer }
    guard let payer else { return details.usualPayer(on: date) }
    guard details.payers.contains(payer) else {
      throw Refusal.invalid([FieldProblem(.payer, .outOfRange)])
    }
    return payer
  }

  /// Only the doctor who sees the patient allows it, or somebody who may allow any.
  private func checkAuthority(in store: any ClinicStore) throws {
    switch allowedBy {
    case nil: break
    case .practitioner(let id):
      guard overbookingReason != nil, id == practitioner else {
        throw Refusal.invalid([FieldProblem(.allowedBy, .outOfRange)])
      }
    case .user(let id):
      guard let user = try store.user(id) else { throw Refusal.notFound(.user) }
      guard overbookingReason != nil, user.actor.authority(over: practitioner) != nil else {
        throw Refusal.invalid([FieldProblem(.allowedBy, .outOfRange)])
      }
    }
  }

  /// Who allowed an encaixe stands beside who booked it.
  public func auditDetail(of outcome: AppointmentID) -> String {
    allowedBy.map { "allowed by \($0.rawValue)" } ?? ""
  }
}
