import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func holiday(_ id: HolidayID) throws -> Holiday? { try AgendaReader(db: db).holiday(id) }

  func holidayCalendar() throws -> HolidayCalendar { try AgendaReader(db: db).holidayCalendar() }

  func insert(_ holiday: Holiday) throws {
    try run(
      "INSERT INTO holiday(id, name, body, hlc) VALUES (?, ?, ?, ?)",
      [holiday.id.blob, holiday.name, try JSONValue(encoding: holiday).canonicalText, hlc])
    try logCreate(holiday, .members(encoding: holiday))
    touched.insert(.schedule)
  }

  func update(_ holiday: Holiday, from loaded: Holiday) throws {
    try run(
      "UPDATE holiday SET name = ?, body = ? WHERE id = ?",
      [holiday.name, try JSONValue(encoding: holiday).canonicalText, holiday.id.blob])
    try logPatch(holiday, .members(encoding: holiday), from: .members(encoding: loaded))
    touched.insert(.schedule)
  }

  func remove(_ holiday: Holiday) throws {
    try run("DELETE FROM holiday WHERE id = ?", [holiday.id.blob])
    try logTombstone(holiday)
    touched.insert(.schedule)
  }
}

/// The list of visits that a change of an agenda left outside.
extension StoreTransaction {
  func displacedVisit(_ id: AppointmentID) throws -> DisplacedVisit? {
    guard
      let row = try row(
        """
        SELECT d.cause, d.since, d.state, d.reason, p.id FROM displaced_visit d
          JOIN patient p ON p.key = d.patient
        WHERE d.id = ?
        """, [id.blob])
    else { return nil }
    var state = row[2] == "settled" ? DisplacedVisit.State.settled : .open
    if row[2] == "kept" {
      let blob: Data? = row[3]
      let reason = try open(blob, of: row.id(4), .displacedVisit, id.text, "kept") ?? ""
      if let blob { keepSealed(["kept": (reason, blob)], of: id.text) }
      state = .kept(reason: reason)
    }
    return DisplacedVisit(
      appointment: id,
      cause: try DisplacedVisit.Cause(stored: row[0], "displaced_visit", "cause"),
      since: Instant(milliseconds: row[1]), state: state)
  }

  func insert(_ item: DisplacedVisit) throws {
    try run(
      """
      INSERT INTO displaced_visit(cause, since, state, reason, id, hlc, appointment, patient)
      SELECT ?, ?, ?, ?, ?, ?, key, patient FROM appointment WHERE id = ?
      """, try columns(item) + [item.id.blob, hlc, item.appointment.blob])
    guard db.changesCount > 0 else { throw Refusal.notFound(.appointment) }
    try logCreate(item, try body(item))
    touched.insert(.schedule)
  }

  func update(_ item: DisplacedVisit, from loaded: DisplacedVisit) throws {
    try run(
      "UPDATE displaced_visit SET cause = ?, since = ?, state = ?, reason = ? WHERE id = ?",
      try columns(item) + [item.id.blob])
    try logPatch(item, try body(item), from: try body(loaded))
    touched.insert(.schedule)
  }

  /// Takes a visit that is moved, called off or over from the list, whatever command did it, and
  /// puts one back that is where it was again.
  func settleDisplaced(_ visit: Appointment, from loaded: Appointment) throws {
    guard loaded.status.isOpen != visit.status.isOpen, let item = try displacedVisit(visit.id),
      item.state == (visit.status.isOpen ? .settled : .open)
    else { return }
    var changed = item
    changed.state = visit.status.isOpen ? .open : .settled
    try update(changed, from: item)
  }

  private func columns(_ item: DisplacedVisit) throws -> StatementArguments {
    [item.cause.rawValue, item.since.milliseconds, item.state.code, try sealedReason(item)]
  }

  private func body(_ item: DisplacedVisit) throws -> JSONObject {
    var body = JSONObject()
    body["cause"] = .string(item.cause.rawValue)
    body["since"] = .int(item.since.milliseconds)
    body["state"] = .string(item.state.code)
    body["reason"] = try sealedReason(item).map { .string(BinaryText.base64(Array($0))) }
    return body
  }

  private func sealedReason(_ item: DisplacedVisit) throws -> Data? {
    guard case .kept(let reason) = item.state else { return nil }
    let patient: PatientID? = try row(
      "SELECT p.id FROM appointment a JOIN patient p ON p.key = a.patient WHERE a.id = ?",
      [item.appointment.blob]
    ).map { try $0.id(0) }
    guard let patient else { throw Refusal.notFound(.appointment) }
    return try sealOnce(
      reason, of: patient, .displacedVisit, item.id.text, "kept")
  }
}

extension DisplacedVisit.State {
  fileprivate var code: String {
    switch self {
    case .open: "open"
    case .settled: "settled"
    case .kept: "kept"
    }
  }
}
