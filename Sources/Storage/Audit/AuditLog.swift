import ClinicDomain
import Crypto
import Foundation
import GRDB
import SyncProtocol

/// One thing that someone did or tried: opaque ids and codes, never a name or a clinical word.
public struct AuditRow: Hashable, Sendable {
  /// How it ended.
  public enum Outcome: String, Sendable, Hashable, CaseIterable {
    case done, refused, denied, failed
  }

  public let sequence: Int64
  /// Milliseconds UTC.
  public let at: Int64
  public let actor: String
  public let action: String
  public let entity: String
  public let entityID: String
  public let outcome: Outcome
  /// A code that tells more, such as a refusal's; or empty.
  public let detail: String
}

/// The append-only audit trail, chained by a keyed hash.
///
/// Each row's HMAC covers the row and the HMAC before it: nobody without the site key can change,
/// drop or add a row unseen. The newest head is also kept in a file outside the database, so that a
/// shortened trail is noticed.
struct AuditLog: Sendable {
  private let key: SymmetricKey

  init(siteKey: SiteKey) { key = siteKey.derived(.audit) }

  /// The chain's newest row.
  struct Head: Hashable, Sendable {
    let sequence: Int64
    let mac: [UInt8]

    static let empty = Head(sequence: 0, mac: [UInt8](repeating: 0, count: 32))
  }

  /// Appends a row inside the caller's transaction and answers the new head.
  @discardableResult func append(
    at: Int64, actor: String, action: String, entity: String, entityID: String,
    outcome: AuditRow.Outcome, detail: String, in database: Database
  ) throws -> Head {
    let last = try head(in: database)
    let row = AuditRow(
      sequence: last.sequence + 1, at: at, actor: actor, action: action, entity: entity,
      entityID: entityID, outcome: outcome, detail: detail)
    let mac = mac(of: row, after: last.mac)
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO audit_log (seq, at, actor, action, entity, entity_id, outcome, detail, mac)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(
      arguments: [
        row.sequence, at, actor, action, entity, entityID, outcome.rawValue, detail, Data(mac),
      ])
    return Head(sequence: row.sequence, mac: mac)
  }

  func head(in database: Database) throws -> Head {
    let statement = try database.cachedStatement(
      sql: "SELECT seq, mac FROM audit_log ORDER BY seq DESC LIMIT 1")
    guard let row = try Row.fetchOne(statement) else { return .empty }
    return Head(sequence: row[0], mac: Array(row[1] as Data))
  }

  /// The first row at which the chain breaks, or what is wrong with its end; nil when it holds.
  func firstBreak(anchor: Head?, in database: Database) throws -> AuditBreak? {
    var last = Head.empty
    var anchorFound = anchor == nil || anchor?.sequence == 0
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT seq, at, actor, action, entity, entity_id, outcome, detail, mac
        FROM audit_log ORDER BY seq
        """)
    while let row = try rows.next() {
      let sequence: Int64 = row[0]
      guard sequence == last.sequence + 1 else { return .gap(after: last.sequence) }
      guard let outcome = AuditRow.Outcome(rawValue: row[6]) else { return .changed(sequence) }
      let content = AuditRow(
        sequence: sequence, at: row[1], actor: row[2], action: row[3], entity: row[4],
        entityID: row[5], outcome: outcome, detail: row[7])
      let mac = mac(of: content, after: last.mac)
      guard mac == Array(row[8] as Data) else { return .changed(sequence) }
      last = Head(sequence: sequence, mac: mac)
      if last == anchor { anchorFound = true }
    }
    guard anchorFound else { return .behindAnchor(end: last.sequence) }
    return nil
  }

  private func mac(of row: AuditRow, after previous: [UInt8]) -> [UInt8] {
    let fields: JSONValue = [
      .int(row.sequence), .int(row.at), .string(row.actor), .string(row.action),
      .string(row.entity), .string(row.entityID), .string(row.outcome.rawValue),
      .string(row.detail),
    ]
    return Array(
      HMAC<SHA256>.authenticationCode(for: previous + fields.canonicalBytes, using: key))
  }
}

/// What is wrong with an audit chain.
public enum AuditBreak: Error, Hashable, Sendable {
  /// Rows after this one are missing.
  case gap(after: Int64)
  /// The row isn't what was written.
  case changed(Int64)
  /// The head kept outside the database is not among the rows: the trail was cut or put back.
  case behindAnchor(end: Int64)
}
