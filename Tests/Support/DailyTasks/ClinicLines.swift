import GRDBSQLite
import SampleClinic

/// What a clinic's database says, as readable lines: visits, patients, tickets, the waiting list, and
/// what the audit trail and the sync log hold.
enum ClinicLines {
  /// Each line as often as it is there.
  static func read(_ path: String) throws -> [String: Int] {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
      throw SampleFailure.impossible("open \(path)")
    }
    sqlite3_busy_timeout(handle, 5_000)
    // All of it as of one moment: the program may be at work.
    guard sqlite3_exec(handle, "BEGIN", nil, nil, nil) == SQLITE_OK else {
      throw SampleFailure.impossible(String(cString: sqlite3_errmsg(handle)))
    }
    var lines: [String: Int] = [:]
    for sql in queries {
      var statement: OpaquePointer?
      defer { sqlite3_finalize(statement) }
      guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
        throw SampleFailure.impossible(String(cString: sqlite3_errmsg(handle)))
      }
      while sqlite3_step(statement) == SQLITE_ROW {
        guard let text = sqlite3_column_text(statement, 0) else { continue }
        lines[String(cString: text), default: 0] += 1
      }
    }
    return lines
  }

  /// Gives all accounts of a clinic another stored password.
  static func setCredential(_ hash: String, in path: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    let sql = "UPDATE credential SET hash = '\(hash)'"
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
      sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK
    else { throw SampleFailure.impossible("credentials of \(path)") }
  }

  /// What is in one and not in the other, in the order of the alphabet; `2 × ` in front of what came twice.
  static func added(from old: [String: Int], to new: [String: Int]) -> [String] {
    new.compactMap { line, count in
      let more = count - (old[line] ?? 0)
      return more <= 0 ? nil : more == 1 ? line : "\(more) × \(line)"
    }.sorted()
  }

  private static let queries = [
    """
    SELECT printf('visit %s %02d:%02d %d min, %s, %s, %s %s%s%s', date(a.date * 86400, 'unixepoch'),
      a.start / 60, a.start % 60, a.minutes, d.name, p.name, a.status, a.kind,
      CASE a.exclusivity WHEN 'exclusive' THEN '' ELSE ' ' || a.exclusivity END,
      CASE WHEN a.cancel_party IS NULL THEN '' ELSE ' by ' || a.cancel_party END)
    FROM appointment a JOIN practitioner d ON d.key = a.practitioner
      JOIN patient p ON p.key = a.patient
    """,
    """
    SELECT printf('patient %s, %s, %s', name, date(birth * 86400, 'unixepoch'), phone) FROM patient
    """,
    """
    SELECT printf('ticket %d, %s%s%s', r.ticket, p.name,
      CASE WHEN r.identity THEN ', identity seen' ELSE '' END,
      CASE coalesce(r.priority, 'none') WHEN 'none' THEN '' ELSE ', ' || r.priority END)
    FROM arrival r JOIN appointment a ON a.id = r.id JOIN patient p ON p.key = a.patient
    """,
    """
    SELECT printf('waiting for %s, %s, %s', w.purpose, p.name, w.status)
    FROM waiting_entry w JOIN patient p ON p.key = w.patient
    """,
    // What is asked is audited too, once for each search: it is what is changed that is compared.
    """
    SELECT printf('audited %s %s', action, outcome) FROM audit_log
      WHERE action NOT IN ('login', 'patient.search', 'patient.read')
    """,
    "SELECT printf('logged %s of %s', op, entity) FROM sync_log",
  ]
}
