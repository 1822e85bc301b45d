import ClinicDomain
import SyncProtocol

/// A visit as the hub reads it from its document: only what settles whose a time is.
struct VisitClaim {
  let reference: DocumentReference
  let claim: Claim
  let reservation: Reservation
  /// The clock of the entry that wrote the reservation.
  let clock: Int64
  let status: AppointmentStatus
  /// Whether it keeps others out of its time: neither squeezed in, nor of a group, nor past.
  let isExclusive: Bool
  /// Civil minutes less UTC minutes, as agreed with the patient.
  let offset: Int
  let slot: TimeSlot

  var isLive: Bool { status.isLive }

  static let entity = EntityKind.appointment.rawValue

  /// Nil for what is no visit, was removed, or can't be read as one.
  init?(_ document: ReplicatedDocument) {
    guard document.entity == Self.entity, document.removedAt == nil else { return nil }
    let body = document.body
    guard let practitioner = body["practitioner"]?.stringValue,
      let patient = body["patient"]?.stringValue,
      let status = body["status"]?.stringValue.flatMap(AppointmentStatus.init),
      let reservation = body["reservation"]?.stringValue.flatMap(Reservation.init),
      let time = body["time"], let busy = Self.slot(time["busy"]),
      let slot = Self.slot(time["slot"]), let day = time["date"]?.intValue,
      let start = time["start"]?.intValue
    else { return nil }
    reference = DocumentReference(document.entity, document.id)
    claim = Claim(
      appointment: document.id, practitioner: practitioner, patient: patient,
      room: body["room"]?.stringValue, busy: busy)
    clock = document.fields["reservation"]?.clock ?? 0
    self.status = status
    self.reservation = reservation
    isExclusive = body["exclusivity"]?["exclusive"] != nil
    self.slot = slot
    offset = Int(day * 1440 + start) - slot.startMinute
  }

  private static func slot(_ json: JSONValue?) -> TimeSlot? {
    guard let parts = json?.arrayValue, parts.count == 2, let start = parts[0].intValue,
      let end = parts[1].intValue, abs(start) < 1 << 31, abs(end) < 1 << 31
    else { return nil }
    return TimeSlot(startMinute: Int(start), endMinute: Int(end))
  }

  /// What has to be locked before an appointment is decided about.
  static func resources(of entity: String, _ body: JSONObject) -> [String] {
    guard entity == Self.entity else { return [] }
    return ["practitioner", "patient", "room"].compactMap { name in
      body[name]?.stringValue.map { "\(name):\($0)" }
    }
  }
}
