import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension ClinicService {
  /// Pieces that the hub may lack, by their hashes; at most `limit`.
  public func piecesToSend(limit: Int) throws(StorageError) -> [String] {
    try database.read { db in
      try String.fetchAll(
        db, sql: "SELECT hash FROM piece WHERE is_sent = 0 ORDER BY hash LIMIT ?",
        arguments: [limit])
    }
  }

  /// A piece as it is sealed; nil where it is not here.
  public func piece(_ hash: String) throws(StorageError) -> [UInt8]? {
    try database.read { db in
      try Data.fetchOne(db, sql: "SELECT bytes FROM piece WHERE hash = ?", arguments: [hash])
        .map { Array($0) }
    }
  }

  /// What the hub has is not sent any more.
  public func markSent(pieces: [String]) throws(StorageError) {
    try database.write { db in
      for hash in pieces {
        try db.cachedStatement(sql: "UPDATE piece SET is_sent = 1 WHERE hash = ?")
          .execute(arguments: [hash])
      }
      return ((), [])
    }
  }

  /// Pieces that files name and that are not here, those first that were tried least.
  public func piecesToFetch(limit: Int) throws(StorageError) -> [String] {
    try database.read { db in
      try String.fetchAll(
        db, sql: "SELECT hash FROM piece_missing ORDER BY tries, hash LIMIT ?",
        arguments: [limit])
    }
  }

  /// Keeps a piece that came, if it is the one that its name says; nil notes that it was not to be
  /// had.
  ///
  /// - Returns: whether it is here now.
  public func keep(piece bytes: [UInt8]?, named hash: String) throws(StorageError) -> Bool {
    let isWhole = bytes.map { BinaryText.hex(sha256($0)) == hash } ?? false
    return try database.write { db in
      guard isWhole, let bytes else {
        try db.execute(
          sql: "UPDATE piece_missing SET tries = tries + 1 WHERE hash = ?", arguments: [hash])
        return (false, [])
      }
      try db.execute(
        sql: "INSERT INTO piece(hash, bytes, is_sent) VALUES (?, ?, 1) ON CONFLICT DO NOTHING",
        arguments: [hash, Data(bytes)])
      try db.execute(sql: "DELETE FROM piece_missing WHERE hash = ?", arguments: [hash])
      return (true, [.records, .patients])
    }
  }
}
