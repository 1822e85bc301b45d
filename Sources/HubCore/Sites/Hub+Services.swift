internal import Crypto
internal import Foundation
public import SyncProtocol

extension Hub {
  /// Tells sites of a service's public key; those that switch the service on wrap keys for it.
  public func keep(_ service: HubServiceKey) throws {
    guard BinaryText.bytes(base64: service.agreementKey)?.count == 32 else {
      throw HubProblem(.malformed)
    }
    try store.write { tx in
      try tx.lockRegister()
      try tx.keep(service)
    }
  }

  /// The results of exams that the private key of the service opens, in the order of their ids.
  ///
  /// What sites keep to themselves is not among them; nothing opened is kept.
  public func results(openedBy privateKey: [UInt8]) throws -> [ExamResult] {
    guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKey) else {
      throw HubProblem(.malformed)
    }
    return try store.read { tx in
      let recipient = HubServiceKey.recipient(HubServiceKey.results)
      var keys: [PatientKey: SymmetricKey] = [:]
      var cursor: Int64 = 0
      while true {
        let page = try tx.grants(for: recipient, after: cursor, limit: SyncAPI.batchLimit)
        if page.grants.isEmpty { break }
        for grant in page.grants {
          keys[PatientKey(patient: grant.patient, version: grant.version)] = grant.opened(by: key)
        }
        cursor = page.cursor
      }
      var results: [ExamResult] = []
      try tx.eachDocument { document in
        if let result = ExamResult(document, keys) { results.append(result) }
      }
      return results
    }
  }
}

/// A result of an exam as the centre reads it.
public struct ExamResult: Sendable, Hashable {
  public let exam: String
  public let patient: String
  /// The site that registered it.
  public let site: String
  /// Milliseconds UTC.
  public let at: Int64
  public let name: String
  public let code: String?
  public let result: String
}

private struct PatientKey: Hashable {
  let patient: String
  let version: Int64
}

extension ExamResult {
  /// Nil for what is no exam with a result, or doesn't open.
  fileprivate init?(_ document: ReplicatedDocument, _ keys: [PatientKey: SymmetricKey]) {
    guard document.entity == "exam", document.removedAt == nil,
      let patient = document.body["patient"]?.stringValue
    else { return nil }
    func opened(_ field: String) -> String? {
      guard let text = document.body[field]?.stringValue,
        let blob = BinaryText.bytes(base64: text)
      else { return nil }
      let place = (document.entity, document.id, field)
      return SealedText(blob).open(at: place) { keys[PatientKey(patient: patient, version: $0)] }
    }
    guard let result = opened("result"), let name = opened("name") else { return nil }
    self.init(
      exam: document.id, patient: patient, site: document.origin?.site ?? "",
      at: (document.fields["result"]?.clock ?? 0) >> 16, name: name, code: opened("code"),
      result: result)
  }
}

/// A sealed text as sites store and send it: format byte, key version, nonce, ciphertext and tag.
private struct SealedText {
  private static let headerCount = 5
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func open(
    at place: (entity: String, id: String, field: String), key: (Int64) -> SymmetricKey?
  ) -> String? {
    guard bytes.count > Self.headerCount, bytes[0] == 1 else { return nil }
    let version = bytes[1..<Self.headerCount].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard let key = key(Int64(version)),
      let box = try? AES.GCM.SealedBox(combined: bytes[Self.headerCount...]),
      let plain = try? AES.GCM.open(
        box, using: key,
        authenticating: Data("\(place.entity)|\(place.id)|\(place.field)|\(version)".utf8))
    else { return nil }
    return String(decoding: plain, as: UTF8.self)
  }
}

extension KeyGrant {
  /// The patient's data key; nil where it doesn't open.
  fileprivate func opened(by key: Curve25519.KeyAgreement.PrivateKey) -> SymmetricKey? {
    guard let encapsulated = BinaryText.bytes(base64: encapsulated),
      let sealed = BinaryText.bytes(base64: sealed),
      var recipient = try? HPKE.Recipient(
        privateKey: key,
        ciphersuite: HPKE.Ciphersuite(
          kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256),
        info: Data(KeyGrant.info), encapsulatedKey: Data(encapsulated)),
      let bytes = try? recipient.open(
        Data(sealed), authenticating: Data(associatedData)), bytes.count == 32
    else { return nil }
    return SymmetricKey(data: bytes)
  }
}
