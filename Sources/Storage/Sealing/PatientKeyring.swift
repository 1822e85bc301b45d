import ClinicDomain
import Crypto
import Foundation
import GRDB
import Synchronization

/// The data keys of patients: one each, wrapped by the site key, made when first needed.
///
/// Unwrapped keys are kept for a while; a transaction that is undone empties the cache, since it may
/// have made keys that nobody stored.
final class PatientKeyring: Sendable {
  private static let cacheLimit = 512
  private static let currentVersion: UInt32 = 1

  private struct Name: Hashable {
    let patient: PatientID
    let version: UInt32
  }

  private let wrapping: SymmetricKey
  private let cache = Mutex<[Name: SymmetricKey]>([:])

  init(siteKey: SiteKey) { wrapping = siteKey.derived(.patientKeys) }

  func forgetAll() { cache.withLock { $0.removeAll() } }

  /// Seals a text of a patient, making the patient's key if there is none.
  func seal(
    _ text: String, of patient: PatientID, _ place: SealedPlace, in database: Database
  ) throws -> Data {
    let version = Self.currentVersion
    let name = Name(patient: patient, version: version)
    let key = try stored(name, database) ?? make(name, database)
    return Data(
      try SealedBlob(sealing: Array(text.utf8), under: key, version: version, at: place).bytes)
  }

  /// Opens a sealed text of a patient.
  func open(
    _ blob: Data, of patient: PatientID, _ place: SealedPlace, in database: Database
  ) throws -> String {
    let blob = SealedBlob(bytes: Array(blob))
    guard let version = blob.keyVersion,
      let key = try stored(Name(patient: patient, version: version), database)
    else { throw StorageError.corrupt(place.entity) }
    return String(decoding: try blob.open(under: key, at: place), as: UTF8.self)
  }

  private func stored(_ name: Name, _ database: Database) throws -> SymmetricKey? {
    if let key = cache.withLock({ $0[name] }) { return key }
    let statement = try database.cachedStatement(
      sql: "SELECT wrapped FROM patient_key WHERE patient = ? AND version = ?")
    guard
      let wrapped = try Data.fetchOne(
        statement, arguments: [name.patient.blob, Int64(name.version)])
    else { return nil }
    let bytes = try SealedBlob(bytes: Array(wrapped)).open(under: wrapping, at: place(name))
    let key = SymmetricKey(data: bytes)
    remember(key, name)
    return key
  }

  private func make(_ name: Name, _ database: Database) throws -> SymmetricKey {
    let key = SymmetricKey(size: .bits256)
    let bytes = key.withUnsafeBytes { Array($0) }
    let wrapped = try SealedBlob(sealing: bytes, under: wrapping, version: 1, at: place(name))
    let statement = try database.cachedStatement(
      sql: "INSERT INTO patient_key (patient, version, wrapped) VALUES (?, ?, ?)")
    try statement.execute(
      arguments: [
        name.patient.blob, Int64(name.version), Data(wrapped.bytes),
      ])
    remember(key, name)
    return key
  }

  private func place(_ name: Name) -> SealedPlace {
    SealedPlace(kind: "patient", id: name.patient.text, field: "key.\(name.version)")
  }

  private func remember(_ key: SymmetricKey, _ name: Name) {
    cache.withLock { cache in
      if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
      cache[name] = key
    }
  }
}
