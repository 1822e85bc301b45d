public import ClinicDomain
import Foundation
import GRDB
public import SyncProtocol

extension ClinicService {
  /// The next entries to push, whole transactions in their order; nil where nothing waits.
  ///
  /// What a person let go of the quarantine comes first, one transaction at a time.
  public func nextPush(
    entryLimit: Int, byteLimit: Int
  ) throws(StorageError) -> PushRequest? {
    guard try hasQuarantine() else {
      return try database.read { db in
        try PushReader(db: db).next(entryLimit: entryLimit, byteLimit: byteLimit)
      }
    }
    // What hangs on something held is held too, and written down as such.
    return try database.write { db in
      try PushReader(db: db).holdFollowers()
      let next =
        try PushReader(db: db).released()
        ?? PushReader(db: db).next(entryLimit: entryLimit, byteLimit: byteLimit)
      return (next, [])
    }
  }

  /// What comes after a push, read while that is on its way; nil where it isn't as simple.
  public func push(
    after push: PushRequest, entryLimit: Int, byteLimit: Int
  ) throws(StorageError) -> PushRequest? {
    guard let last = push.entries.last, try !hasQuarantine() else { return nil }
    return try database.read { db in
      let next = try PushReader(db: db).next(
        after: last.sequence, entryLimit: entryLimit, byteLimit: byteLimit)
      return next?.epoch == push.epoch ? next : nil
    }
  }

  /// Whether a push that was read before is what comes next.
  public func isNext(_ push: PushRequest) throws(StorageError) -> Bool {
    guard try !hasQuarantine() else { return false }
    return try database.read { db in
      let state = try PushReader(db: db).state()
      return push.epoch == state.epoch
        && push.entries.first?.sequence == state.acknowledged + 1
    }
  }

  private func hasQuarantine() throws(StorageError) -> Bool {
    try database.read { db in
      try Bool.fetchOne(
        try db.cachedStatement(
          sql: """
            SELECT EXISTS (SELECT 1 FROM quarantine WHERE state IN ('held', 'behind', 'released'))
            """)) ?? false
    }
  }

  /// Stores what the hub said of a push, then the acknowledgement outside the database.
  public func settle(
    _ push: PushRequest, _ answer: PushAnswer, now: Instant
  ) throws(StorageError) {
    let witness: Witness? = try database.write { db in
      let state = try SyncState(in: db)
      guard state.epoch == push.epoch else { return (nil, []) }
      let isNews = try PushReader(db: db).keepOutcomes(push, answer, at: now)
      let before =
        try Int64.fetchOne(
          try db.cachedStatement(sql: "SELECT acknowledged_seq FROM sync_state")) ?? 0
      // Where the hub has more than was sent, another copy of the file sent that: what stands at
      // those places here is not there.
      let sent = min(push.entries.last?.sequence ?? before, state.lastSequence)
      let acknowledged = max(before, min(answer.acknowledged, sent))
      try db.cachedStatement(sql: "UPDATE sync_state SET acknowledged_seq = ?")
        .execute(arguments: [acknowledged])
      try db.cachedStatement(
        sql: """
          UPDATE enrolment SET lease_until = max(lease_until, ?), feed_head = max(feed_head, ?),
            clock_skew = ?
          """
      ).execute(
        arguments: [answer.leaseUntil, answer.feedHead, answer.serverTime - now.milliseconds])
      let topics: Topics = isNews || acknowledged != before ? .sync : []
      return (Witness(epoch: state.epoch, acknowledged: acknowledged), topics)
    }
    if let witness { try SyncWitness(folder: folder).keep(witness) }
  }

  /// Goes back to what the hub has: entries after it are pushed again.
  public func rewind(to acknowledged: Int64, now: Instant) throws(StorageError) {
    let witness = try database.write { db in
      let state = try SyncState(in: db)
      let before =
        try Int64.fetchOne(
          try db.cachedStatement(sql: "SELECT acknowledged_seq FROM sync_state")) ?? 0
      let place = max(0, min(before, acknowledged))
      try db.cachedStatement(sql: "UPDATE sync_state SET acknowledged_seq = ?")
        .execute(arguments: [place])
      return (Witness(epoch: state.epoch, acknowledged: place), .sync)
    }
    try SyncWitness(folder: folder).keep(witness)
  }
}

/// Reads what is to be pushed.
struct PushReader {
  let db: Database

  /// What an entry takes on the wire beside its body and base, about.
  private static let overhead = 520

  func state() throws -> (epoch: Int64, acknowledged: Int64, site: String) {
    let state = try SyncState(in: db)
    let acknowledged =
      try Int64.fetchOne(
        try db.cachedStatement(sql: "SELECT acknowledged_seq FROM sync_state")) ?? 0
    return (state.epoch, acknowledged, state.site.text)
  }

  /// The entries after the acknowledgement, or after another place.
  func next(
    after place: Int64? = nil, entryLimit: Int, byteLimit: Int
  ) throws -> PushRequest? {
    let state = try state()
    let rows = try Row.fetchCursor(
      try db.cachedStatement(
        sql: """
          SELECT \(SyncEntry.columns), q.state FROM sync_log l
            LEFT JOIN quarantine q USING (tx)
          WHERE epoch = ? AND seq > ? ORDER BY seq
          """), arguments: [state.epoch, place ?? state.acknowledged])
    var entries: [PushedEntry] = []
    /// Where the last whole transaction ends.
    var whole = 0
    var bytes = 0
    var transaction: Data?
    while let row = try rows.next() {
      let current: Data = row[3]
      if current != transaction {
        whole = entries.count
        transaction = current
      }
      let entry = try SyncEntry(row: row, site: state.site)
      bytes += (row[11] as Data).count + (row[10] as Data).count + Self.overhead
      if whole > 0, entries.count >= entryLimit || bytes > byteLimit {
        return PushRequest(epoch: state.epoch, entries: Array(entries[..<whole]))
      }
      entries.append(pushed(entry, row[13]))
    }
    return entries.isEmpty ? nil : PushRequest(epoch: state.epoch, entries: entries)
  }

  private func pushed(_ entry: SyncEntry, _ quarantine: String?) -> PushedEntry {
    guard let quarantine, quarantine != "released", quarantine != "sent" else {
      return .entry(entry)
    }
    return .placeholder(
      sequence: entry.sequence, previousHash: entry.previousHash, hash: entry.hash(by: sha256))
  }

  /// The first transaction that a person let go, where its places are behind the acknowledgement.
  func released() throws -> PushRequest? {
    let state = try state()
    let tx = try Data.fetchOne(
      try db.cachedStatement(
        sql: """
          SELECT tx FROM quarantine JOIN sync_log USING (tx)
          WHERE state = 'released' AND epoch = ? AND seq <= ? ORDER BY seq LIMIT 1
          """), arguments: [state.epoch, state.acknowledged])
    guard let tx else { return nil }
    let rows = try Row.fetchAll(
      try db.cachedStatement(
        sql: "SELECT \(SyncEntry.columns) FROM sync_log WHERE epoch = ? AND tx = ? ORDER BY seq"),
      arguments: [state.epoch, tx])
    let entries = try rows.map { PushedEntry.entry(try SyncEntry(row: $0, site: state.site)) }
    return PushRequest(epoch: state.epoch, entries: entries)
  }

  /// Holds the transactions that change a thing of a held one after it.
  func holdFollowers() throws {
    let state = try state()
    var (found, rounds) = (1, 0)
    while found > 0, rounds < 50 {
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO quarantine(tx, reason, at, state)
          SELECT DISTINCT later.tx, 'behind', held.at, 'behind'
          FROM quarantine held JOIN sync_log l ON l.tx = held.tx AND l.epoch = ?1
            JOIN sync_log later ON later.entity_id = l.entity_id AND later.entity = l.entity
              AND later.epoch = ?1 AND later.seq > l.seq AND later.tx <> l.tx
          WHERE held.state IN ('held', 'behind') AND later.seq > ?2
          """, arguments: [state.epoch, state.acknowledged])
      found = db.changesCount
      rounds += 1
    }
  }

  /// Keeps what is not simply applied; whether a person or a screen has to know.
  func keepOutcomes(
    _ push: PushRequest, _ answer: PushAnswer, at now: Instant
  ) throws -> Bool {
    var isNews = false
    let entries = Dictionary(
      push.entries.map { ($0.sequence, $0) }, uniquingKeysWith: { first, _ in first })
    for item in answer.items {
      guard case .entry(let entry)? = entries[item.sequence],
        let tx = try? TransactionID(parsing: entry.transaction).blob
      else { continue }
      if item.outcome == .quarantined {
        try QuarantineStore(db: db).hold(tx, reason: item.reason ?? "unreadable", at: now)
      } else {
        try db.cachedStatement(
          sql: "UPDATE quarantine SET state = 'sent' WHERE tx = ? AND state = 'released'"
        ).execute(arguments: [tx])
      }
      guard item.outcome != .applied, item.outcome != .duplicate else { continue }
      isNews = true
      try db.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO sync_outcome(epoch, seq, outcome, reason, at)
          VALUES (?, ?, ?, ?, ?)
          """
      ).execute(
        arguments: [
          push.epoch, item.sequence, item.outcome.rawValue, item.reason, now.milliseconds,
        ])
    }
    return isNews
  }
}
