public import ClinicDomain
import Foundation
import GRDB
public import SyncProtocol

extension ClinicService {
  /// Where the site stands towards its hub.
  public func standing() throws(StorageError) -> SiteStanding {
    let witnessed = SyncWitness(folder: folder).kept()
    let staged = staging.content().waiting.count
    return try database.read { db in
      let state = try SyncState(in: db)
      let acknowledged = try Int64.fetchOne(
        try db.cachedStatement(sql: "SELECT acknowledged_seq FROM sync_state"))
      let row = try Row.fetchOne(
        try db.cachedStatement(
          sql: """
            SELECT address, hub, number, lease_until, hub_epoch, feed_seq, key_cursor
            FROM enrolment WHERE hub IS NOT NULL
            """))
      let enrolment = row.map {
        Enrolment(
          address: $0[0], hub: $0[1], site: site.id.text, siteNumber: $0[2],
          leaseUntil: Instant(milliseconds: $0[3]))
      }
      return SiteStanding(
        enrolment: enrolment, epoch: state.epoch, lastSequence: state.lastSequence,
        lastHash: state.lastHash, acknowledged: acknowledged ?? 0,
        acknowledgedHash: try state.hash(at: acknowledged ?? 0, in: db),
        witnessed: enrolment == nil ? nil : witnessed,
        feed: FeedPosition(hubEpoch: row?[4] ?? 0, sequence: row?[5] ?? 0),
        keyCursor: row?[6] ?? 0, stagedCount: staged)
    }
  }

  /// Begins a new epoch of the log: what the hub doesn't have of the file's entries is written anew
  /// into it, with the ids that the entries have.
  public func begin(_ epoch: EpochAnswer, as actor: Actor, now: Instant) throws(StorageError) {
    try write(as: actor, now: now) { work in
      let known = try work.acknowledged()
      try work.rewriteLog(
        into: epoch.epoch, after: (work.log.state.epoch, min(known, epoch.acknowledged)))
      let row = AuditEntry(
        action: "sync.epoch", subject: Subject(.site, site.id), outcome: .done,
        detail: "\(epoch.epoch)")
      // The hub ended it with the old epoch: it comes back when all that was decided is here.
      try work.store.run("UPDATE enrolment SET lease_until = 0")
      work.store.touched.insert(.sync)
      return ((), row)
    }
    try SyncWitness(folder: folder).keep(Witness(epoch: epoch.epoch, acknowledged: 0))
  }

  /// A file that was put back or copied doesn't know what was promised meanwhile: it promises nothing
  /// until its hub has told it.
  func forgetLeaseOfOldFile() {
    // Where the file can't be written, it can't promise either.
    guard let standing = try? standing(), standing.isBehindWitness else { return }
    try? database.write { db in
      try db.execute(sql: "UPDATE enrolment SET lease_until = 0")
      return ((), .sync)
    }
  }

  /// Keeps what the last try said, nil after a success, and when the next one is due.
  public func keep(
    failure: SyncFailure?, nextTry: Instant? = nil, now: Instant
  ) throws(StorageError) {
    let text = failure?.code
    try database.write { db in
      let before = try String.fetchOne(
        try db.cachedStatement(sql: "SELECT last_error FROM sync_state"))
      let contact = try Int64.fetchOne(
        try db.cachedStatement(sql: "SELECT last_success FROM enrolment"))
      try db.cachedStatement(sql: "UPDATE sync_state SET last_error = ?")
        .execute(arguments: [text])
      try db.execute(
        sql: text == nil
          ? "UPDATE enrolment SET last_success = ?, failing_since = NULL, next_try = ?"
          : "UPDATE enrolment SET failing_since = coalesce(failing_since, ?), next_try = ?",
        arguments: [now.milliseconds, nextTry?.milliseconds])
      // The screens tell the last contact to the minute.
      let isNews =
        before != text || (text == nil && contact.map { $0 / 60_000 } != now.milliseconds / 60_000)
      return ((), isNews ? .sync : [])
    }
  }
}

extension SyncState {
  /// The hash of an entry of the present epoch; nil where there is none.
  fileprivate func hash(at sequence: Int64, in db: Database) throws -> String? {
    if sequence == lastSequence { return lastHash }
    return try String.fetchOne(
      try db.cachedStatement(sql: "SELECT prev FROM sync_log WHERE epoch = ? AND seq = ?"),
      arguments: [epoch, sequence + 1])
  }
}

extension TransactionWork {
  func acknowledged() throws -> Int64 {
    try Int64.fetchOne(
      try db.cachedStatement(sql: "SELECT acknowledged_seq FROM sync_state")) ?? 0
  }

  /// Writes the entries after a place of the log anew into another epoch, from 1.
  ///
  /// Without a place all entries of all epochs are.
  func rewriteLog(into epoch: Int64, after place: (epoch: Int64, sequence: Int64)?) throws {
    let site = log.state.site.text
    var last: (epoch: Int64, sequence: Int64) = place ?? (Int64.min, 0)
    var (sequence, hash) = (Int64(0), SyncEntry.noPreviousHash)
    // The hub has no more than the places of what is in quarantine: it moves along.
    var rows = try store.rows(
      """
      SELECT \(SyncEntry.columns) FROM sync_log JOIN quarantine USING (tx)
      WHERE epoch = ? AND seq <= ? AND state IN ('held', 'behind', 'released') ORDER BY seq
      """, [last.epoch, last.sequence])
    let insert = try db.cachedStatement(
      sql: """
        INSERT INTO sync_log(\(SyncEntry.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    while true {
      for row in rows {
        var entry = try SyncEntry(row: row, site: site)
        if (entry.epoch, entry.sequence) > (last.epoch, last.sequence) {
          last = (entry.epoch, entry.sequence)
        }
        sequence += 1
        (entry.epoch, entry.sequence, entry.previousHash) = (epoch, sequence, hash)
        hash = entry.hash(by: sha256)
        try insert.execute(
          arguments: [
            epoch, sequence, row[2] as Data, row[3] as Data, row[4] as Int64, row[5] as String,
            row[6] as Int64, row[7] as String, row[8] as String, row[9] as String,
            row[10] as String, row[11] as String, entry.previousHash,
          ])
      }
      rows = try store.rows(
        """
        SELECT \(SyncEntry.columns) FROM sync_log WHERE (epoch, seq) > (?, ?) AND epoch <> ?
        ORDER BY epoch, seq LIMIT 1000
        """, [last.epoch, last.sequence, epoch])
      if rows.isEmpty { break }
    }
    try store.run(
      """
      UPDATE sync_state SET epoch = ?, last_seq = ?, last_hash = ?, acknowledged_seq = 0
      """, [epoch, sequence, hash])
    let clock = log.state.clock
    log.restore(try SyncState(in: db))
    log.receive(clock)
  }
}
