public import ClinicDomain
import Crypto
import Foundation
import GRDB
public import SyncProtocol

extension ClinicService {
  /// The request by which the site joins a hub; its keys are made at the first try and kept.
  ///
  /// - Throws: `Refusal.denied` without the right to manage the site's data as a whole.
  public func enrolmentRequest(
    code: String, as actor: Actor, now: Instant
  ) throws -> EnrolmentRequest {
    try require(.backUp, actor)
    let keys = try syncKeys() ?? makeSyncKeys(as: actor, now: now)
    let epoch = try database.read { db -> Int64? in
      let epochs = try Int64.fetchAll(db, sql: "SELECT DISTINCT epoch FROM sync_log")
      let state = try SyncState(in: db)
      return epochs.allSatisfy { $0 == state.epoch } ? state.epoch : nil
    }
    return EnrolmentRequest(
      code: code, site: site.id.text, name: site.name, prefix: site.prefix,
      signingKey: BinaryText.base64(Array(keys.signing.publicKey.rawRepresentation)),
      agreementKey: BinaryText.base64(Array(keys.agreement.publicKey.rawRepresentation)),
      epoch: epoch)
  }

  /// Joins the hub that answered.
  public func enrol(
    at address: String, _ answer: EnrolmentAnswer, as actor: Actor, now: Instant
  ) throws {
    try require(.backUp, actor)
    try write(as: actor, now: now) { work in
      try work.store.run(
        """
        UPDATE enrolment SET address = ?, hub = ?, hub_name = ?, number = ?, enrolled_at = ?,
          lease_until = ?, hub_epoch = ?, feed_seq = 0, feed_head = 0, key_cursor = 0,
          clock_skew = ?
        """,
        [
          address, answer.hub, answer.hubName, answer.siteNumber, now.milliseconds,
          answer.leaseUntil, answer.hubEpoch, answer.serverTime - now.milliseconds,
        ])
      guard work.db.changesCount > 0 else { throw StorageError.notInitialised }
      try work.store.run("UPDATE site SET is_enrolled = 1")
      try work.store.run(
        """
        INSERT OR IGNORE INTO key_due(patient, version, site)
        SELECT patient, version, ? FROM patient_key
        """, [site.id.text])
      if answer.epoch != work.log.state.epoch {
        try work.rewriteLog(into: answer.epoch, after: nil)
      } else {
        work.log.restore(try SyncState(in: work.db))
      }
      work.store.touched = .all
      return (
        (),
        AuditEntry(
          action: "sync.enrol", subject: Subject(.site, site.id), outcome: .done,
          detail: answer.hub)
      )
    }
    try SyncWitness(folder: folder).keep(Witness(epoch: answer.epoch, acknowledged: 0))
  }

  /// Signs the bytes of a request; nil where the site has no keys.
  public func syncSigner() throws(StorageError) -> (@Sendable ([UInt8]) throws -> [UInt8])? {
    guard let keys = try syncKeys() else { return nil }
    let signing = keys.signing
    return { Array(try signing.signature(for: $0)) }
  }

  func syncKeys() throws(StorageError) -> SyncKeys? {
    try database.read { db in try SyncKeys(in: db, siteKey: siteKey, site: site.id.text) }
  }

  private func makeSyncKeys(as actor: Actor, now: Instant) throws(StorageError) -> SyncKeys {
    try write(as: actor, now: now) { work in
      if let known = try SyncKeys(in: work.db, siteKey: siteKey, site: site.id.text) {
        return (known, nil)
      }
      let keys = SyncKeys()
      try keys.store(in: work.db, siteKey: siteKey, site: site.id.text)
      return (keys, nil)
    }
  }
}

/// The site's own keys towards the hub and the other sites; the private parts are sealed in the
/// database under a key derived from the site key.
struct SyncKeys: Sendable {
  let signing: Curve25519.Signing.PrivateKey
  let agreement: Curve25519.KeyAgreement.PrivateKey

  init() {
    signing = Curve25519.Signing.PrivateKey()
    agreement = Curve25519.KeyAgreement.PrivateKey()
  }

  init?(in db: Database, siteKey: SiteKey, site: String) throws {
    guard let row = try Row.fetchOne(db, sql: "SELECT signing_key, agreement_key FROM enrolment")
    else { return nil }
    let key = siteKey.derived(.syncKeys)
    func opened(_ column: Int, _ field: String) throws -> [UInt8] {
      try SealedBlob(bytes: Array(row[column] as Data)).open(
        under: key, at: Self.place(site, field))
    }
    signing = try Curve25519.Signing.PrivateKey(rawRepresentation: opened(0, "signing"))
    agreement = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: opened(1, "agreement"))
  }

  func store(in db: Database, siteKey: SiteKey, site: String) throws {
    let key = siteKey.derived(.syncKeys)
    func sealed(_ data: Data, _ field: String) throws -> Data {
      Data(
        try SealedBlob(
          sealing: Array(data), under: key, version: 1, at: Self.place(site, field)
        ).bytes)
    }
    try db.execute(
      sql: "INSERT INTO enrolment(one, signing_key, agreement_key) VALUES (1, ?, ?)",
      arguments: [
        try sealed(signing.rawRepresentation, "signing"),
        try sealed(agreement.rawRepresentation, "agreement"),
      ])
  }

  private static func place(_ site: String, _ field: String) -> SealedPlace {
    SealedPlace(kind: "enrolment", id: site, field: field)
  }
}
