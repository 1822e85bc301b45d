import ClinicDomain
import HubCore
import SyncProtocol

/// One transaction; the SQL of the hub's sites and their logs is here, the rest in the files beside.
final class PostgresTransaction: HubTransaction {
  let connection: PostgresConnection
  /// What was looked up of claims, requests and numbers, and what waits to be written of them.
  var book = ExpectedBook()

  init(_ connection: PostgresConnection) { self.connection = connection }

  func query(_ sql: String, _ values: PostgresValue...) throws(PostgresError) -> PostgresResult {
    try connection.query(sql, values)
  }

  func apart<Value>(_ body: () throws -> Value) throws -> Result<Value, any Error> {
    try writeBook()
    let before = book
    try connection.query("SAVEPOINT part")
    do {
      let value = try body()
      try writeBook()
      try connection.query("RELEASE SAVEPOINT part")
      return .success(value)
    } catch let error as PostgresError where error.isAway || error.isWorthAnotherTry {
      throw error
    } catch {
      // No statement can be prepared now.
      try connection.run("ROLLBACK TO SAVEPOINT part")
      book = before
      return .failure(error)
    }
  }

  func identity() throws -> HubIdentity {
    let rows = try query("SELECT id, name, epoch FROM hub")
    guard rows.count == 1 else { throw PostgresError.unreadable(table: "hub") }
    return HubIdentity(hub: rows.text(0, 0), name: rows.text(0, 1), epoch: rows.integer(0, 2))
  }

  func keep(_ identity: HubIdentity) throws {
    let before = try self.identity()
    _ = try query(
      "UPDATE hub SET name = $1, epoch = $2", PostgresValue(identity.name),
      PostgresValue(identity.epoch))
    guard before.epoch != identity.epoch else { return }
    _ = try query(
      "UPDATE feed_head SET hub_seq = 0, hub_hash = $1", PostgresValue(SyncEntry.noPreviousHash))
  }

  // Sites.

  func lockRegister() throws { _ = try query("SELECT 1 FROM hub FOR UPDATE") }

  private static let siteColumns = """
    SELECT id, number, name, prefix, signing_key, agreement_key, state, epoch, lease_until,
      last_seen, pulled FROM site
    """

  private func site(_ rows: PostgresResult, _ row: Int) throws -> SiteRecord {
    guard let state = DirectorySite.State(rawValue: rows.text(row, 6)) else {
      throw PostgresError.unreadable(table: "site")
    }
    return SiteRecord(
      site: rows.text(row, 0), number: rows.integer(row, 1), name: rows.text(row, 2),
      prefix: rows.text(row, 3), signingKey: rows.text(row, 4), agreementKey: rows.text(row, 5),
      state: state, epoch: rows.integer(row, 7),
      leaseUntil: Instant(milliseconds: rows.integer(row, 8)),
      lastSeen: Instant(milliseconds: rows.integer(row, 9)), pulled: rows.integer(row, 10))
  }

  func site(_ id: String) throws -> SiteRecord? {
    let rows = try query("\(Self.siteColumns) WHERE id = $1", PostgresValue(id))
    return rows.count == 0 ? nil : try site(rows, 0)
  }

  func lockedSite(_ id: String) throws -> SiteRecord? {
    let rows = try query(
      "\(Self.siteColumns) WHERE id = $1 FOR NO KEY UPDATE", PostgresValue(id))
    return rows.count == 0 ? nil : try site(rows, 0)
  }

  func sites() throws -> [SiteRecord] {
    let rows = try query("\(Self.siteColumns) ORDER BY number")
    return try (0..<rows.count).map { try site(rows, $0) }
  }

  func keep(_ site: SiteRecord) throws {
    _ = try query(
      """
      INSERT INTO site(id, number, name, prefix, signing_key, agreement_key, state, epoch,
        lease_until, last_seen, pulled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state,
        epoch = excluded.epoch, lease_until = excluded.lease_until,
        last_seen = excluded.last_seen, pulled = excluded.pulled
      """,
      PostgresValue(site.site), PostgresValue(site.number), PostgresValue(site.name),
      PostgresValue(site.prefix), PostgresValue(site.signingKey),
      PostgresValue(site.agreementKey), PostgresValue(site.state.rawValue),
      PostgresValue(site.epoch), PostgresValue(site.leaseUntil.milliseconds),
      PostgresValue(site.lastSeen.milliseconds), PostgresValue(site.pulled))
  }

  func enrolmentCode(hash: String) throws -> EnrolmentCode? {
    let rows = try query(
      "SELECT name, expires_at, used_by FROM enrolment_code WHERE hash = $1",
      PostgresValue(hash))
    guard rows.count > 0 else { return nil }
    return EnrolmentCode(
      hash: hash, name: rows.text(0, 0),
      expiresAt: Instant(milliseconds: rows.integer(0, 1)), usedBy: rows.textOrNil(0, 2))
  }

  func keep(_ code: EnrolmentCode) throws {
    _ = try query(
      """
      INSERT INTO enrolment_code(hash, name, expires_at, used_by) VALUES ($1, $2, $3, $4)
      ON CONFLICT (hash) DO UPDATE SET used_by = excluded.used_by
      """,
      PostgresValue(code.hash), PostgresValue(code.name),
      PostgresValue(code.expiresAt.milliseconds), PostgresValue(code.usedBy))
  }

  // The sites' logs.

  func log(of site: String, epoch: Int64) throws -> LogState? {
    let rows = try query(
      """
      SELECT acknowledged, last_hash, last_tx FROM site_log WHERE site = $1 AND epoch = $2
      """, PostgresValue(site), PostgresValue(epoch))
    guard rows.count > 0 else { return nil }
    var log = LogState(site: site, epoch: epoch)
    log.acknowledged = rows.integer(0, 0)
    log.lastHash = rows.text(0, 1)
    log.lastTransaction = rows.text(0, 2)
    return log
  }

  func keep(_ log: LogState) throws {
    _ = try query(
      """
      INSERT INTO site_log(site, epoch, acknowledged, last_hash, last_tx)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (site, epoch) DO UPDATE SET acknowledged = excluded.acknowledged,
        last_hash = excluded.last_hash, last_tx = excluded.last_tx
      """,
      PostgresValue(log.site), PostgresValue(log.epoch), PostgresValue(log.acknowledged),
      PostgresValue(log.lastHash), PostgresValue(log.lastTransaction))
  }

  func places(
    of site: String, epoch: Int64, _ sequences: [Int64]
  ) throws -> [Int64: LogPlace] {
    guard !sequences.isEmpty else { return [:] }
    let rows = try query(
      """
      SELECT seq, hash, outcome, reason, unread FROM place
      WHERE site = $1 AND epoch = $2 AND seq = ANY ($3::bigint[])
      """, PostgresValue(site), PostgresValue(epoch), PostgresValue(sequences))
    var places: [Int64: LogPlace] = [:]
    for row in 0..<rows.count {
      let sequence = rows.integer(row, 0)
      places[sequence] = LogPlace(
        site: site, epoch: epoch, sequence: sequence, hash: rows.text(row, 1),
        outcome: rows.textOrNil(row, 2).flatMap(EntryOutcome.init),
        reason: rows.textOrNil(row, 3),
        unread: try rows.textOrNil(row, 4).map { try SyncEntry(stored: $0) })
    }
    return places
  }

  func keep(_ places: [LogPlace]) throws {
    guard !places.isEmpty else { return }
    _ = try query(
      """
      INSERT INTO place(site, epoch, seq, hash, outcome, reason, unread)
      SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
        $6::text[], $7::text[])
      ON CONFLICT (site, epoch, seq) DO UPDATE SET outcome = excluded.outcome,
        reason = excluded.reason, unread = excluded.unread
      """,
      PostgresValue(places.map(\.site)), PostgresValue(places.map(\.epoch)),
      PostgresValue(places.map(\.sequence)), PostgresValue(places.map(\.hash)),
      PostgresValue(places.map { $0.outcome?.rawValue }), PostgresValue(places.map(\.reason)),
      PostgresValue(places.map { $0.unread?.json.canonicalText }))
  }
}
