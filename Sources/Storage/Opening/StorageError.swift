import GRDB
import Glibc
import SyncProtocol

/// Why the storage could not do what was asked.
///
/// Values only; the wording is the screen's.
public enum StorageError: Error, Hashable, Sendable {
  /// Another process held the lock for longer than the wait: try again. Never a reason to stage.
  case busy
  case readOnly
  /// No space is left on the disk, or a size limit is reached.
  case full
  /// A file, or a row of the table named, can't be what was written.
  case corrupt(String)
  /// There is no database (any more) where it should be.
  case missing
  /// The folder is on a file system whose locks and shared memory can't be trusted.
  case networkFileSystem(kind: String)
  /// An SQLite file, but another application's.
  case notOurs(applicationID: Int)
  /// Written by a newer version of the program.
  case newerSchema(found: Int, known: Int)
  /// The linked SQLite lacks what the schema needs.
  case oldSQLite(version: String)
  /// `synchronous=FULL` didn't hold: a commit would not be safe.
  case notDurable
  /// Other terminals have the data open; migration and restore need it alone.
  case openElsewhere
  /// A migration or restore is running.
  case maintenance
  case alreadyInitialised
  /// The folder holds no initialised clinic.
  case notInitialised
  case key(KeyError)
  /// A constraint of the schema refused a row.
  case constraint(String)
  /// Another system call failed.
  case system(code: Int32, operation: String)
  /// SQLite failed in another way.
  case engine(code: Int, message: String)

  /// What is wrong with the site key.
  public enum KeyError: Hashable, Sendable {
    case missing(path: String)
    case insideDataFolder
    case readableByOthers(path: String)
    case malformed
    /// It is a key, but not the one that this data was sealed with.
    case wrong
  }

  /// Whether a command should be kept in the staging area because of it.
  public var isReasonToStage: Bool {
    switch self {
    case .readOnly, .full, .corrupt, .missing, .system, .notDurable: true
    default: false
    }
  }
}

extension StorageError {
  /// Puts any error of GRDB, SQLite or the system into the storage's own words.
  init(_ error: any Error) {
    switch error {
    case let error as StorageError: self = error
    case let error as DatabaseError: self.init(database: error)
    case let error as UnreadableRow: self = .corrupt(error.table)
    case is JSONParseError, is DecodingError: self = .corrupt("text")
    default: self = .engine(code: -1, message: "\(type(of: error))")
    }
  }

  private init(database error: DatabaseError) {
    let message = error.message ?? ""
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly
    case .SQLITE_FULL: self = .full
    // The index of the write-ahead log could not grow: SQLite asks for its room a page at a time.
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .full
    case .SQLITE_CORRUPT: self = .corrupt("database")
    case .SQLITE_NOTADB: self = .corrupt("header")
    case .SQLITE_CANTOPEN: self = .missing
    case .SQLITE_CONSTRAINT: self = .constraint(message)
    case .SQLITE_IOERR: self = .system(code: EIO, operation: "sqlite \(error.extendedResultCode)")
    default: self = .engine(code: Int(error.resultCode.rawValue), message: message)
    }
  }

  /// The error of a failed system call, by its positive number.
  init(errno code: Int32, _ operation: String) {
    switch code {
    case ENOSPC, EDQUOT, EFBIG: self = .full
    case EROFS, EACCES, EPERM: self = .readOnly
    case ENOENT: self = .missing
    default: self = .system(code: code, operation: operation)
    }
  }
}

/// Runs storage work and puts whatever it throws into a `StorageError`.
func storing<T>(_ work: () throws -> T) throws(StorageError) -> T {
  do {
    return try work()
  } catch {
    throw StorageError(error)
  }
}
