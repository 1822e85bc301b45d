import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func user(_ id: UserID) throws -> User? {
    try row(UserReader.sql("u.id = ?"), [id.blob]).map(User.init(row:))
  }

  func user(login: String) throws -> User? {
    try row(UserReader.sql("u.login = ?"), [login]).map(User.init(row:))
  }

  func activeManagers() throws -> Int {
    try int(
      "SELECT count(*) FROM user WHERE active AND ' ' || roles || ' ' LIKE '% manager %'")
  }

  func insert(_ user: User) throws {
    try run(
      """
      INSERT INTO user(display_name, roles, practitioner, active, id, login, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, try changingColumns(user) + [user.id.blob, user.login, hlc])
    try logCreate(user, try body(user))
    touched.insert(.staff)
  }

  func update(_ user: User, from loaded: User) throws {
    try run(
      "UPDATE user SET display_name = ?, roles = ?, practitioner = ?, active = ? WHERE id = ?",
      try changingColumns(user) + [user.id.blob])
    try logPatch(user, try body(user), from: try body(loaded))
    touched.insert(.staff)
  }

  func setCredential(_ credential: String, of user: UserID) throws {
    try run(
      "INSERT OR REPLACE INTO credential(user, hash) VALUES (?, ?)",
      [try key(.user, user), credential])
    touched.insert(.staff)
  }

  private func changingColumns(_ user: User) throws -> StatementArguments {
    [
      user.displayName, user.roles.sorted().map(\.rawValue).joined(separator: " "),
      try key(.practitioner, orNil: user.practitioner), user.isActive,
    ]
  }

  /// Roles in one order, so that the same set is the same text.
  private func body(_ user: User) throws -> JSONObject {
    var object = try JSONObject.members(encoding: user)
    object["id"] = nil
    object["roles"] = .array(user.roles.sorted().map { .string($0.rawValue) })
    return object
  }
}

/// The columns that make a user.
enum UserReader {
  static func sql(_ condition: String) -> String {
    """
    SELECT u.id, u.login, u.display_name, u.roles, d.id, u.active
    FROM user u LEFT JOIN practitioner d ON d.key = u.practitioner
    WHERE \(condition) ORDER BY u.login
    """
  }
}

extension User {
  /// Reads the columns of `UserReader.sql`.
  init(row: Row) throws {
    let roles: String = row[3]
    self.init(
      id: try row.id(0), login: row[1], displayName: row[2],
      roles: Set(
        try roles.split(separator: " ").map { try Role(stored: String($0), "user", "roles") }),
      practitioner: try row.optionalID(4), isActive: row[5])
  }
}
