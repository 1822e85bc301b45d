import ClinicDomain
import GRDB
import GRDBSQLite

/// A value that is bound to a statement without a detour.
///
/// GRDB's arguments cost a third of the time of a short insert; what every imported row goes through
/// is bound this way, everything else by GRDB.
protocol DirectValue {
  /// Binds a copy.
  func bind(to statement: OpaquePointer, at index: Int32)
}

/// Makes SQLite copy what is bound before the call returns.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: DirectValue {
  func bind(to statement: OpaquePointer, at index: Int32) {
    sqlite3_bind_int64(statement, index, self)
  }
}

extension Int: DirectValue {
  func bind(to statement: OpaquePointer, at index: Int32) {
    sqlite3_bind_int64(statement, index, Int64(self))
  }
}

extension String: DirectValue {
  func bind(to statement: OpaquePointer, at index: Int32) {
    var text = self
    text.withUTF8 { utf8 in
      guard let start = utf8.baseAddress else {
        sqlite3_bind_text(statement, index, "", 0, copied)
        return
      }
      start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
        _ = sqlite3_bind_text(statement, index, $0, Int32(utf8.count), copied)
      }
    }
  }
}

extension EntityID: DirectValue {
  func bind(to statement: OpaquePointer, at index: Int32) {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
      _ = sqlite3_bind_blob(statement, index, bytes.baseAddress, 16, copied)
    }
  }
}

extension Optional: DirectValue where Wrapped: DirectValue {
  func bind(to statement: OpaquePointer, at index: Int32) {
    if let self { self.bind(to: statement, at: index) } else { sqlite3_bind_null(statement, index) }
  }
}

extension Database {
  /// Runs a statement that answers no rows.
  ///
  /// - Throws: `DatabaseError` as GRDB does.
  func store<each Value: DirectValue>(_ sql: String, _ values: repeat each Value) throws {
    let statement = try cachedStatement(sql: sql).sqliteStatement
    var index: Int32 = 0
    for value in repeat each values {
      index += 1
      value.bind(to: statement, at: index)
    }
    let code = sqlite3_step(statement)
    defer { sqlite3_reset(statement) }
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code),
        message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement))), sql: sql)
    }
  }
}
