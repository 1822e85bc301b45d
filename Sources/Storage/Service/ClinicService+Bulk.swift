public import ClinicDomain
import GRDB
import Glibc

/// One batch of an import: many rows in one transaction, each undone alone when it is refused.
public final class BulkBatch {
  /// Milliseconds for which a batch may hold the write lock.
  static let limitMilliseconds = 40.0

  private let work: TransactionWork
  private let began: Double
  public private(set) var rowCount = 0

  init(_ work: TransactionWork) {
    self.work = work
    began = Self.clock
  }

  /// Whether the batch has held the lock long enough: end it and begin another.
  public var isFull: Bool { Self.clock - began > Self.limitMilliseconds }

  /// What the rows are stored through.
  public var store: any ClinicStore { work.store }

  /// Stores what one row of a file stands for; its entries share a transaction of their own.
  ///
  /// - Returns: the refusal that undid the row.
  /// - Throws: the storage's errors, which undo the batch.
  public func row<T>(_ body: (any ClinicStore) throws -> T) throws -> Result<T, Refusal> {
    work.log.beginNextCommand()
    rowCount += 1
    return try work.undoing { try body(work.store) }
  }

  /// The id that a foreign name was given when it was first imported.
  public func known<Entity>(
    _ entity: EntityKind, _ foreign: ForeignID
  ) throws -> EntityID<Entity>? {
    try work.store.row(
      "SELECT id FROM foreign_id WHERE namespace = ? AND entity = ? AND value = ?",
      [foreign.namespace, entity.rawValue, foreign.value]
    ).map { try $0.id(0) }
  }

  /// Keeps a foreign name, so that a second import adds nothing.
  public func remember<Entity>(
    _ entity: EntityKind, _ foreign: ForeignID, as id: EntityID<Entity>
  ) throws {
    try work.store.run(
      "INSERT INTO foreign_id (namespace, entity, value, id) VALUES (?, ?, ?, ?)",
      [foreign.namespace, entity.rawValue, foreign.value, id.blob])
  }

  private static var clock: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }
}

extension ClinicService {
  /// Runs one batch of an import in one transaction with one audit row.
  ///
  /// `body` stores rows until the source ends or `BulkBatch.isFull`; then the lock is let go, so that
  /// the screens get in between.
  ///
  /// - Throws: `Refusal.denied` without the right to import; `StorageError` otherwise.
  public func bulk<T>(
    _ action: String, _ entity: EntityKind, as actor: Actor, now: Instant,
    _ body: (BulkBatch) throws -> T
  ) throws -> T {
    guard PermissionTable.grant(.importData, to: actor) == .all else {
      throw Refusal.denied(.importData)
    }
    return try write(as: actor, now: now) { work in
      work.store.defersWords = true
      let batch = BulkBatch(work)
      let result = try body(batch)
      try work.store.flushWords()
      return (
        result,
        AuditEntry(
          action: action, subject: Subject(entity), outcome: .done,
          detail: "rows \(batch.rowCount)")
      )
    }
  }
}
