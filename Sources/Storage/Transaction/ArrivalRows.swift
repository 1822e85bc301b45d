import ClinicDomain
import GRDB
import SyncProtocol

extension StoreTransaction {
  func arrival(_ visit: AppointmentID) throws -> Arrival? {
    try row(ArrivalReader.sql("id = ?"), [visit.blob]).map(Arrival.init(row:))
  }

  func nextTicket(on date: CivilDate) throws -> Int {
    try int(
      """
      SELECT 1 + max(coalesce((SELECT max(ticket) FROM arrival WHERE date = ?), 0),
        coalesce((SELECT max(ticket) FROM attendance WHERE date = ?), 0))
      """, [date.dayNumber, date.dayNumber])
  }

  func waitingVisits(
    of patient: PatientID, with practitioner: PractitionerID, on date: CivilDate
  ) throws -> [AppointmentID] {
    try rows(
      """
      SELECT a.id FROM appointment a LEFT JOIN encounter e
        ON e.appointment = a.key AND e.status <> 'cancelled'
      WHERE a.patient = ? AND a.date = ? AND a.practitioner = ? AND e.key IS NULL
        AND a.status IN ('arrived', 'checked-in')
      """,
      [try key(.patient, patient), date.dayNumber, try key(.practitioner, practitioner)]
    ).map { try $0.id(0) }
  }

  func insert(_ arrival: Arrival) throws {
    try run(
      """
      INSERT INTO arrival(identity, reviewed, card, priority, triaged_at, called_at, needs_triage,
        id, date, ticket, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      changingColumns(arrival) + [arrival.id.blob, arrival.date.dayNumber, arrival.ticket, hlc])
    try logCreate(arrival, try .members(encoding: arrival))
    touched.insert(.schedule)
  }

  func update(_ arrival: Arrival, from loaded: Arrival) throws {
    try run(
      """
      UPDATE arrival SET identity = ?, reviewed = ?, card = ?, priority = ?, triaged_at = ?,
        called_at = ?, needs_triage = ? WHERE id = ?
      """, changingColumns(arrival) + [arrival.id.blob])
    try logPatch(
      arrival, try .members(encoding: arrival), from: try .members(encoding: loaded))
    touched.insert(.schedule)
  }

  /// Stores the one of two arrivals that stands, which sites made apart for one visit: its day,
  /// ticket and clock too.
  func replace(_ arrival: Arrival) throws {
    try run(
      "UPDATE arrival SET date = ?, ticket = ?, hlc = ? WHERE id = ?",
      [arrival.date.dayNumber, arrival.ticket, hlc, arrival.id.blob])
    try update(arrival, from: arrival)
  }

  private func changingColumns(_ arrival: Arrival) -> StatementArguments {
    let facts = arrival.facts
    return [
      facts.isIdentityConfirmed, facts.isDataReviewed, facts.isCardSeen, facts.priority?.rawValue,
      arrival.triagedAt?.milliseconds, arrival.calledAt?.milliseconds,
      facts.needsTriage,
    ]
  }
}

/// The columns that make an arrival.
enum ArrivalReader {
  static func sql(_ condition: String) -> String {
    """
    SELECT id, date, ticket, identity, reviewed, card, priority, triaged_at, called_at,
      needs_triage FROM arrival WHERE \(condition) ORDER BY ticket
    """
  }
}

extension Arrival {
  /// Reads the columns of `ArrivalReader.sql`.
  init(row: Row) throws {
    let priority: String? = row[6]
    self.init(
      visit: try row.id(0), date: CivilDate(dayNumber: row[1]), ticket: row[2],
      facts: ArrivalFacts(
        isIdentityConfirmed: row[3], isDataReviewed: row[4], isCardSeen: row[5],
        needsTriage: row[9],
        priority: try priority.map {
          try QueuePriority(stored: $0, "arrival", "priority")
        }),
      triagedAt: (row[7] as Int64?).map(Instant.init(milliseconds:)),
      calledAt: (row[8] as Int64?).map(Instant.init(milliseconds:)))
  }
}
