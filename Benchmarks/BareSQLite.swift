import GRDBSQLite
import Glibc
import SampleClinic

/// SQLite as it is, with no layer of ours: the limit that the storage is measured against.
final class BareSQLite {
  enum Value {
    case text(String)
    case int(Int64)
  }

  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  init(path: String, readonly: Bool = false) throws {
    let flags = readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    guard sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
      throw SampleFailure.impossible("open \(path)")
    }
    // Measured fairest: short random pauses instead of SQLite's own waiting.
    sqlite3_busy_handler(
      handle,
      { _, tries in
        usleep(UInt32.random(in: 100...500))
        return tries < 50_000 ? 1 : 0
      }, nil)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  func execute(_ sql: String) throws {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
  }

  /// Runs a cached statement to its end, touching every column of every row.
  ///
  /// - Returns: the count of rows.
  @discardableResult func run(_ sql: String, _ values: Value...) throws -> Int {
    let statement = try prepared(sql)
    defer { sqlite3_reset(statement) }
    for (index, value) in values.enumerated() {
      let position = Int32(index + 1)
      switch value {
      case .int(let number): sqlite3_bind_int64(statement, position, number)
      case .text(let text):
        // SQLite copies the text before the call returns.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_text(statement, position, text, -1, copied)
      }
    }
    var rows = 0
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return rows }
      guard code == SQLITE_ROW else { throw failure }
      rows += 1
      for column in 0..<sqlite3_column_count(statement) {
        _ = sqlite3_column_bytes(statement, column)
      }
    }
  }

  private func prepared(_ sql: String) throws -> OpaquePointer {
    if let known = statements[sql] { return known }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw failure
    }
    statements[sql] = statement
    return statement
  }

  private var failure: SampleFailure { .impossible(String(cString: sqlite3_errmsg(handle))) }
}
