public import ClinicDomain
import GRDB
import Glibc

/// One batch of an import: many rows in one transaction, each undone alone when it is refused.
///
/// A savepoint for every row costs as much as storing it, and few rows are refused: so a batch runs
/// without, and where a row is refused the whole batch is undone and run again with them.
public final class BulkBatch {
  /// Milliseconds for which a batch may hold the write lock.
  static let limitMilliseconds = 80.0

  private let work: TransactionWork
  private let began: Double
  private let hasSavepoints: Bool
  private var random = BufferedRandom()
  /// Whether a row was refused where there was no savepoint to go back to.
  private(set) var isSpoilt = false
  public private(set) var rowCount = 0

  init(_ work: TransactionWork, hasSavepoints: Bool) {
    self.work = work
    self.hasSavepoints = hasSavepoints
    began = Self.clock
  }

  /// Whether the batch has held the lock long enough: end it and begin another.
  public var isFull: Bool { Self.clock - began > Self.limitMilliseconds }

  /// What the rows are stored through.
  public var store: any ClinicStore { work.store }

  /// The same with what only the storage sees.
  var rows: StoreTransaction { work.store }

  /// Stores what one row of a file stands for; its entries share a transaction of their own.
  ///
  /// - Returns: the refusal that undid the row.
  /// - Throws: the storage's errors, which undo the batch.
  public func row<T>(_ body: (any ClinicStore) throws -> T) throws -> Result<T, Refusal> {
    work.log.beginNextCommand()
    rowCount += 1
    if hasSavepoints { return try work.undoing { try body(work.store) } }
    do {
      return .success(try body(work.store))
    } catch {
      isSpoilt = Refusal(raised: error) != nil
      throw error
    }
  }

  /// Stores what one row stands for under its foreign name, unless that name is known already.
  ///
  /// - Returns: whether it is new, or the refusal that undid it.
  public func row<Entity>(
    _ entity: EntityKind, once foreign: ForeignID,
    _ body: (any ClinicStore, EntityID<Entity>) throws -> Void
  ) throws -> Result<Bool, Refusal> {
    try row { store in
      let id: EntityID<Entity> = makeID()
      try work.db.store(
        """
        INSERT INTO foreign_id (namespace, entity, value, id) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """, foreign.namespace, entity.rawValue, foreign.value, id)
      guard work.db.changesCount > 0 else {
        rowCount -= 1
        return false
      }
      try body(store, id)
      return true
    }
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

  /// A new id.
  public func makeID<Entity>() -> EntityID<Entity> {
    .make(at: work.context.now, random: &random)
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
  /// the screens get in between. It is run again from its beginning when a row is refused, so it
  /// keeps nothing outside but what it returns.
  ///
  /// - Throws: `Refusal.denied` without the right to import; `StorageError` otherwise.
  public func bulk<T>(
    _ action: String, _ entity: EntityKind, as actor: Actor, now: Instant,
    _ body: (BulkBatch) throws -> T
  ) throws -> T {
    guard PermissionTable.grant(.importData, to: actor) == .all else {
      throw Refusal.denied(.importData)
    }
    var first: BulkBatch?
    do {
      return try batch(action, entity, as: actor, now: now, hasSavepoints: false) { batch in
        first = batch
        return try body(batch)
      }
    } catch {
      guard let first, first.isSpoilt else { throw error }
      return try batch(action, entity, as: actor, now: now, hasSavepoints: true, body)
    }
  }

  private func batch<T>(
    _ action: String, _ entity: EntityKind, as actor: Actor, now: Instant, hasSavepoints: Bool,
    _ body: (BulkBatch) throws -> T
  ) throws -> T {
    try write(as: actor, now: now, isBulk: true) { work in
      // An import writes all over the indexes: most of them fit.
      try work.store.run("PRAGMA cache_size = -64000")
      work.store.defersWords = true
      let batch = BulkBatch(work, hasSavepoints: hasSavepoints)
      let result = try body(batch)
      return (
        result,
        AuditEntry(
          action: action, subject: Subject(entity), outcome: .done,
          detail: "rows \(batch.rowCount)")
      )
    }
  }
}
