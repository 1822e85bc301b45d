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
  /// The version of the first key of a patient, where the site has no hub.
  private static let firstVersion: UInt32 = 1
  /// An enrolled site gives a new key a version that nobody else gives: another site, a copy of this
  /// file, or this one before it was put back, may make a key for the same patient meanwhile.
  private static let drawnVersions: ClosedRange<UInt32> = 4096...UInt32(Int32.max)

  private struct Name: Hashable {
    let patient: PatientID
    let version: UInt32
  }

  private let wrapping: SymmetricKey
  private let site: String
  private let cache = Mutex<[Name: SymmetricKey]>([:])

  init(siteKey: SiteKey, site: String) {
    wrapping = siteKey.derived(.patientKeys)
    self.site = site
  }

  func forgetAll() { cache.withLock { $0.removeAll() } }

  /// Seals a text of a patient, making the patient's key if there is none.
  func seal(
    _ text: String, of patient: PatientID, _ place: SealedPlace, in database: Database
  ) throws -> Data {
    guard text != Self.locked else { throw Refusal.notFound(.patient) }
    return Data(try seal(Array(text.utf8), of: patient, place, in: database))
  }

  /// Seals bytes of a patient, making the patient's key if there is none.
  func seal(
    _ bytes: [UInt8], of patient: PatientID, _ place: SealedPlace, in database: Database
  ) throws -> [UInt8] {
    let version = try versionToUse(for: patient, in: database)
    let name = Name(patient: patient, version: version)
    let key = try stored(name, database) ?? make(name, database)
    return try SealedBlob(sealing: bytes, under: key, version: version, at: place).bytes
  }

  /// What is read instead of a text whose key another site has not sent yet.
  ///
  /// It is never sealed.
  static let locked = "\u{22EF}\u{2060}"

  private func isEnrolled(_ database: Database) throws -> Bool {
    try Bool.fetchOne(
      try database.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM enrolment WHERE hub IS NOT NULL)")) ?? false
  }

  private func versionToUse(for patient: PatientID, in database: Database) throws -> UInt32 {
    let usual = Self.firstVersion
    if cache.withLock({ $0[Name(patient: patient, version: usual)] }) != nil { return usual }
    let known = try Int64.fetchOne(
      try database.cachedStatement(
        sql: "SELECT min(version) FROM patient_key WHERE patient = ?"),
      arguments: [patient.blob])
    if let known { return UInt32(known) }
    return try isEnrolled(database) ? .random(in: Self.drawnVersions) : usual
  }

  /// A patient's data key; nil where the site has none of that version.
  func dataKey(
    of patient: PatientID, version: UInt32, in database: Database
  ) throws -> SymmetricKey? {
    try stored(Name(patient: patient, version: version), database)
  }

  /// Keeps a key that came from another site; false where there is one of that version.
  func keep(
    _ key: SymmetricKey, of patient: PatientID, version: UInt32, in database: Database
  ) throws -> Bool {
    let name = Name(patient: patient, version: version)
    if try stored(name, database) != nil { return false }
    try store(key, name, database)
    return true
  }

  /// Opens a sealed text of a patient.
  func open(
    _ blob: Data, of patient: PatientID, _ place: SealedPlace, in database: Database
  ) throws -> String {
    let bytes = try open(Array(blob), of: patient, place, in: database)
    return bytes.map { String(decoding: $0, as: UTF8.self) } ?? Self.locked
  }

  /// Opens sealed bytes of a patient; nil where another site has not sent the key yet.
  func open(
    _ blob: [UInt8], of patient: PatientID, _ place: SealedPlace, in database: Database
  ) throws -> [UInt8]? {
    let blob = SealedBlob(bytes: blob)
    guard let version = blob.keyVersion else { throw StorageError.corrupt(place.entity) }
    guard let key = try stored(Name(patient: patient, version: version), database) else {
      if try isEnrolled(database) { return nil }
      throw StorageError.corrupt(place.entity)
    }
    return try blob.open(under: key, at: place)
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
    try store(key, name, database)
    // The hub keeps it for this site too, before anything that it seals: a file that is put back gets
    // it again.
    try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO key_due(patient, version, site)
        SELECT ?, ?, ? FROM enrolment WHERE hub IS NOT NULL
        """
    ).execute(arguments: [name.patient.blob, Int64(name.version), site])
    return key
  }

  private func store(_ key: SymmetricKey, _ name: Name, _ database: Database) throws {
    let bytes = key.withUnsafeBytes { Array($0) }
    let wrapped = try SealedBlob(sealing: bytes, under: wrapping, version: 1, at: place(name))
    let statement = try database.cachedStatement(
      sql: "INSERT INTO patient_key (patient, version, wrapped) VALUES (?, ?, ?)")
    try statement.execute(
      arguments: [
        name.patient.blob, Int64(name.version), Data(wrapped.bytes),
      ])
    remember(key, name)
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
