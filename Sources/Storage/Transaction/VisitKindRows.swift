import ClinicDomain
import GRDB
import SyncProtocol

extension StoreTransaction {
  func storedVisitKinds() throws -> [VisitKindSetup] { try VisitKindReader(db: db).stored() }

  func insert(_ kind: VisitKindSetup) throws {
    try run(
      "INSERT INTO visit_kind(id, code, body, hlc) VALUES (?, ?, ?, ?)",
      [
        kind.id.blob, kind.kind.rawValue, try JSONValue(encoding: kind).canonicalText, hlc,
      ])
    try logCreate(kind, .members(encoding: kind))
    // Doctors' screens show what kinds ask for, and all of them draw it.
    touched.formUnion([.schedule, .practitioners])
  }

  func update(_ kind: VisitKindSetup, from loaded: VisitKindSetup) throws {
    try run(
      "UPDATE visit_kind SET body = ? WHERE id = ?",
      [try JSONValue(encoding: kind).canonicalText, kind.id.blob])
    try logPatch(kind, .members(encoding: kind), from: .members(encoding: loaded))
    touched.formUnion([.schedule, .practitioners])
  }
}

/// Reads kinds of visit, for commands and for questions alike.
struct VisitKindReader {
  let db: Database

  func stored() throws -> [VisitKindSetup] {
    try String.fetchAll(
      try db.cachedStatement(sql: "SELECT body FROM visit_kind ORDER BY code")
    ).map { try JSONValue(text: $0).decode(VisitKindSetup.self) }
  }

  func kinds() throws -> VisitKinds { VisitKinds(stored: try stored()) }
}
