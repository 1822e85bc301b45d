import ClinicDomain
import HubCore
import SyncProtocol

extension PostgresTransaction {
  func entries(ids: [String]) throws -> [String: SyncEntry] {
    guard !ids.isEmpty else { return [:] }
    let rows = try query(
      "SELECT entry_id, entry FROM feed WHERE entry_id = ANY ($1::text[])", PostgresValue(ids))
    var entries: [String: SyncEntry] = [:]
    for row in 0..<rows.count {
      entries[rows.text(row, 0)] = try SyncEntry(stored: rows.text(row, 1))
    }
    return entries
  }

  func entry(of reference: DocumentReference, clock: Int64) throws -> SyncEntry? {
    let rows = try query(
      "SELECT entry FROM feed WHERE entity_id = $1 AND hlc = $2 ORDER BY seq",
      PostgresValue(reference.id), PostgresValue(clock))
    return try (0..<rows.count).lazy.map { try SyncEntry(stored: rows.text($0, 0)) }
      .first { $0.entity == reference.entity }
  }

  func feedHead() throws -> FeedHead { head(try query(Self.headSQL)) }

  private static let headSQL = "SELECT seq, hub_seq, hub_hash FROM feed_head"

  private func head(_ rows: PostgresResult) -> FeedHead {
    FeedHead(
      sequence: rows.integer(0, 0), hubSequence: rows.integer(0, 1), hubHash: rows.text(0, 2))
  }

  func takePlaces(_ count: Int, ofHub hubCount: Int) throws -> FeedHead {
    // From here on all others wait.
    try writeBook()
    return head(
      try query(
        """
        UPDATE feed_head SET seq = seq + $1, hub_seq = hub_seq + $2
        RETURNING seq - $1, hub_seq - $2, hub_hash
        """, PostgresValue(count), PostgresValue(hubCount)))
  }

  func append(_ entries: [FeedEntry], lastHubHash: String?) throws {
    _ = try query(
      """
      INSERT INTO feed(seq, entry_id, entity_id, hlc, entry)
      SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[])
      """,
      PostgresValue(entries.map(\.sequence)), PostgresValue(entries.map(\.entry.id)),
      PostgresValue(entries.map(\.entry.entityID)),
      PostgresValue(entries.map(\.entry.timestamp)),
      PostgresValue(entries.map { String(decoding: $0.canonicalBytes, as: UTF8.self) }))
    if let lastHubHash {
      _ = try query("UPDATE feed_head SET hub_hash = $1", PostgresValue(lastHubHash))
    }
  }

  func feed(after sequence: Int64, limit: Int) throws -> [FeedEntry] {
    let rows = try query(
      "SELECT seq, entry FROM feed WHERE seq > $1 ORDER BY seq LIMIT $2",
      PostgresValue(sequence), PostgresValue(limit))
    return try (0..<rows.count).map { row in
      FeedEntry(sequence: rows.integer(row, 0), entry: try SyncEntry(stored: rows.text(row, 1)))
    }
  }

  // Patients' data keys: each recipient has its own dense count, so that no place shows up behind
  // one that was read.

  func keep(_ grants: [KeyGrant]) throws {
    for grant in grants.sorted(by: { $0.recipient < $1.recipient }) {
      let head = try query(
        """
        INSERT INTO key_grant_head(recipient, place) VALUES ($1, 1)
        ON CONFLICT (recipient) DO UPDATE SET place = key_grant_head.place + 1 RETURNING place
        """, PostgresValue(grant.recipient))
      _ = try query(
        """
        INSERT INTO key_grant(recipient, patient, version, sender, place, encapsulated, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (recipient, patient, version, sender) DO UPDATE SET place = excluded.place,
          encapsulated = excluded.encapsulated, sealed = excluded.sealed
        """,
        PostgresValue(grant.recipient), PostgresValue(grant.patient),
        PostgresValue(grant.version), PostgresValue(grant.sender),
        PostgresValue(head.integer(0, 0)), PostgresValue(grant.encapsulated),
        PostgresValue(grant.sealed))
    }
  }

  func grants(for site: String, after cursor: Int64, limit: Int) throws -> KeyGrantPage {
    let rows = try query(
      """
      SELECT place, patient, version, sender, encapsulated, sealed FROM key_grant
      WHERE recipient = $1 AND place > $2 ORDER BY place LIMIT $3
      """, PostgresValue(site), PostgresValue(cursor), PostgresValue(limit))
    let grants = (0..<rows.count).map { row in
      KeyGrant(
        patient: rows.text(row, 1), version: rows.integer(row, 2), sender: rows.text(row, 3),
        recipient: site, encapsulated: rows.text(row, 4), sealed: rows.text(row, 5))
    }
    return KeyGrantPage(
      grants: grants, cursor: grants.isEmpty ? cursor : rows.integer(rows.count - 1, 0))
  }

  func services() throws -> [HubServiceKey] {
    let rows = try query("SELECT name, agreement_key FROM service ORDER BY name")
    return (0..<rows.count).map {
      HubServiceKey(name: rows.text($0, 0), agreementKey: rows.text($0, 1))
    }
  }

  func keep(_ service: HubServiceKey) throws {
    _ = try query(
      """
      INSERT INTO service(name, agreement_key) VALUES ($1, $2)
      ON CONFLICT (name) DO UPDATE SET agreement_key = excluded.agreement_key
      """, PostgresValue(service.name), PostgresValue(service.agreementKey))
  }

  func knownPieces(_ hashes: [String]) throws -> Set<String> {
    let rows = try query(
      "SELECT hash FROM piece WHERE hash = ANY ($1::text[])", PostgresValue(hashes))
    return Set((0..<rows.count).map { rows.text($0, 0) })
  }

  func keep(piece bytes: [UInt8], named hash: String, from site: String) throws {
    _ = try query(
      """
      INSERT INTO piece(hash, bytes, site) VALUES ($1, decode($2, 'hex'), $3)
      ON CONFLICT DO NOTHING
      """, PostgresValue(hash), PostgresValue(BinaryText.hex(bytes)), PostgresValue(site))
  }

  func piece(_ hash: String) throws -> [UInt8]? {
    let rows = try query(
      "SELECT encode(bytes, 'hex') FROM piece WHERE hash = $1", PostgresValue(hash))
    return rows.count == 0 ? nil : BinaryText.bytes(hex: rows.text(0, 0))
  }

  func keepNonce(_ nonce: String, of site: String, at now: Instant) throws -> Bool {
    try query(
      """
      INSERT INTO nonce(site, nonce, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1
      """, PostgresValue(site), PostgresValue(nonce), PostgresValue(now.milliseconds)
    ).count == 1
  }

  /// Forgets nonces of requests whose date is no longer good anyway.
  func forgetNonces(at now: Instant) throws {
    let old = now.milliseconds - 2 * RequestSignature.skewLimit
    _ = try query("DELETE FROM nonce WHERE at < $1", PostgresValue(old))
  }
}

extension SyncEntry {
  /// Reads what the feed keeps.
  init(stored text: String) throws(PostgresError) {
    do {
      self = try SyncEntry(json: JSONValue(parsing: text))
    } catch {
      throw .unreadable(table: "feed")
    }
  }
}
