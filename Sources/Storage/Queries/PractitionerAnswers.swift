import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension QueryRunner {
  /// Practitioners as rows; `condition` speaks of `d` (practitioner), `u` (unit) and `r` (room).
  func practitioners(
    _ condition: String, _ arguments: StatementArguments
  ) throws -> [(key: Int64, row: PractitionerRow)] {
    try rows(
      """
      SELECT d.key, d.id, d.name, d.sex, d.registration, d.specialties, coalesce(u.name, ''),
        coalesce(r.name, ''), d.municipality, d.state, d.slot, d.price, d.active
      FROM practitioner d LEFT JOIN unit u ON u.key = d.unit LEFT JOIN room r ON r.key = d.room
      WHERE \(condition) ORDER BY d.name_key, d.key LIMIT 500
      """, arguments
    ).map { ($0[0], try PractitionerRow(row: $0)) }
  }
}

extension QueryRunner {
  /// A practitioner as the one who asks may see her: the CPF is for those who keep it.
  func shown(_ practitioner: Practitioner) -> Practitioner {
    guard grant(.changePractitioners) != .all else { return practitioner }
    var shown = practitioner
    shown.details.cpf = nil
    return shown
  }
}

extension PractitionerRow {
  init(row: Row) throws {
    let registration: String? = row[4]
    let state: String? = row[9]
    let price: Int64? = row[11]
    self.init(
      id: try row.id(1), name: row[2], sex: try Sex(stored: row[3], "practitioner", "sex"),
      // It is stored as it is shown.
      registration: registration ?? "",
      specialties: row[5], unitName: row[6], roomName: row[7], municipality: row[8],
      state: state.flatMap(FederativeUnit.init(rawValue:)), slotMinutes: row[10],
      price: price.map(Money.init(centavos:)), isActive: row[12])
  }
}

extension SearchPractitioners: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [PractitionerRow] {
    var conditions = includesInactive ? ["1"] : ["d.active"]
    var arguments = StatementArguments()
    func require(_ condition: String, _ value: String) {
      conditions.append(condition)
      arguments += [value]
    }
    for word in TextFolding.tokens(text) {
      conditions.append(
        "(' ' || d.name_key LIKE '% ' || ? || '%' OR coalesce(d.registration, '') LIKE '%' || ? || '%')"
      )
      arguments += [word, word]
    }
    for word in TextFolding.tokens(specialty) {
      require("' ' || d.specialties_key LIKE '% ' || ? || '%'", word)
    }
    for word in TextFolding.tokens(municipality) {
      require("' ' || d.municipality_key LIKE '% ' || ? || '%'", word)
    }
    if let state { require("d.state = ?", state.rawValue) }
    let today = runner.zone.civil(at: runner.now).date
    let assigned = Dictionary(
      grouping: try UnitAssignmentReader(db: runner.db).assignments(
        "a.from_date <= ? AND coalesce(a.until_date, ?) >= ?",
        [today.dayNumber, today.dayNumber, today.dayNumber]), by: \.assignment.practitioner)
    let words = TextFolding.tokens(unit)
    return try runner.practitioners(conditions.joined(separator: " AND "), arguments).map(\.row)
      .compactMap { row in
        let others = assigned[row.id] ?? []
        guard
          words.isEmpty
            || ([row.unitName] + others.map(\.unitName)).contains(where: {
              Self.hasWords(words, $0)
            })
        else { return nil }
        var found = row
        found.assignedUnits = Set(others.map(\.assignment.unit))
        return found
      }
  }

  /// Whether each word begins a word of a name.
  private static func hasWords(_ words: [String], _ name: String) -> Bool {
    let own = TextFolding.tokens(name)
    return words.allSatisfy { word in own.contains { $0.hasPrefix(word) } }
  }
}

extension ReadPractitionerCard: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> PractitionerCard? {
    guard let row = try runner.practitioners("d.id = ?", [practitioner.blob]).first,
      let stored = try runner.row(
        "SELECT id, body, active FROM practitioner WHERE key = ?", [row.key])
    else { return nil }
    let reader = AgendaReader(db: runner.db)
    return PractitionerCard(
      practitioner: runner.shown(try Practitioner(row: stored)), row: row.row,
      agenda: try reader.agenda(of: practitioner) ?? Agenda(practitioner: practitioner, rules: []),
      exceptions: try reader.exceptions(
        "p.id = ? AND e.last_date >= ?", [practitioner.blob, from.dayNumber]),
      assignments: try ListUnitAssignments(practitioner: practitioner, from: from)
        .answer(from: runner))
  }
}

extension ListUnits: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [UnitWithRooms] {
    let beds = try runner.beds()
    return try runner.rows("SELECT key, body, active FROM unit ORDER BY NOT active, name, key")
      .map { row in
        let key: Int64 = row[0]
        let unit = try ClinicDomain.Unit(row: row, from: 1)
        let rooms = try runner.rows(
          "SELECT id, name, active, key FROM room WHERE unit = ? ORDER BY NOT active, name, key",
          [key])
        return UnitWithRooms(
          unit: unit,
          rooms: try rooms.map {
            Room(id: try $0.id(0), unit: unit.id, name: $0[1], isActive: $0[2])
          }, beds: beds[key] ?? [:])
      }
  }
}

extension QueryRunner {
  /// How many beds in use each room of a unit has, by the unit's key.
  fileprivate func beds() throws -> [Int64: [RoomID?: Int]] {
    var counts: [Int64: [RoomID?: Int]] = [:]
    for row in try rows(
      """
      SELECT b.unit, r.id, count(*) FROM bed b LEFT JOIN room r ON r.key = b.room
      WHERE b.active GROUP BY b.unit, b.room
      """)
    {
      let room: RoomID? = try row.optionalID(1)
      counts[row[0], default: [:]][room] = row[2]
    }
    return counts
  }
}

extension ListUsers: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [User] {
    try runner.rows(UserReader.sql("1")).map(User.init(row:))
  }
}
