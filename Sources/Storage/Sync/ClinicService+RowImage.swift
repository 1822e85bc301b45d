import GRDB

extension ClinicService {
  /// The rows of the synced things as text, by table, with local keys replaced by the ids they stand
  /// for: replicas with equal dumps have equal images, but for the columns that are told apart by
  /// site (`table.column`, to be left out).
  public func rowImage(
    without columns: Set<String> = []
  ) throws(StorageError) -> [String: [String]] {
    try database.read { db in
      let tables = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
            AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'patient_fts%'
          """)
      var image: [String: [String]] = [:]
      for table in tables where !RowImage.local.contains(table) {
        image[table] = try RowImage.rows(of: table, without: columns, in: db)
      }
      return image
    }
  }
}

private enum RowImage {
  /// Kept by each site for itself.
  static let local: Set<String> = [
    "site", "counter", "foreign_id", "sync_state", "sync_log", "audit_log", "replayed",
    "replay_task", "patient_key", "draft", "chart_access", "credential", "recent_patient",
    "visit_change", "appointment_revision", "calendar_publication", "calendar_resource",
    "enrolment", "peer", "feed_place", "sync_document", "sync_outcome", "quarantine", "key_due",
    "piece", "piece_missing", "hub_service",
  ]

  static func rows(
    of table: String, without columns: Set<String>, in db: Database
  ) throws -> [String] {
    let links = try Row.fetchAll(
      db, sql: "SELECT \"from\", \"table\" FROM pragma_foreign_key_list('\(table)')")
    let targets = Dictionary(
      links.map { ($0[0] as String, $0[1] as String) }, uniquingKeysWith: { first, _ in first })
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
