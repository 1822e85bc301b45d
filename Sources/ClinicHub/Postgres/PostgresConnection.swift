internal import CPostgres
internal import Foundation

/// A connection to PostgreSQL: blocks its thread, so it is never used on an event loop.
///
/// One thread at a time uses it; statements are prepared once each.
final class PostgresConnection {
  private let connection: OpaquePointer
  private var prepared: [String: String] = [:]
  /// Whether a prepared statement no longer fits, as the schema changed under it.
  private(set) var isOutdated = false

  /// Connects by a URL or by `key=value` words, as libpq reads them.
  init(_ address: String) throws(PostgresError) {
    guard let connection = PQconnectdb(address) else { throw .connection }
    self.connection = connection
    // What is thrown from here on ends in deinit, which gives the connection back.
    guard PQstatus(connection) == CONNECTION_OK else { throw .connection }
    // Notices may quote data: they go nowhere.
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    try run("SET statement_timeout = '60s'")
    try run("SET lock_timeout = '20s'")
    try run("SET idle_in_transaction_session_timeout = '60s'")
    try run("SET client_encoding = 'UTF8'")
    // No question here is as long as compiling it takes.
    try run("SET jit = off")
    // All questions are for a few rows by their keys. Plans are kept, and one that was made while a
    // table was small must not read all of it later.
    for plan in ["seqscan", "hashjoin", "mergejoin"] { try run("SET enable_\(plan) = off") }
  }

  deinit { PQfinish(connection) }

  /// Whether it can still be used.
  var isAlive: Bool { PQstatus(connection) == CONNECTION_OK && !isOutdated }

  /// Whether the server still holds it: one that lay idle may have been closed meanwhile.
  var isStillOpen: Bool { PQconsumeInput(connection) == 1 && isAlive }

  /// Whether a transaction is open, sound or failed.
  var isInTransaction: Bool { PQtransactionStatus(connection) != PQTRANS_IDLE }

  /// Runs statements without values, such as those of a migration.
  func run(_ sql: String) throws(PostgresError) {
    try check(PostgresResult(PQexec(connection, sql)))
  }

  /// Runs a prepared statement.
  @discardableResult
  func query(_ sql: String, _ values: PostgresValue...) throws(PostgresError) -> PostgresResult {
    try query(sql, values)
  }

  /// Runs a prepared statement.
  func query(_ sql: String, _ values: [PostgresValue]) throws(PostgresError) -> PostgresResult {
    let name = try prepare(sql)
    let pointers: [UnsafeMutablePointer<CChar>?] = values.map { value in
      value.text.flatMap { strdup($0) }
    }
    defer { for case let pointer? in pointers { free(pointer) } }
    let read: [UnsafePointer<CChar>?] = pointers.map { UnsafePointer($0) }
    let result = PostgresResult(
      PQexecPrepared(connection, name, Int32(values.count), read, nil, nil, 0))
    try check(result)
    return result
  }

  private func prepare(_ sql: String) throws(PostgresError) -> String {
    if let name = prepared[sql] { return name }
    let name = "s\(prepared.count)"
    try check(PostgresResult(PQprepare(connection, name, sql, 0, nil)))
    prepared[sql] = name
    return name
  }

  private func check(_ result: PostgresResult) throws(PostgresError) {
    guard let problem = result.problem else { return }
    if problem == .outdatedPlan { isOutdated = true }
    throw isAlive ? problem : .connection
  }
}

/// What goes into a statement, in PostgreSQL's own spelling.
struct PostgresValue: ExpressibleByStringLiteral {
  let text: String?

  init(_ text: String?) { self.text = text }
  init(_ number: Int64?) { text = number.map(String.init) }
  init(_ number: Int) { text = String(number) }
  init(stringLiteral value: String) { text = value }

  init(_ texts: some Collection<String?>) {
    var bytes = [UInt8(ascii: "{")]
    for (index, element) in texts.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      guard let element else {
        bytes.append(contentsOf: "NULL".utf8)
        continue
      }
      bytes.append(UInt8(ascii: "\""))
      for byte in element.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
          bytes.append(UInt8(ascii: "\\"))
        }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: "}"))
    text = String(decoding: bytes, as: UTF8.self)
  }

  init(_ numbers: some Collection<Int64>) {
    text = "{" + numbers.map(String.init).joined(separator: ",") + "}"
  }
}

/// Rows as they came.
final class PostgresResult {
  private let result: OpaquePointer?

  init(_ result: OpaquePointer?) { self.result = result }

  deinit { if let result { PQclear(result) } }

  fileprivate var problem: PostgresError? {
    guard let result else { return .connection }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return nil
    default:
      // PG_DIAG_SQLSTATE is a macro of a character.
      let state = PQresultErrorField(result, Int32(UInt8(ascii: "C")))
      return .statement(sqlState: state.map { String(cString: $0) } ?? "")
    }
  }

  var count: Int { Int(PQntuples(result)) }

  func text(_ row: Int, _ column: Int) -> String {
    String(cString: PQgetvalue(result, Int32(row), Int32(column)))
  }

  func textOrNil(_ row: Int, _ column: Int) -> String? {
    PQgetisnull(result, Int32(row), Int32(column)) == 1 ? nil : text(row, column)
  }

  func integer(_ row: Int, _ column: Int) -> Int64 { Int64(text(row, column)) ?? 0 }
}

/// What PostgreSQL refused, by its code alone: its words may quote data.
enum PostgresError: Error, Hashable {
  /// The server is away, or no longer wants to talk.
  case connection
  case statement(sqlState: String)
  /// A stored value that this program can't read.
  case unreadable(table: String)

  /// A prepared statement gives other columns than before.
  static let outdatedPlan = statement(sqlState: "0A000")

  static let deadlock = statement(sqlState: "40P01")

  /// Whether the same transaction may well pass when it runs again.
  var isWorthAnotherTry: Bool {
    switch self {
    case .connection: true
    // Serialisation, deadlock; a row or an overlap that another transaction brought in
    // meanwhile.
    case .statement(let state): ["40001", "40P01", "23505", "23P01"].contains(state)
    case .unreadable: false
    }
  }

  /// Whether somebody else holds what is needed, for longer than this program waits.
  var isHeldUp: Bool { self == .statement(sqlState: "55P03") }

  /// Whether the server goes down or takes no more connections.
  var isAway: Bool {
    switch self {
    case .connection: true
    case .statement(let state): state.hasPrefix("08") || state.hasPrefix("57P") || state == "53300"
    case .unreadable: false
    }
  }
}
