public import ClinicDomain
import Foundation
import GRDB
public import SyncProtocol

extension ClinicService {
  /// Takes a page of the feed in: rows, clocks and cursor in one transaction with one audit row.
  ///
  /// - Throws: `FeedGap` when a place is missing before the page; `MissingOwnEntry` when the feed
  ///   names an entry of this site's present epoch that the file doesn't have.
  public func takeIn(_ page: FeedPage, as actor: Actor, now: Instant) throws {
    if page.items.isEmpty, try saysNothing(page) { return }
    let problem = try write(as: actor, now: now) { work -> ((any Error)?, AuditEntry?) in
      var state = try FeedState(in: work.db)
      if page.hubEpoch != state.hubEpoch {
        state = FeedState(hubEpoch: page.hubEpoch, sequence: 0)
        try work.leaveKeysAgain()
      }
      let items = page.items.filter { $0.sequence > state.sequence }
      if let problem = try state.problem(of: items, in: work) { return (problem, nil) }
      var intake = SyncIntake(store: work.store)
      for item in items {
        try work.keepPlace(item, hubEpoch: page.hubEpoch)
        if case .entry(let entry) = item.content { try intake.take(entry) }
      }
      try intake.finish()
      try work.store.run(
        """
        UPDATE enrolment SET hub_epoch = ?, feed_seq = ?, feed_head = ?, clock_skew = ?,
          lease_until = max(lease_until, ?)
        """,
        [
          page.hubEpoch, items.last?.sequence ?? state.sequence, page.head,
          page.serverTime - now.milliseconds, page.leaseUntil,
        ])
      guard !items.isEmpty else { return (nil, nil) }
      let row = AuditEntry(
        action: "sync.pull", subject: Subject(.site, site.id), outcome: .done,
        detail: "\(items.count)")
      return (nil, row)
    }
    if let problem { throw problem }
  }

  /// Whether a page without items brings no lease worth a transaction either.
  private func saysNothing(_ page: FeedPage) throws(StorageError) -> Bool {
    try database.read { db in
      try Bool.fetchOne(
        try db.cachedStatement(
          sql: """
            SELECT hub_epoch = ? AND feed_head >= ? AND lease_until > ? - 600000 FROM enrolment
            """), arguments: [page.hubEpoch, page.head, page.leaseUntil]) ?? true
    }
  }

  /// Takes the documents of a snapshot in; the feed is read on from the header's place when all are.
  public func takeIn(
    snapshot documents: [ReplicatedDocument], as actor: Actor, now: Instant
  ) throws(StorageError) {
    try write(as: actor, now: now) { work in
      var intake = SyncIntake(store: work.store)
      for document in documents { try intake.take(document) }
      try intake.finish()
      return ((), nil)
    }
  }

  /// Ends the taking in of a snapshot.
  public func finishSnapshot(
    _ header: SnapshotHeader, as actor: Actor, now: Instant
  ) throws(StorageError) {
    try write(as: actor, now: now) { work in
      try work.store.run(
        "UPDATE enrolment SET hub_epoch = ?, feed_seq = ?, feed_head = max(feed_head, ?)",
        [header.hubEpoch, header.feedHead, header.feedHead])
      let row = AuditEntry(
        action: "sync.snapshot", subject: Subject(.site, site.id), outcome: .done,
        detail: "\(header.counts.values.reduce(0, +))")
      return ((), row)
    }
  }
}

/// The feed names an entry of this site that its file doesn't have: the file is an older one.
public struct MissingOwnEntry: Error, Hashable, Sendable {
  public let epoch: Int64
  public let sequence: Int64
}

private struct FeedState {
  let hubEpoch: Int64
  let sequence: Int64

  init(hubEpoch: Int64, sequence: Int64) {
    self.hubEpoch = hubEpoch
    self.sequence = sequence
  }

  init(in db: Database) throws {
    let row = try Row.fetchOne(
      try db.cachedStatement(sql: "SELECT hub_epoch, feed_seq FROM enrolment WHERE hub IS NOT NULL")
    )
    guard let row else { throw StorageError.notInitialised }
    self.init(hubEpoch: row[0], sequence: row[1])
  }

  /// Why the items can't be taken as what comes next.
  func problem(of items: [FeedItem], in work: TransactionWork) throws -> (any Error)? {
    var expected = sequence + 1
    for item in items {
      guard item.sequence == expected else {
        return FeedGap(expected: expected, found: item.sequence)
      }
      expected += 1
      guard case .own(let epoch, let own) = item.content else { continue }
      if epoch != work.log.state.epoch || own > work.log.state.lastSequence {
        return MissingOwnEntry(epoch: epoch, sequence: own)
      }
    }
    return nil
  }
}

extension TransactionWork {
  /// Writes down that a place of the feed was taken.
  fileprivate func keepPlace(_ item: FeedItem, hubEpoch: Int64) throws {
    var (site, entry) = (log.state.site.text, nil as Data?)
    switch item.content {
    case .entry(let taken):
      site = taken.site
      entry = (try? SyncEntryID(parsing: taken.id))?.blob
    case .own(let epoch, let sequence):
      entry = try Data.fetchOne(
        try db.cachedStatement(sql: "SELECT id FROM sync_log WHERE epoch = ? AND seq = ?"),
        arguments: [epoch, sequence])
    }
    try store.run(
      "INSERT OR REPLACE INTO feed_place(hub_epoch, seq, site, entry) VALUES (?, ?, ?, ?)",
      [hubEpoch, item.sequence, site, entry])
  }
}
