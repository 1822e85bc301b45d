import ClinicDomain
import HubCore

extension PostgresTransaction {
  /// The number of the lock that stands for all resources.
  private static let everything: Int64 = 1
  /// More locks than this are one: the server keeps only some thousands for all.
  private static let mostLocks = 256

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
    if let known = book.claim(of: appointment) { return known }
    return try claims(
      query("\(Self.claimColumns) WHERE appointment = $1", PostgresValue(appointment))
    ).first
  }

  func claims(against claim: Claim) throws -> [Claim] {
    if let known = book.claims(against: claim) { return known }
    return book.changed(try stored(overlapping: [claim]), against: claim)
  }

  /// What is stored of the time that each of some claims asks for.
  private func stored(overlapping claims: [Claim]) throws -> [Claim] {
    // One question per constraint, so that each finds its index.
    try self.claims(
      query(
        """
        \(Self.overlapping("practitioner", "$1")) UNION \(Self.overlapping("patient", "$2"))
        UNION \(Self.overlapping("room", "$3"))
        """,
        PostgresValue(claims.map(\.practitioner)), PostgresValue(claims.map(\.patient)),
        PostgresValue(claims.map(\.room)),
        PostgresValue(claims.map { Int64($0.busy.startMinute) }),
        PostgresValue(claims.map { Int64($0.busy.endMinute) })))
  }

  private static func overlapping(_ column: String, _ names: String) -> String {
    """
    SELECT c.appointment, c.practitioner, c.patient, c.room, lower(c.busy), upper(c.busy)
    FROM unnest(\(names)::text[], $4::bigint[], $5::bigint[]) AS wanted(name, from_minute, to_minute)
    JOIN claim c ON md5(c.\(column))::uuid = md5(wanted.name)::uuid
      AND c.busy && int8range(wanted.from_minute, wanted.to_minute)
    """
  }

  func expect(_ expected: Expected) throws {
    let visits = expected.claims
    if !visits.isEmpty {
      let appointments = PostgresValue(visits.map(\.appointment))
      let own = try claims(
        query("\(Self.claimColumns) WHERE appointment = ANY ($1::text[])", appointments))
      let asking = try query(
        "SELECT appointment FROM request WHERE appointment = ANY ($1::text[])", appointments)
      book.expect(
        visits, own: own, others: try stored(overlapping: visits),
        requests: (0..<asking.count).map { asking.text($0, 0) })
    }
    if !expected.patients.isEmpty {
      let rows = try query(
        """
        SELECT number, patient FROM patient_number WHERE number = ANY ($1::text[])
        UNION SELECT number, patient FROM patient_number WHERE patient = ANY ($2::text[])
        """, PostgresValue(expected.numbers), PostgresValue(expected.patients))
      book.expect(
        numbers: expected.numbers, of: expected.patients,
        held: (0..<rows.count).map {
          ExpectedBook.Holding(number: rows.text($0, 0), patient: rows.text($0, 1))
        })
    }
  }

  /// Writes what waits; what others decided meanwhile breaks a key or a constraint, and the
  /// transaction runs again.
  func writeBook() throws {
    let (gone, kept) = book.takeClaims()
    if !gone.isEmpty {
      _ = try query("DELETE FROM claim WHERE appointment = ANY ($1::text[])", PostgresValue(gone))
    }
    if !kept.isEmpty {
      _ = try query(
        """
        INSERT INTO claim(appointment, practitioner, patient, room, busy)
        SELECT a, d, p, r, int8range(s, e) FROM unnest($1::text[], $2::text[], $3::text[],
          $4::text[], $5::bigint[], $6::bigint[]) AS new(a, d, p, r, s, e)
        """,
        PostgresValue(kept.map(\.appointment)), PostgresValue(kept.map(\.practitioner)),
        PostgresValue(kept.map(\.patient)), PostgresValue(kept.map(\.room)),
        PostgresValue(kept.map { Int64($0.busy.startMinute) }),
        PostgresValue(kept.map { Int64($0.busy.endMinute) }))
    }
    let (lost, found) = book.takeNumbers()
    for (sql, rows) in [
      (
        """
        DELETE FROM patient_number n USING unnest($1::text[], $2::text[]) AS old(number, patient)
        WHERE n.number = old.number AND n.patient = old.patient
        """, lost
      ),
      (
        """
        INSERT INTO patient_number(number, patient) SELECT * FROM unnest($1::text[], $2::text[])
        ON CONFLICT DO NOTHING
        """, found
      ),
    ] where !rows.isEmpty {
      _ = try query(
        sql, PostgresValue(rows.map(\.number)), PostgresValue(rows.map(\.patient)))
    }
  }

  func taken(
    practitioner: String, patient: String, within span: TimeSlot
  ) throws -> [TimeSlot] {
    try writeBook()
    return try claims(
      query(
        """
        \(Self.claimColumns) WHERE md5(practitioner)::uuid = md5($1)::uuid AND busy && int8range($3, $4)
        UNION \(Self.claimColumns) WHERE md5(patient)::uuid = md5($2)::uuid AND busy && int8range($3, $4)
        ORDER BY 5
        """,
        PostgresValue(practitioner), PostgresValue(patient), PostgresValue(span.startMinute),
        PostgresValue(span.endMinute))
    ).map(\.busy)
  }

  func keep(_ claim: Claim) throws { book.keep(claim) }

  func removeClaim(of appointment: String) throws { book.removeClaim(of: appointment) }

  func keepRequest(of appointment: String, practitioner: String) throws {
    book.note(request: appointment, isThere: true)
    _ = try query(
      """
      INSERT INTO request(appointment, practitioner) VALUES ($1, $2)
      ON CONFLICT (appointment) DO UPDATE SET practitioner = excluded.practitioner
      """, PostgresValue(appointment), PostgresValue(practitioner))
  }

  func removeRequest(of appointment: String) throws {
    guard book.mayHave(request: appointment) else { return }
    book.note(request: appointment, isThere: false)
    _ = try query("DELETE FROM request WHERE appointment = $1", PostgresValue(appointment))
  }

  func patients(numbered number: String) throws -> [String] {
    if let known = book.patients(numbered: number) { return known }
    try writeBook()
    let rows = try query(
      "SELECT patient FROM patient_number WHERE number = $1 ORDER BY patient",
      PostgresValue(number))
    return (0..<rows.count).map { rows.text($0, 0) }
  }

  func keep(numbers: [String], of patient: String) throws {
    if book.keep(numbers: numbers, of: patient) { return }
    let rows = try query(
      "SELECT number FROM patient_number WHERE patient = $1", PostgresValue(patient))
    book.expect(
      numbers: [], of: [patient],
      held: (0..<rows.count).map {
        ExpectedBook.Holding(number: rows.text($0, 0), patient: patient)
      })
    _ = book.keep(numbers: numbers, of: patient)
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
