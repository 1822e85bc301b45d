import ClinicDomain
import GRDB
import Testing

@testable import Storage

/// The rows of a clinic as text, with local keys replaced by the ids they stand for: two files that
/// hold the same have the same.
enum RowImage {
  /// Kept by each site for itself.
  private static let local: Set<String> = [
    "site", "counter", "foreign_id", "sync_state", "sync_log", "audit_log", "replayed",
    "replay_task", "patient_key", "draft", "chart_access", "credential", "recent_patient",
    "visit_change", "appointment_revision", "calendar_publication", "calendar_resource",
    "enrolment", "peer", "feed_place", "sync_document", "sync_outcome", "quarantine", "key_due",
  ]

  static func of(
    _ service: ClinicService, without columns: Set<String> = []
  ) throws -> [String: [String]] {
    try service.database.read { db in
      let tables = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
            AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'patient_fts%'
          """)
      var image: [String: [String]] = [:]
      for table in tables where !local.contains(table) {
        image[table] = try rows(of: table, without: columns, in: db)
      }
      return image
    }
  }

  private static func rows(
    of table: String, without columns: Set<String>, in db: Database
  ) throws -> [String] {
    let targets = Dictionary(
      try Row.fetchAll(
        db, sql: "SELECT \"from\", \"table\" FROM pragma_foreign_key_list('\(table)')"
      )
      .map { ($0[0] as String, $0[1] as String) }, uniquingKeysWith: { first, _ in first })
    let names = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info('\(table)')")
      .filter { $0 != "key" && $0 != "movement" && !columns.contains("\(table).\($0)") }
    let parts = names.map { name -> String in
      guard let target = targets[name], name != "id" else {
        return "'\(name)=' || quote(t.\(name))"
      }
      let named = target == "agenda" ? "practitioner" : target
      return "'\(name)=' || coalesce((SELECT hex(id) FROM \(named) WHERE key = t.\(name)), '-')"
    }
    return try String.fetchAll(
      db, sql: "SELECT \(parts.joined(separator: " || ' ' || ")) FROM \(table) t"
    ).sorted()
  }
}
