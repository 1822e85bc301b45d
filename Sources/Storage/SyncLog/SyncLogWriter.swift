import ClinicDomain
import Crypto
import Foundation
import GRDB
import SyncProtocol

/// SHA-256 in the shape that the wire types ask for.
func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

/// Where a site's log stands: read once per transaction and written back with its entries.
struct SyncState: Hashable {
  let site: SiteID
  let epoch: Int64
  var lastSequence: Int64
  var lastHash: String
  var clock: HybridTimestamp
  /// Whether what others changed has documents here, which the site's own changes have to reach.
  var isEnrolled = false
}

/// Appends to the log inside the business transaction: an entry exists exactly when its change does.
///
/// One per transaction.
final class SyncLogWriter {
  /// The version of the bodies that this program writes.
  static let schemaVersion: Int64 = 1

  private(set) var state: SyncState
  private let database: Database
  private let actor: String
  private let now: Instant
  private let site: String
  private(set) var transaction: TransactionID
  private var ticked: HybridTimestamp?
  private var random = BufferedRandom()

  /// Reads the state at the beginning of a transaction.
  init(in database: Database, actor: String, now: Instant) throws {
    self.database = database
    self.actor = actor
    self.now = now
    state = try SyncState(in: database)
    site = state.site.text
    transaction = .make(at: now, random: &random)
  }

  /// The timestamp of all entries of the command.
  var stamp: HybridTimestamp {
    if let ticked { return ticked }
    state.clock = .next(after: state.clock, at: now)
    ticked = state.clock
    return state.clock
  }

  /// Entries from now on belong to another command.
  func beginNextCommand() {
    transaction = .make(at: now, random: &random)
    ticked = nil
  }

  /// Nothing written from now on has an earlier clock than what was seen from elsewhere.
  func receive(_ clock: HybridTimestamp) {
    state.clock = max(state.clock, clock)
    ticked = nil
  }

  /// Goes back to an earlier state, with the savepoint that is undone.
  func restore(_ earlier: SyncState) {
    state = earlier
    ticked = nil
  }

  func append(
    _ operation: SyncRow.Operation, _ entity: EntityKind, id entityID: String, body: JSONValue,
    base: [String: HybridTimestamp]
  ) throws {
    try append(operation, entity: entity.rawValue, id: entityID, body: body, base: base)
  }

  /// The same for a thing that only the hub and its sites know.
  func append(
    _ operation: SyncRow.Operation, entity: String, id entityID: String, body: JSONValue,
    base: [String: HybridTimestamp]
  ) throws {
    let stamp = stamp
    let id = SyncEntryID.make(at: now, random: &random)
    let entry = SyncEntry(
      site: site, epoch: state.epoch, sequence: state.lastSequence + 1, id: id.text,
      transaction: transaction.text, timestamp: stamp.rawValue, actor: actor,
      schema: Self.schemaVersion, entity: entity, entityID: entityID,
      operation: SyncOperation(operation), base: base.mapValues(\.rawValue), body: body,
      previousHash: state.lastHash)
    let bodyBytes = body.canonicalBytes
    let baseText = base.isEmpty ? "{}" : SyncEntry.baseJSON(entry.base).canonicalText
    try database.store(
      """
      INSERT INTO sync_log
        (epoch, seq, id, tx, hlc, actor, schema, entity, entity_id, op, base, body, prev)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      entry.epoch, entry.sequence, id, transaction, entry.timestamp, actor,
      entry.schema, entry.entity, entityID, operation.rawValue, baseText,
      String(decoding: bodyBytes, as: UTF8.self), entry.previousHash)
    state.lastSequence = entry.sequence
    state.lastHash = BinaryText.hex(sha256(entry.canonicalBytes(withBody: bodyBytes)))
    if state.isEnrolled { try DocumentStore(db: database, site: site).takeOwn(entry) }
  }

  /// Writes the state back at the end of the transaction.
  func finish() throws {
    try database.cachedStatement(
      sql: "UPDATE sync_state SET last_seq = ?, last_hash = ?, hlc = ? WHERE one = 1"
    ).execute(arguments: [state.lastSequence, state.lastHash, state.clock.rawValue])
  }
}

extension SyncState {
  init(in database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        SELECT site.id, epoch, last_seq, last_hash, hlc, is_enrolled
        FROM sync_state JOIN site ON site.one = sync_state.one
        """)
    guard let row = try Row.fetchOne(statement) else { throw StorageError.notInitialised }
    self.init(
      site: try row.id(0), epoch: row[1], lastSequence: row[2], lastHash: row[3],
      clock: HybridTimestamp(rawValue: row[4]) ?? .zero, isEnrolled: row[5])
  }
}

extension SyncOperation {
  init(_ operation: SyncRow.Operation) {
    self =
      switch operation {
      case .create: .create
      case .patch: .patch
      case .append: .append
      case .tombstone: .tombstone
      case .command: .command
      }
  }
}
