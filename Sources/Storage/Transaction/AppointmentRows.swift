import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func appointment(_ id: AppointmentID) throws -> Appointment? {
    try visits("a.id = ?", [id.blob]).first
  }

  func returnWindow(
    of setup: VisitKindSetup, patient: PatientID, practitioner: PractitionerID,
    on date: CivilDate, asideFrom visit: AppointmentID?
  ) throws -> ReturnWindow? {
    try AgendaReader(db: db).returnWindow(
      of: setup, patient: patient, practitioner: practitioner, on: date, asideFrom: visit)
  }

  func blockingVisits(
    overlapping slot: TimeSlot, practitioner: PractitionerID, patient: PatientID?, room: RoomID?
  ) throws -> [BlockingVisit] {
    try AgendaReader(db: db).blockingVisits(
      overlapping: slot, practitioner: practitioner, patient: patient, room: room)
  }

  func blockingVisits(
    of practitioner: PractitionerID, on date: CivilDate
  ) throws -> [BlockingVisit] {
    try AgendaReader(db: db).blockingVisits(of: practitioner, on: date)
  }

  func visits(of patient: PatientID, overlapping slot: TimeSlot) throws -> [AppointmentID] {
    try AgendaReader(db: db).visits(of: patient, overlapping: slot)
  }

  func blockingVisits(ofGroup id: String) throws -> [BlockingVisit] {
    try AgendaReader(db: db).blockingVisits(ofGroup: id)
  }

  func overbookings(
    of practitioner: PractitionerID, on date: CivilDate, asideFrom moved: AppointmentID?
  ) throws -> Int {
    try AgendaReader(db: db).overbookings(of: practitioner, on: date, asideFrom: moved)
  }

  func visitCounts(
    of practitioner: PractitionerID, on date: CivilDate, asideFrom others: Set<AppointmentID>
  ) throws -> VisitCounts {
    try AgendaReader(db: db).visitCounts(of: practitioner, on: date, asideFrom: others)
  }

  func hasVisit(of patient: PatientID, on date: CivilDate) throws -> Bool {
    try int(
      """
      SELECT count(*) FROM appointment WHERE patient = ? AND date = ?
        AND status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
      """, [try key(.patient, patient), date.dayNumber]) > 0
  }

  func hasCare(
    of patient: PatientID, by practitioner: PractitionerID, asideFrom booker: String
  ) throws -> Bool {
    try int(
      """
      SELECT count(*) FROM appointment WHERE patient = ? AND practitioner = ? AND
        (status IN ('arrived', 'checked-in', 'fulfilled')
          OR (status IN ('pending', 'booked') AND booked_by <> ?))
      """, [try key(.patient, patient), try key(.practitioner, practitioner), booker]) > 0
  }

  func insert(_ appointment: Appointment) throws {
    try run(
      """
      INSERT INTO appointment(status, confirmation, reservation, unit, room, observation,
        authorisation, cancel_party, cancel_reason, cancel_late, arrived_at, id, patient,
        practitioner, date, start, minutes, zone, start_minute, end_minute, busy_from, busy_to,
        kind, exclusivity, group_id, overbooking_reason, rescheduled_from, booked_by, booked_at,
        filled, hlc, series, group_capacity, allowed_by,
        payer, insurer, insurer_plan)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      try changingColumns(appointment) + fixedColumns(appointment)
        + PayerColumns.values(appointment.payer))
    try markUsed(patient: try key(.patient, appointment.patient))
    try remember(appointment.id, before: nil)
    try logCreate(appointment, try body(appointment))
    touched.insert(.schedule)
  }

  func update(_ appointment: Appointment, from loaded: Appointment) throws {
    let time: StatementArguments = [
      appointment.time.minutes, appointment.time.slot.endMinute, appointment.time.busy.endMinute,
    ]
    let id: StatementArguments = [appointment.id.blob]
    try run(
      """
      UPDATE appointment SET status = ?, confirmation = ?, reservation = ?, unit = ?, room = ?,
        observation = ?, authorisation = ?, cancel_party = ?, cancel_reason = ?, cancel_late = ?,
        arrived_at = ?, minutes = ?, end_minute = ?, busy_to = ?, payer = ?, insurer = ?,
        insurer_plan = ? WHERE id = ?
      """,
      try changingColumns(appointment) + time + PayerColumns.values(appointment.payer) + id)
    try remember(appointment.id, before: loaded)
    try settleDisplaced(appointment, from: loaded)
    try settleRebooking(of: appointment, from: loaded)
    try logPatch(appointment, try body(appointment), from: try body(loaded))
    touched.insert(.schedule)
  }

  private func changingColumns(_ visit: Appointment) throws -> StatementArguments {
    [
      visit.status.rawValue, visit.confirmation.rawValue, visit.reservation.rawValue,
      try key(.unit, orNil: visit.unit), try key(.room, orNil: visit.room),
      try sealed(visit.observation, visit, "observation"), visit.authorisation,
      visit.cancellation?.party.rawValue,
      try sealed(visit.cancellation?.reason, visit, "cancellation"),
      visit.cancellation?.isLate, visit.arrivedAt?.milliseconds,
    ]
  }

  private func fixedColumns(_ visit: Appointment) throws -> StatementArguments {
    var (exclusivity, group, reason) = ("exclusive", nil as String?, nil as String?)
    switch visit.exclusivity {
    case .exclusive: break
    case .overbooked(let why): (exclusivity, reason) = ("overbooked", why)
    case .group(let id, _): (exclusivity, group) = ("group", id)
    case .historical: exclusivity = "historical"
    }
    let time = visit.time
    return [
      visit.id.blob, try key(.patient, visit.patient),
      try key(.practitioner, visit.practitioner), time.date.dayNumber, time.start.minuteOfDay,
      time.minutes, time.zone, time.slot.startMinute, time.slot.endMinute,
      time.busy.startMinute, time.busy.endMinute, visit.kind.rawValue, exclusivity, group,
      try sealed(reason, visit, "overbooking"), visit.rescheduledFrom?.blob, visit.bookedBy,
      visit.bookedAt.milliseconds, visit.filledFields.joined(separator: " "), hlc,
      visit.series?.blob, visit.exclusivity.group?.capacity, visit.allowedBy?.rawValue,
    ]
  }

  private func sealed(_ text: String?, _ visit: Appointment, _ field: String) throws -> Data? {
    guard let text, !text.isEmpty else { return nil }
    return try sealOnce(text, of: visit.patient, .appointment, visit.id.text, field)
  }

  /// The visit as the sync log carries it: free texts only as the blobs of the row.
  private func body(_ visit: Appointment) throws -> JSONObject {
    var object = try JSONObject.members(encoding: visit)
    object["id"] = nil
    object["observation"] = try sealedJSON(visit.observation, visit, "observation")
    if case .overbooked(let reason) = visit.exclusivity {
      object["exclusivity"] = .string("overbooked")
      object["overbookingReason"] = try sealedJSON(reason, visit, "overbooking")
    }
    if let cancellation = visit.cancellation {
      var parts = JSONObject()
      parts["party"] = .string(cancellation.party.rawValue)
      parts["isLate"] = .bool(cancellation.isLate)
      parts["reason"] = try sealedJSON(cancellation.reason, visit, "cancellation")
      object["cancellation"] = .object(parts)
    }
    return object
  }

  private func sealedJSON(
    _ text: String?, _ visit: Appointment, _ field: String
  ) throws -> JSONValue? {
    try sealed(text, visit, field).map { .string(BinaryText.base64(Array($0))) }
  }

  private func visits(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [Appointment] {
    try AppointmentReader(db: db, keyring: keyring).visits(condition, arguments).map { read in
      keepSealed(read.sealed, of: read.visit.id.text)
      return read.visit
    }
  }
}
