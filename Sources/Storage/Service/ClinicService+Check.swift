public import ClinicDomain
import Foundation
import GRDB

/// What `clinic check` found.
public struct CheckReport: Hashable, Sendable {
  /// SQLite's and the foreign keys' complaints.
  public var integrity: [String] = []
  public var auditBreak: AuditBreak?
  public var logBreak: SyncLogBreak?
  /// Centavos by which the ledger is not balanced.
  public var ledgerSum: Int64 = 0
  /// Sealed texts that don't open, by what they belong to.
  public var unreadable: [EntityKind: Int] = [:]
  /// Sealed texts whose key another site has not sent yet; no flaw of the file.
  public var locked = 0
  /// Visits that overlap although they are live and exclusive.
  public var overlaps = 0

  public var isSound: Bool {
    integrity.isEmpty && auditBreak == nil && logBreak == nil && ledgerSum == 0
      && unreadable.isEmpty && overlaps == 0
  }
}

extension ClinicService {
  /// Checks the file, the constraints, the chains and the seals, and audits that it did.
  public func check(as actor: Actor, now: Instant) throws -> CheckReport {
    try require(.check, actor)
    var report = CheckReport()
    report.integrity = try database.integrityProblems()
    let kept = anchor.kept()
    report = try database.read { db in
      var report = report
      report.auditBreak = try audit.firstBreak(anchor: kept, in: db)
      report.logBreak = try SyncState(in: db).firstBreak(in: db)
      report.ledgerSum = try Int64.fetchOne(db, sql: "SELECT sum(amount) FROM ledger_posting") ?? 0
      report.overlaps = try Self.overlaps(in: db)
      for column in SealedColumn.all {
        let found = try column.closed(under: keyring, in: db)
        if found.unreadable > 0 {
          report.unreadable[column.entity, default: 0] += found.unreadable
        }
        report.locked += found.locked
      }
      return report
    }
    try record("check", Subject(.site, site.id), as: actor, now: now)
    return report
  }

  private static func overlaps(in db: Database) throws -> Int {
    var count = 0
    for party in ["practitioner", "patient", "room"] {
      count +=
        try Int.fetchOne(
          db,
          sql: """
            SELECT count(*) FROM appointment a JOIN appointment b
            ON a.\(party) = b.\(party) AND a.takes AND b.takes AND a.key < b.key
              AND b.busy_from > a.busy_from - 1440 AND b.busy_from < a.busy_to
              AND b.busy_to > a.busy_from
              AND (a.group_id IS NULL OR a.group_id IS NOT b.group_id OR a.patient = b.patient)
            """) ?? 0
    }
    return count
  }
}

/// A column that holds a patient's sealed texts: the check opens every one of them.
struct SealedColumn {
  let entity: EntityKind
  let name: String
  /// The name that is bound into the seal.
  let field: String
  /// Whether the seal names the row, or else the patient.
  private let namesRow: Bool

  private init(_ entity: EntityKind, _ name: String, _ field: String? = nil, namesRow: Bool = true)
  {
    self.entity = entity
    self.name = name
    self.field = field ?? name
    self.namesRow = namesRow
  }

  static let all = [
    SealedColumn(.appointment, "overbooking_reason", "overbooking"),
    SealedColumn(.appointment, "observation"),
    SealedColumn(.appointment, "cancel_reason", "cancellation"),
    SealedColumn(.displacedVisit, "reason", "kept"),
    SealedColumn(.recordEntry, "content"), SealedColumn(.recordEntry, "retraction"),
    SealedColumn(.draft, "content"),
    SealedColumn(.chartAccess, "reason", namesRow: false),
    SealedColumn(.stay, "reason"), SealedColumn(.attendance, "reason"),
    SealedColumn(.stayChange, "reason_was", "reasonWas"), SealedColumn(.stayChange, "reason"),
    SealedColumn(.exam, "name"), SealedColumn(.exam, "code"), SealedColumn(.exam, "result"),
    SealedColumn(.attachment, "name"),
    SealedColumn(.invoice, "lines"), SealedColumn(.invoice, "cancel_reason", "cancellation"),
  ]

  var table: String { entity.rawValue }

  /// How many of its texts don't open, and how many wait for their key.
  func closed(
    under keyring: PatientKeyring, in db: Database
  ) throws -> (unreadable: Int, locked: Int) {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT p.id, \(namesRow ? "t.id" : "p.id"), t.\(name)
        FROM \(table) t JOIN patient p ON p.key = t.patient WHERE t.\(name) IS NOT NULL
        """)
    var found = (unreadable: 0, locked: 0)
    while let row = try rows.next() {
      let patient: PatientID = try row.id(0)
      let owner: PatientID = try row.id(1)
      let blob: Data = row[2]
      let place = SealedPlace(entity: entity, id: owner.text, field: field)
      switch try? keyring.open(blob, of: patient, place, in: db) {
      case nil: found.unreadable += 1
      case PatientKeyring.locked?: found.locked += 1
      default: break
      }
    }
    return found
  }
}
