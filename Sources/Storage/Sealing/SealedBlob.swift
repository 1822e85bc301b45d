import ClinicDomain
import Crypto
import Foundation

/// Where a sealed value belongs: bound into the blob, so that it opens nowhere else.
struct SealedPlace {
  let entity: String
  let id: String
  let field: String

  init(entity: EntityKind, id: String, field: String) {
    self.init(kind: entity.rawValue, id: id, field: field)
  }

  /// A place that is no entity's, such as a staged command.
  init(kind: String, id: String, field: String) {
    entity = kind
    self.id = id
    self.field = field
  }

  func associatedData(keyVersion: UInt32) -> Data {
    Data("\(entity)|\(id)|\(field)|\(keyVersion)".utf8)
  }
}

/// A value under AES-256-GCM: format byte, key version, 96-bit nonce, ciphertext and tag.
///
/// The same bytes stand in the row, in the sync log and in the feed: rewrapping the data key leaves
/// them valid.
struct SealedBlob: Hashable {
  private static let format: UInt8 = 1
  private static let headerCount = 5
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Seals with a random nonce.
  init(
    sealing plain: [UInt8], under key: SymmetricKey, version: UInt32, at place: SealedPlace
  ) throws {
    let box = try AES.GCM.seal(
      plain, using: key, authenticating: place.associatedData(keyVersion: version))
    let header = [Self.format] + withUnsafeBytes(of: version.bigEndian) { Array($0) }
    bytes = header + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  /// The version of the data key that it was sealed under.
  var keyVersion: UInt32? {
    guard bytes.count > Self.headerCount, bytes[0] == Self.format else { return nil }
    return bytes[1..<Self.headerCount].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Opens the blob.
  ///
  /// - Throws: `StorageError.corrupt` when a byte, the place or the key is another one.
  func open(under key: SymmetricKey, at place: SealedPlace) throws(StorageError) -> [UInt8] {
    guard let keyVersion else { throw .corrupt(place.entity) }
    do {
      let box = try AES.GCM.SealedBox(combined: bytes[Self.headerCount...])
      return Array(
        try AES.GCM.open(
          box, using: key, authenticating: place.associatedData(keyVersion: keyVersion)))
    } catch {
      throw .corrupt(place.entity)
    }
  }
}
