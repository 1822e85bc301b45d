import ClinicDomain
import HubCore

extension PostgresTransaction {
  /// The number of the lock that stands for all resources.
  private static let everything: Int64 = 1
  /// More locks than this are one: the server keeps only some thousands for all.
  private static let mostLocks = 64

  func lock(resources: [String]) throws {
    guard resources.count <= Self.mostLocks else {
      _ = try query("SELECT pg_advisory_xact_lock($1)", PostgresValue(Self.everything))
      return
    }
    _ = try query("SELECT pg_advisory_xact_lock_shared($1)", PostgresValue(Self.everything))
    _ = try query(
      """
      SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest($1::text[]) name ORDER BY 1
      ) ordered
      """, PostgresValue(resources))
  }

  private static let claimColumns = """
    SELECT appointment, practitioner, patient, room, lower(busy), upper(busy) FROM claim
    """

  private func claims(_ rows: PostgresResult) throws -> [Claim] {
    try (0..<rows.count).map { row in
      guard
        let busy = TimeSlot(
          startMinute: Int(rows.integer(row, 4)), endMinute: Int(rows.integer(row, 5)))
      else { throw PostgresError.unreadable(table: "claim") }
      return Claim(
        appointment: rows.text(row, 0), practitioner: rows.text(row, 1),
        patient: rows.text(row, 2), room: rows.textOrNil(row, 3), busy: busy)
    }
  }

  func claim(of appointment: String) throws -> Claim? {
    try claims(
      query("\(Self.claimColumns) WHERE appointment = $1", PostgresValue(appointment))
    ).first
  }

  func claims(against claim: Claim) throws -> [Claim] {
    // One question per constraint, so that each finds its index.
    try claims(
      query(
        """
        \(Self.claimColumns) WHERE practitioner = $2 AND busy && int8range($5, $6)
          AND appointment <> $1
        UNION \(Self.claimColumns) WHERE patient = $3 AND busy && int8range($5, $6)
          AND appointment <> $1
        UNION \(Self.claimColumns) WHERE room = $4 AND busy && int8range($5, $6)
          AND appointment <> $1
        ORDER BY 1
        """,
        PostgresValue(claim.appointment), PostgresValue(claim.practitioner),
        PostgresValue(claim.patient), PostgresValue(claim.room),
        PostgresValue(claim.busy.startMinute), PostgresValue(claim.busy.endMinute)))
  }

  func taken(
    practitioner: String, patient: String, within span: TimeSlot
  ) throws -> [TimeSlot] {
    try claims(
      query(
        """
        \(Self.claimColumns) WHERE practitioner = $1 AND busy && int8range($3, $4)
        UNION \(Self.claimColumns) WHERE patient = $2 AND busy && int8range($3, $4)
        ORDER BY 5
        """,
        PostgresValue(practitioner), PostgresValue(patient), PostgresValue(span.startMinute),
        PostgresValue(span.endMinute))
    ).map(\.busy)
  }

  func keep(_ claim: Claim) throws {
    _ = try query(
      """
      INSERT INTO claim(appointment, practitioner, patient, room, busy)
      VALUES ($1, $2, $3, $4, int8range($5, $6))
      ON CONFLICT (appointment) DO UPDATE SET practitioner = excluded.practitioner,
        patient = excluded.patient, room = excluded.room, busy = excluded.busy
      """,
      PostgresValue(claim.appointment), PostgresValue(claim.practitioner),
      PostgresValue(claim.patient), PostgresValue(claim.room),
      PostgresValue(claim.busy.startMinute), PostgresValue(claim.busy.endMinute))
  }

  func removeClaim(of appointment: String) throws {
    _ = try query("DELETE FROM claim WHERE appointment = $1", PostgresValue(appointment))
  }

  func keepRequest(of appointment: String, practitioner: String) throws {
    _ = try query(
      """
      INSERT INTO request(appointment, practitioner) VALUES ($1, $2)
      ON CONFLICT (appointment) DO UPDATE SET practitioner = excluded.practitioner
      """, PostgresValue(appointment), PostgresValue(practitioner))
  }

  func removeRequest(of appointment: String) throws {
    _ = try query("DELETE FROM request WHERE appointment = $1", PostgresValue(appointment))
  }

  func practitionersAskedFor() throws -> [String] {
    let rows = try query("SELECT DISTINCT practitioner FROM request ORDER BY 1")
    return (0..<rows.count).map { rows.text($0, 0) }
  }

  func requests(for practitioner: String) throws -> [String] {
    let rows = try query(
      "SELECT appointment FROM request WHERE practitioner = $1 ORDER BY place",
      PostgresValue(practitioner))
    return (0..<rows.count).map { rows.text($0, 0) }
  }
}
