public import ClinicDomain
import GRDB

/// How a login ended.
public enum LogInOutcome: Equatable, Sendable {
  case welcome(User)
  /// Wrong login or password, or an account that is disabled: not told apart.
  case wrong
  /// Too many failures.
  case locked(until: Instant)
  case failed(StorageError)
}

extension ClinicService {
  /// Checks a password, outside the write lock, and counts failures.
  ///
  /// Takes a quarter of a second.
  public func logIn(_ login: String, password: String, now: Instant) -> LogInOutcome {
    do throws(StorageError) {
      let account = try database.read { try Account(login: login, in: $0) }
      if let until = account?.lock(at: now) { return .locked(until: until) }
      let hash = (account?.credential).flatMap { PasswordHash(stored: $0) }
      // Who has no account takes as long.
      let matches = (hash ?? Self.nobody)?.matches(password) ?? false
      guard let account else { return .wrong }
      let isRight = matches && hash != nil && account.user.isActive
      return try settle(account, isRight: isRight, now: now)
    } catch {
      return .failed(error)
    }
  }

  private static let nobody = try? PasswordHash(password: "")

  /// Counts inside the transaction: parallel guesses don't get past the limit.
  private func settle(
    _ account: Account, isRight: Bool, now: Instant
  ) throws(StorageError) -> LogInOutcome {
    try write(as: account.user.actor, now: now) { work -> (LogInOutcome, AuditEntry?) in
      guard let current = try Account(login: account.user.login, in: work.db) else {
        return (.wrong, nil)
      }
      func row(_ outcome: AuditRow.Outcome, _ detail: String = "") -> AuditEntry {
        AuditEntry(
          action: "login", subject: account.user.subject, outcome: outcome, detail: detail)
      }
      if let until = current.lock(at: now) {
        return (.locked(until: until), row(.denied, "locked"))
      }
      if isRight, current.user.isActive, current.credential == account.credential {
        try current.store(failures: 0, lockedUntil: nil, in: work.db)
        return (.welcome(current.user), row(.done))
      }
      let failures = current.failures + 1
      guard failures >= LockOut.failures else {
        try current.store(failures: failures, lockedUntil: nil, in: work.db)
        return (.wrong, row(.denied, current.user.isActive ? "password" : "disabled"))
      }
      let until = now.adding(minutes: LockOut.minutes)
      try current.store(failures: 0, lockedUntil: until, in: work.db)
      return (.locked(until: until), row(.denied, "locked"))
    }
  }

  /// The accounts that the login screen of a demo shows; empty for any other clinic.
  public func demoUsers() throws(StorageError) -> [User] {
    guard site.isDemo else { return [] }
    return try database.read { db in
      try Row.fetchAll(db, sql: UserReader.sql("u.active")).map(User.init(row:))
    }
  }
}

/// An account with its credential.
private struct Account {
  let user: User
  let credential: String
  let failures: Int
  let lockedUntil: Instant?

  init?(login: String, in db: Database) throws {
    guard
      let user = try Row.fetchOne(db, sql: UserReader.sql("u.login = ?"), arguments: [login]),
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT hash, failures, locked_until FROM credential JOIN user ON user.key = credential.user
          WHERE login = ?
          """, arguments: [login])
    else { return nil }
    self.user = try User(row: user)
    credential = row[0]
    failures = row[1]
    lockedUntil = (row[2] as Int64?).map(Instant.init(milliseconds:))
  }

  /// The end of the lock that holds now.
  func lock(at now: Instant) -> Instant? {
    lockedUntil.flatMap { $0 > now ? $0 : nil }
  }

  func store(failures: Int, lockedUntil: Instant?, in db: Database) throws {
    try db.execute(
      sql: """
        UPDATE credential SET failures = ?, locked_until = ?
        WHERE user = (SELECT key FROM user WHERE id = ?)
        """, arguments: [failures, lockedUntil?.milliseconds, user.id.blob])
  }
}
