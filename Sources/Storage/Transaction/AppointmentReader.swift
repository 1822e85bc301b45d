import ClinicDomain
import Foundation
import GRDB

/// Reads visits and opens their texts, for commands and for questions alike.
struct AppointmentReader {
  let db: Database
  let keyring: PatientKeyring

  /// A visit with its texts as they are sealed.
  struct Read {
    let visit: Appointment
    let sealed: [String: (text: String, blob: Data)]
  }

  private func opened(
    _ blob: Data?, _ patient: PatientID, _ id: AppointmentID, _ field: String,
    _ sealed: inout [String: (text: String, blob: Data)]
  ) throws -> String? {
    guard let blob else { return nil }
    let text = try keyring.open(
      blob, of: patient, SealedPlace(entity: .appointment, id: id.text, field: field), in: db)
    sealed[field] = (text, blob)
    return text
  }

  func visits(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [Read] {
    try Row.fetchAll(try db.cachedStatement(sql: Self.sql(condition)), arguments: arguments).map(
      visit)
  }

  private static func sql(_ condition: String) -> String {
    """
    SELECT a.id, p.id, d.id, u.id, r.id, a.date, a.start, a.minutes, a.zone, a.start_minute,
      a.end_minute, a.busy_from, a.busy_to, a.status, a.confirmation, a.reservation, a.kind,
      a.exclusivity, a.group_id, a.overbooking_reason, a.observation, a.authorisation,
      a.cancel_party, a.cancel_reason, a.cancel_late, a.rescheduled_from, a.arrived_at,
      a.booked_by, a.booked_at, a.filled, a.series, a.group_capacity, a.allowed_by, \(PayerColumns.names("a"))
    FROM appointment a JOIN patient p ON p.key = a.patient
      JOIN practitioner d ON d.key = a.practitioner
      LEFT JOIN unit u ON u.key = a.unit LEFT JOIN room r ON r.key = a.room
    WHERE \(condition) ORDER BY a.start_minute, a.key
    """
  }

  private func visit(_ row: Row) throws -> Read {
    var sealed: [String: (text: String, blob: Data)] = [:]
    let id: AppointmentID = try row.id(0)
    let patient: PatientID = try row.id(1)
    guard let start = CivilTime(minuteOfDay: row[6]),
      let slot = TimeSlot(startMinute: row[9], endMinute: row[10]),
      let busy = TimeSlot(startMinute: row[11], endMinute: row[12])
    else { throw UnreadableRow(table: "appointment", column: "start") }
    let exclusivity: Exclusivity =
      switch row[17] as String {
      case "overbooked":
        .overbooked(reason: try opened(row[19], patient, id, "overbooking", &sealed) ?? "")
      case "group": .group(id: row[18] ?? "", capacity: row[31] ?? 0)
      case "historical": .historical
      default: .exclusive
      }
    let party: String? = row[22]
    let cancellation = try party.map {
      Cancellation(
        party: try Cancellation.Party(stored: $0, "appointment", "cancel_party"),
        reason: try opened(row[23], patient, id, "cancellation", &sealed) ?? "",
        isLate: row[24] ?? false)
    }
    let filled: String = row[29]
    let visit = Appointment(
      id: id, patient: patient, practitioner: try row.id(2), unit: try row.optionalID(3),
      room: try row.optionalID(4),
      time: VisitTime(
        date: CivilDate(dayNumber: row[5]), start: start, minutes: row[7], zone: row[8],
        slot: slot, busy: busy),
      status: try AppointmentStatus(stored: row[13], "appointment", "status"),
      confirmation: try Confirmation(stored: row[14], "appointment", "confirmation"),
      reservation: try Reservation(stored: row[15], "appointment", "reservation"),
      kind: try VisitKind(stored: row[16], "appointment", "kind"),
      observation: try opened(row[20], patient, id, "observation", &sealed), authorisation: row[21],
      payer: try PayerColumns.read(row, at: 33),
      exclusivity: exclusivity,
      allowedBy: (row[32] as String?).flatMap(OverbookingAuthority.init),
      cancellation: cancellation,
      rescheduledFrom: try row.optionalID(25),
      arrivedAt: (row[26] as Int64?).map(Instant.init(milliseconds:)), bookedBy: row[27],
      bookedAt: Instant(milliseconds: row[28]),
      filledFields: filled.split(separator: " ").map(String.init),
      series: try row.optionalID(30))
    return Read(visit: visit, sealed: sealed)
  }
}
