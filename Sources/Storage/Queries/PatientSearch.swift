import ClinicDomain
import Foundation
import GRDB

extension SearchPatients: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> Answer {
    try PatientSearch(runner: runner, text: text).page(skipping: skipping, size: Self.pageSize)
  }
}

/// Finds patients: recently used ones first, then whole words, then beginnings of words.
///
/// Each source gives at most what the page still needs, so that a key costs the same however many
/// patients there are.
struct PatientSearch {
  private let runner: QueryRunner
  private let words: [String]
  private let digits: String
  private let birth: CivilDate?

  init(runner: QueryRunner, text: String) {
    self.runner = runner
    let today = runner.zone.civil(at: runner.now).date
    var names: [String] = []
    var birth: CivilDate?
    for part in text.split(whereSeparator: \.isWhitespace) {
      let isDate = part.contains("/") || part.filter(\.isNumber).count == 8 && part.count == 8
      if isDate, let date = try? CivilDate.parseBirthDate(String(part), today: today) {
        birth = date
      } else {
        names.append(String(part))
      }
    }
    digits = String(
      String.UnicodeScalarView(text.unicodeScalars.filter { ("0"..."9").contains($0) }))
    let hasLetters = names.contains { $0.contains(where: \.isLetter) }
    // No name has more words: what else was pasted costs nothing.
    words = hasLetters ? Array(names.prefix(20).flatMap { TextFolding.tokens($0) }.prefix(20)) : []
    self.birth = birth
  }

  private static let columns =
    "p.id, p.chart, p.name, p.social, p.birth, p.sex, p.cpf, p.cns, p.phone, p.key"

  func page(skipping: Int, size: Int) throws -> SearchPatients.Answer {
    let wanted = skipping + size + 1
    var found = PatientHits(limit: wanted)
    if words.isEmpty, birth == nil, digits.isEmpty {
      try collectAll(&found)
    } else if words.isEmpty {
      try collectByNumbers(&found)
    } else {
      try collectByName(&found)
    }
    let rows = found.rows.dropFirst(skipping)
    return SearchPatients.Answer(
      rows: Array(rows.prefix(size)), hasMore: rows.count > size)
  }

  private func collectAll(_ found: inout PatientHits) throws {
    try collectRecent(&found, where: "1", [])
    try found.add(
      runner.rows(
        "SELECT \(Self.columns) FROM patient p ORDER BY p.name_key, p.key LIMIT ?",
        [found.limit]))
  }

  private func collectRecent(
    _ found: inout PatientHits, where condition: String, _ arguments: StatementArguments
  ) throws {
    try found.add(
      runner.rows(
        """
        SELECT \(Self.columns) FROM recent_patient r JOIN patient p ON p.key = r.patient
        WHERE r.actor = ? AND \(condition) ORDER BY r.used_at DESC LIMIT 20
        """, [runner.actor.reference] + arguments))
  }

  /// Documents, chart number, birth date and phone, by how sure a hit is.
  private func collectByNumbers(_ found: inout PatientHits) throws {
    if let birth {
      try add(&found, "p.birth = ? ORDER BY p.name_key", [birth.dayNumber])
    }
    guard digits.count >= 2 else {
      if let chart = Int(digits) { try add(&found, "p.chart = ?", [chart]) }
      return
    }
    if let chart = Int(digits) { try add(&found, "p.chart = ?", [chart]) }
    let end = digits + ":"
    try add(&found, "p.cpf >= ? AND p.cpf < ? ORDER BY p.cpf", [digits, end])
    try found.add(
      runner.rows(
        """
        SELECT \(Self.columns) FROM patient_phone f JOIN patient p ON p.key = f.patient
        WHERE f.digits >= ? AND f.digits < ? ORDER BY f.digits LIMIT ?
        """, [digits, end, found.limit]))
    try add(&found, "p.cns >= ? AND p.cns < ? ORDER BY p.cns", [digits, end])
    let today = runner.zone.civil(at: runner.now).date
    if birth == nil, digits.count == 6 || digits.count == 8,
      let date = try? CivilDate.parseBirthDate(digits, today: today)
    {
      try add(&found, "p.birth = ? ORDER BY p.name_key", [date.dayNumber])
    }
  }

  private func add(
    _ found: inout PatientHits, _ condition: String, _ arguments: StatementArguments
  ) throws {
    guard !found.isFull else { return }
    try found.add(
      runner.rows(
        "SELECT \(Self.columns) FROM patient p WHERE \(condition) LIMIT ?",
        arguments + [found.limit]))
  }

  private func collectByName(_ found: inout PatientHits) throws {
    try collectRecentNames(&found)
    let whole = words.joined(separator: " ")
    if words.count > 1 || birth != nil {
      try add(&found, "p.name_key = ?", [whole])
    }
    try match(&found, words.map { "\"\($0)\"" })
    if words.count == 1, birth == nil {
      try add(
        &found, "p.name_key >= ? AND p.name_key < ? || char(1114111) ORDER BY p.name_key, p.key",
        [whole, whole])
    }
    try match(&found, words.map { "\"\($0)\"*" })
  }

  /// The few recently used ones are compared here: no index knows them.
  private func collectRecentNames(_ found: inout PatientHits) throws {
    let recent = try runner.rows(
      """
      SELECT \(Self.columns) FROM recent_patient r JOIN patient p ON p.key = r.patient
      WHERE r.actor = ? ORDER BY r.used_at DESC LIMIT 200
      """, [runner.actor.reference])
    found.add(
      recent.filter { row in
        let tokens = TextFolding.tokens("\(row[2] as String) \(row[3] as String)")
        let birthDay: Int? = row[4]
        return words.allSatisfy { word in tokens.contains { $0.hasPrefix(word) } }
          && (birth == nil || birthDay == birth?.dayNumber)
      })
  }

  private func match(_ found: inout PatientHits, _ terms: [String]) throws {
    guard !found.isFull else { return }
    let birthFilter = birth == nil ? "" : "AND p.birth = ?"
    var arguments: StatementArguments = [terms.joined(separator: " AND ")]
    if let birth { arguments += [birth.dayNumber] }
    try found.add(
      runner.rows(
        """
        SELECT \(Self.columns) FROM patient_fts JOIN patient p ON p.key = patient_fts.rowid
        WHERE patient_fts MATCH ? \(birthFilter) LIMIT ?
        """, arguments + [found.limit]))
  }
}

/// Hits in order of their finding, each once.
private struct PatientHits {
  let limit: Int
  private(set) var rows: [PatientRow] = []
  private var keys: Set<Int64> = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { rows.count >= limit }

  mutating func add(_ hits: [Row]) {
    for row in hits where !isFull {
      guard keys.insert(row[9]).inserted, let patient = try? PatientRow(row: row) else { continue }
      rows.append(patient)
    }
  }
}

extension PatientRow {
  /// Reads id, chart, name, social, birth, sex, cpf, cns and phone from a column on.
  init(row: Row, at first: Int = 0) throws {
    let birth: Int? = row[first + 4]
    self.init(
      id: try row.id(first), chartNumber: row[first + 1], name: row[first + 2],
      socialName: row[first + 3], birthDate: birth.map(CivilDate.init(dayNumber:)),
      sex: try Sex(stored: row[first + 5], "patient", "sex"), cpf: row[first + 6] ?? "",
      cns: row[first + 7] ?? "", phone: row[first + 8])
  }
}
