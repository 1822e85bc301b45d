public import ClinicDomain
import Crypto
import Foundation
import GRDB
public import SyncProtocol

extension ClinicService {
  /// Patients' data keys that the hub is to keep for this site itself, wrapped; at most `limit`.
  public func ownKeyGrantsToSend(limit: Int) throws -> [KeyGrant] {
    let isDue = try database.read { db in
      try Bool.fetchOne(
        try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM key_due WHERE site = ?)"),
        arguments: [site.id.text]) ?? false
    }
    guard isDue, let keys = try syncKeys() else { return [] }
    let agreement = BinaryText.base64(Array(keys.agreement.publicKey.rawRepresentation))
    return try keyGrants(
      "SELECT patient, version, site, ? FROM key_due WHERE site = ? LIMIT ?",
      [agreement, site.id.text, limit])
  }

  /// Patients' data keys that other sites lack, wrapped for them; at most `limit`.
  public func keyGrantsToSend(limit: Int) throws -> [KeyGrant] {
    try keyGrants(
      """
      SELECT d.patient, d.version, d.site, p.agreement_key FROM key_due d
        JOIN (SELECT site, agreement_key FROM peer WHERE state = 'active' UNION ALL
          SELECT 'service:' || name, agreement_key FROM hub_service WHERE is_on) p
        ON p.site = d.site LIMIT ?
      """, [limit])
  }

  private func keyGrants(_ due: String, _ arguments: StatementArguments) throws -> [KeyGrant] {
    try database.read { db in
      let rows = try Row.fetchAll(
        try db.cachedStatement(sql: due), arguments: arguments)
      return try rows.compactMap { row -> KeyGrant? in
        let patient: PatientID = try row.id(0)
        let version: Int64 = row[1]
        guard let key = try keyring.dataKey(of: patient, version: UInt32(version), in: db),
          let raw = BinaryText.bytes(base64: row[3]),
          let recipient = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: raw)
        else { return nil }
        var grant = KeyGrant(
          patient: patient.text, version: version, sender: site.id.text, recipient: row[2],
          encapsulated: "", sealed: "")
        var sender = try HPKE.Sender(
          recipientKey: recipient, ciphersuite: .grants, info: Data(KeyGrant.info))
        let sealed = try sender.seal(
          key.withUnsafeBytes { Data($0) }, authenticating: Data(grant.associatedData))
        grant.encapsulated = BinaryText.base64(Array(sender.encapsulatedKey))
        grant.sealed = BinaryText.base64(Array(sealed))
        return grant
      }
    }
  }

  /// What the hub has is not due any more.
  public func markSent(_ grants: [KeyGrant]) throws(StorageError) {
    try database.write { db in
      for grant in grants {
        try db.cachedStatement(
          sql: "DELETE FROM key_due WHERE patient = ? AND version = ? AND site = ?"
        ).execute(
          arguments: [
            try PatientID(parsing: grant.patient).blob, grant.version, grant.recipient,
          ])
      }
      return ((), [])
    }
  }

  /// Takes keys in that other sites wrapped for this one; one that doesn't open is left out.
  public func takeIn(
    _ page: KeyGrantPage, as actor: Actor, now: Instant
  ) throws(StorageError) {
    guard let keys = try syncKeys() else { return }
    try write(as: actor, now: now) { work in
      var taken = 0
      for grant in page.grants where grant.recipient == site.id.text {
        guard let patient = try? PatientID(parsing: grant.patient),
          let version = UInt32(exactly: grant.version), let key = keys.open(grant)
        else { continue }
        guard try keyring.keep(key, of: patient, version: version, in: work.db) else { continue }
        // Another site that sent it here sends it to all others; what this one left before its file
        // was put back may not have gone to them.
        if grant.sender != site.id.text {
          try work.store.run(
            "DELETE FROM key_due WHERE patient = ? AND version = ?", [patient.blob, grant.version])
        }
        taken += 1
      }
      try work.store.run(
        "UPDATE enrolment SET key_cursor = max(key_cursor, ?)", [page.cursor])
      if taken > 0 { work.store.touched.formUnion([.records, .schedule, .billing]) }
      let row = AuditEntry(
        action: "sync.keys", subject: Subject(.site, site.id), outcome: .done, detail: "\(taken)")
      return ((), taken > 0 ? row : nil)
    }
  }
}

extension TransactionWork {
  /// A hub that began a new life may have lost keys, and counts its own anew.
  func leaveKeysAgain() throws {
    try store.run("UPDATE enrolment SET key_cursor = 0")
    try store.run(
      """
      INSERT OR IGNORE INTO key_due(patient, version, site)
      SELECT patient, version, site FROM patient_key,
        (SELECT site FROM peer WHERE state = 'active' UNION ALL SELECT ?)
      """, [log.state.site.text])
    try store.grantAllResults()
  }
}

extension SyncKeys {
  /// The data key of a grant for this site; nil where it doesn't open.
  fileprivate func open(_ grant: KeyGrant) -> SymmetricKey? {
    guard let encapsulated = BinaryText.bytes(base64: grant.encapsulated),
      let sealed = BinaryText.bytes(base64: grant.sealed),
      var recipient = try? HPKE.Recipient(
        privateKey: agreement, ciphersuite: .grants, info: Data(KeyGrant.info),
        encapsulatedKey: Data(encapsulated)),
      let bytes = try? recipient.open(
        Data(sealed), authenticating: Data(grant.associatedData)), bytes.count == 32
    else { return nil }
    return SymmetricKey(data: bytes)
  }
}

extension HPKE.Ciphersuite {
  fileprivate static let grants = HPKE.Ciphersuite(
    kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
}
