import ClinicDomain
import Foundation
import GRDB

/// Answers questions within one read: what each feature can be asked stands in the files beside.
struct QueryRunner {
  let db: Database
  let keyring: PatientKeyring
  let actor: Actor
  let now: Instant
  let zone: SiteZone

  /// How far a capability reaches for the one who asks.
  func grant(_ capability: Capability) -> Grant { PermissionTable.grant(capability, to: actor) }

  func rows(
    _ sql: String, _ arguments: StatementArguments = StatementArguments()
  ) throws -> [Row] {
    try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
  }

  /// Values made of rows while they pass by, none kept.
  func values<Value>(
    _ sql: String, _ arguments: StatementArguments, _ make: (Row) throws -> Value
  ) throws -> [Value] {
    let cursor = try Row.fetchCursor(try db.cachedStatement(sql: sql), arguments: arguments)
    var values: [Value] = []
    while let row = try cursor.next() { values.append(try make(row)) }
    return values
  }

  func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
    try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments)
  }

  func int(_ sql: String, _ arguments: StatementArguments) throws -> Int {
    try Int.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments) ?? 0
  }

  func key<Entity>(_ table: EntityTable, _ id: EntityID<Entity>) throws -> Int64? {
    try Int64.fetchOne(
      try db.cachedStatement(sql: "SELECT key FROM \(table.rawValue) WHERE id = ?"),
      arguments: [id.blob])
  }
}

/// A question that this storage answers.
protocol AnsweredQuery: ClinicQuery {
  func answer(from runner: QueryRunner) throws -> Answer
}

extension QueryRunner {
  /// The answer, or nil for a kind of question that the storage does not know.
  func answer<Query: ClinicQuery>(_ query: Query) throws -> Query.Answer? {
    func run<Known: AnsweredQuery>(_ known: Known) throws -> Query.Answer? {
      try known.answer(from: self) as? Query.Answer
    }
    guard let known = query as? any AnsweredQuery else { return nil }
    return try run(known)
  }
}
