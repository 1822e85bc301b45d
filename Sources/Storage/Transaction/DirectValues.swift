import ClinicDomain
import GRDB
import GRDBSQLite

/// A value that is bound to a statement without a detour.
///
/// GRDB's arguments cost a third of the time of a short insert, its rows half of that of reading a few
/// numbers; what every imported row goes through, and what reads tens of thousands of rows for one
/// screen, goes this way, everything else by GRDB.
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

  /// Steps through the rows that a statement answers.
  ///
  /// - Throws: `DatabaseError` as GRDB does.
  func eachRow<each Value: DirectValue>(
    _ sql: String, _ values: repeat each Value, body: (DirectRow) -> Void
  ) throws {
    let statement = try cachedStatement(sql: sql).sqliteStatement
    defer { sqlite3_reset(statement) }
    var index: Int32 = 0
    for value in repeat each values {
      index += 1
      value.bind(to: statement, at: index)
    }
    var code = sqlite3_step(statement)
    while code == SQLITE_ROW {
      body(DirectRow(statement: statement))
      code = sqlite3_step(statement)
    }
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code),
        message: String(cString: sqlite3_errmsg(sqlite3_db_handle(statement))), sql: sql)
    }
  }
}

/// A row while it is stepped through, read without a detour.
struct DirectRow {
  fileprivate let statement: OpaquePointer

  func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  func text(_ column: Int32) -> String? {
    sqlite3_column_text(statement, column).map { String(cString: $0) }
  }
}
