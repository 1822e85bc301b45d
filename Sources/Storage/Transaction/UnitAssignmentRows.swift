import ClinicDomain
import GRDB

extension StoreTransaction {
  func unitAssignment(_ id: UnitAssignmentID) throws -> UnitAssignment? {
    try UnitAssignmentReader(db: db).assignments("a.id = ?", [id.blob]).first?.assignment
  }

  func unitAssignments(of practitioner: PractitionerID) throws -> [UnitAssignment] {
    try UnitAssignmentReader(db: db).assignments("d.id = ?", [practitioner.blob]).map(\.assignment)
  }

  func insert(_ assignment: UnitAssignment) throws {
    try run(
      """
      INSERT INTO unit_assignment(id, practitioner, unit, role, from_date, until_date, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        assignment.id.blob, try key(.practitioner, assignment.practitioner),
        try key(.unit, assignment.unit), assignment.role.rawValue, assignment.from.dayNumber,
        assignment.until?.dayNumber, hlc,
      ])
    try logCreate(assignment, .members(encoding: assignment))
    touched.insert(.practitioners)
  }

  func update(_ assignment: UnitAssignment, from loaded: UnitAssignment) throws {
    try run(
      "UPDATE unit_assignment SET until_date = ? WHERE id = ?",
      [assignment.until?.dayNumber, assignment.id.blob])
    try logPatch(assignment, .members(encoding: assignment), from: .members(encoding: loaded))
    touched.insert(.practitioners)
  }

  func remove(_ assignment: UnitAssignment) throws {
    try run("DELETE FROM unit_assignment WHERE id = ?", [assignment.id.blob])
    try logTombstone(assignment)
    touched.insert(.practitioners)
  }
}

/// Reads assignments, for commands and for questions alike.
struct UnitAssignmentReader {
  let db: Database

  /// `condition` speaks of `a` (assignment), `d` (practitioner) and `u` (unit).
  func assignments(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [UnitAssignmentRow] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT a.id, d.id, u.id, a.role, a.from_date, a.until_date, d.name, d.sex,
            d.specialties, u.name
          FROM unit_assignment a JOIN practitioner d ON d.key = a.practitioner
            JOIN unit u ON u.key = a.unit
          WHERE \(condition) ORDER BY d.name_key, a.from_date, a.key
          """), arguments: arguments
    ).map { row in
      UnitAssignmentRow(
        assignment: UnitAssignment(
          id: try row.id(0), practitioner: try row.id(1), unit: try row.id(2),
          role: try UnitAssignment.Role(stored: row[3], "unit_assignment", "role"),
          from: CivilDate(dayNumber: row[4]),
          until: (row[5] as Int?).map { CivilDate(dayNumber: $0) }),
        practitionerName: row[6], sex: try Sex(stored: row[7], "practitioner", "sex"),
        specialties: row[8], unitName: row[9])
    }
  }
}

extension ListUnitAssignments: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [UnitAssignmentRow] {
    try UnitAssignmentReader(db: runner.db).assignments(
      """
      coalesce(a.until_date, ?) >= ? AND (? IS NULL OR d.id = ?) AND (? IS NULL OR u.id = ?)
      """,
      [
        from.dayNumber, from.dayNumber, practitioner?.blob, practitioner?.blob, unit?.blob,
        unit?.blob,
      ])
  }
}
