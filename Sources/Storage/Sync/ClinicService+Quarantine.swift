public import ClinicDomain
import Foundation
import GRDB
public import SyncProtocol

/// A command of this site that the hub could not take: it is held back, whole, for a person.
public struct QuarantinedTransaction: Hashable, Sendable {
  /// Where it is.
  public typealias State = HeldCommand.State

  public let id: String
  public let at: Instant
  public let state: State
  /// Why, as a code.
  public let reason: String
  /// What the person wrote who discarded it.
  public let note: String?
  public let entries: [SyncEntry]

  /// Makes one for a test or another store.
  public init(
    id: String, at: Instant, state: State, reason: String, note: String?, entries: [SyncEntry]
  ) {
    self.id = id
    self.at = at
    self.state = state
    self.reason = reason
    self.note = note
    self.entries = entries
  }
}

/// What a person decides about a transaction in quarantine.
public enum QuarantineDecision: Hashable, Sendable {
  /// It is sent again as it is, with what waits behind it.
  case resend
  /// It is never sent; what waits behind it is let go.
  case discard(reason: String)
}

extension ClinicService {
  /// Carries a person's decision out: `RepairHeld` by the transaction's text.
  ///
  /// - Returns: whether there was such a transaction to decide about, and a right to.
  public func decide(
    _ decision: QuarantineDecision, about transaction: String, as actor: Actor, now: Instant
  ) throws(StorageError) -> Bool {
    guard let id = try? TransactionID(parsing: transaction) else { return false }
    let repair: RepairHeld.Repair =
      switch decision {
      case .resend: .resend
      case .discard(let reason): .discard(reason: reason)
      }
    switch perform(RepairHeld(id: id, repair: repair), as: actor, now: now) {
    case .done: return true
    case .refused, .staged: return false
    case .failed(let error): throw error
    }
  }

  /// Holds a transaction back: its places stay in the log as placeholders.
  public func quarantine(
    transaction: String, reason: String, as actor: Actor, now: Instant
  ) throws(StorageError) {
    try write(as: actor, now: now) { work in
      try QuarantineStore(db: work.db).hold(
        try TransactionID(parsing: transaction).blob, reason: reason, at: now)
      work.store.touched.insert(.sync)
      return (
        (),
        AuditEntry(
          action: "sync.quarantine", subject: Subject(.site, site.id), outcome: .done,
          detail: transaction)
      )
    }
  }

  /// What is or was in quarantine, oldest first, in the order of the log where several came at once;
  /// without those that were sent after all.
  public func quarantined() throws(StorageError) -> [QuarantinedTransaction] {
    try database.read { db in
      let site = try SyncState(in: db)
      return try Row.fetchAll(
        db,
        sql: """
          SELECT tx, at, state, reason, note FROM quarantine WHERE state <> 'sent'
          ORDER BY at,
            (SELECT min(seq) FROM sync_log WHERE epoch = ? AND tx = quarantine.tx), tx
          """, arguments: [site.epoch]
      ).map { row in
        let id: TransactionID = try row.id(0)
        let entries = try Row.fetchAll(
          db,
          sql: "SELECT \(SyncEntry.columns) FROM sync_log WHERE epoch = ? AND tx = ? ORDER BY seq",
          arguments: [site.epoch, id.blob])
        return QuarantinedTransaction(
          id: id.text, at: Instant(milliseconds: row[1]),
          state: try QuarantinedTransaction.State(stored: row[2], "quarantine", "state"),
          reason: row[3], note: row[4],
          entries: try entries.map { try SyncEntry(row: $0, site: site.site.text) })
      }
    }
  }
}

struct QuarantineStore {
  let db: Database

  func hold(_ transaction: Data, reason: String, at now: Instant) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO quarantine(tx, reason, at, state) VALUES (?, ?, ?, 'held')
        ON CONFLICT(tx) DO UPDATE SET reason = excluded.reason, state = 'held'
          WHERE state <> 'discarded'
        """
    ).execute(arguments: [transaction, reason, now.milliseconds])
  }
}
