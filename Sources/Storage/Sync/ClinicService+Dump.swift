import ClinicDomain
import Crypto
import Foundation
import GRDB
public import SyncProtocol

extension ClinicService {
  /// All documents in the order of canonical dumps.
  public func forEachDocument(
    _ body: (ReplicatedDocument) throws -> Void
  ) throws(StorageError) {
    try database.read { db in
      try DocumentStore(db: db, site: site.id.text).forEach(body)
    }
  }

  /// The lower-case hexadecimal SHA-256 of the canonical dump: equal wherever the data are.
  public func canonicalHash() throws(StorageError) -> String {
    var hash = SHA256()
    try forEachDocument { hash.update(data: CanonicalDump.line($0)) }
    return BinaryText.hex(Array(hash.finalize()))
  }

  /// The canonical dump as text: personal data, for tests and for comparing replicas by hand.
  public func canonicalDump() throws(StorageError) -> String {
    var bytes: [UInt8] = []
    try forEachDocument { bytes += CanonicalDump.line($0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Documents that are not, or not wholly, laid down as rows, with the reason as a code.
  public func unplacedDocuments() throws(StorageError) -> [UnplacedDocument] {
    try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT entity, id, unplaced FROM sync_document WHERE unplaced IS NOT NULL
          ORDER BY entity, id
          """
      ).map { UnplacedDocument(entity: $0[0], id: $0[1], reason: $0[2]) }
    }
  }
}

/// A document that waits for something, or beside whose rows something else stands.
public struct UnplacedDocument: Hashable, Sendable {
  public let entity: String
  public let id: String
  /// `incomplete`, `unreadable`, `dangling`, `refused`, `overlap` or `clash`.
  public let reason: String
}
