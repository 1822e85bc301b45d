import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

/// What a command loads and stores, within one write transaction: rows, and for every row its entry
/// in the sync log.
///
/// One extension per aggregate in the files beside this one.
final class StoreTransaction: ClinicStore {
  let db: Database
  let keyring: PatientKeyring
  let log: SyncLogWriter
  /// Who acts, as in `Actor.reference`.
  let actor: String
  /// The command at work; nil where rows are stored without one.
  var command: CommandKind?
  /// The parts of the data that were touched, for the bell.
  var touched: Topics = []
  /// Texts as they are sealed in the rows read or written here: the log carries the same blobs.
  var sealedTexts: [String: (text: String, blob: Data)] = [:]

  /// Whether words for the search wait until the end of the transaction: the index writes itself
  /// out at every savepoint, which an import has for every row.
  var defersWords = false
  var waitingWords: [WordChange] = []
  /// Counters that were moved on, written back at the end.
  var counters: [String: Int] = [:]

  init(db: Database, keyring: PatientKeyring, log: SyncLogWriter, actor: String) {
    self.db = db
    self.actor = actor
    self.keyring = keyring
    self.log = log
  }

  /// The clock of a document that is laid down as rows: what is stored then was logged elsewhere.
  var placing: Int64?

  /// The clock value that every row written here carries.
  var hlc: Int64 { placing ?? log.stamp.rawValue }

  func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }

  func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
    try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments)
  }

  func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
    try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
  }

  func int(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Int {
    try Int.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments) ?? 0
  }

  /// The local key of a row that must be there.
  func key<Entity>(_ table: EntityTable, _ id: EntityID<Entity>) throws -> Int64 {
    let found = try Int64.fetchOne(
      try db.cachedStatement(sql: "SELECT key FROM \(table.rawValue) WHERE id = ?"),
      arguments: [id.blob])
    guard let found else { throw Refusal.notFound(table.entity) }
    return found
  }

  func key<Entity>(_ table: EntityTable, orNil id: EntityID<Entity>?) throws -> Int64? {
    try id.map { try key(table, $0) }
  }

  /// Takes the next value of a gapless counter: undone with the transaction.
  func next(_ counter: String) throws -> Int {
    let last = try counters[counter] ?? int("SELECT value FROM counter WHERE name = ?", [counter])
    counters[counter] = last + 1
    return last + 1
  }

  /// Writes back, at the end of the transaction, what is kept beside the rows until then.
  func finish() throws {
    for (name, value) in counters {
      try run(
        """
        INSERT INTO counter(name, value) VALUES (?, ?)
        ON CONFLICT(name) DO UPDATE SET value = excluded.value
        """, [name, value])
    }
    for change in waitingWords { try carryOut(change) }
    waitingWords = []
    try log.finish()
  }

  /// Puts a patient first in the searches of the person who acts.
  func markUsed(patient key: Int64) throws {
    guard !actor.hasPrefix("operator:") else { return }
    try run(
      "INSERT OR REPLACE INTO recent_patient(actor, patient, used_at) VALUES (?, ?, ?)",
      [actor, key, log.stamp.instant.milliseconds])
  }

  func logCreate<Item: Aggregate>(_ item: Item, _ body: JSONObject) throws {
    guard placing == nil else { return }
    try log.append(
      .create, Item.entity, id: item.id.text, body: .object(body), base: [:])
  }

  func logAppend<Item: Aggregate>(_ item: Item, _ body: JSONObject) throws {
    guard placing == nil else { return }
    try log.append(
      .append, Item.entity, id: item.id.text, body: .object(body), base: [:])
  }

  /// Logs the fields that differ, with the clocks they had.
  func logPatch<Item: Aggregate>(
    _ item: Item, _ body: JSONObject, from old: JSONObject
  ) throws {
    guard placing == nil else { return }
    var changed = JSONObject()
    var base: [String: HybridTimestamp] = [:]
    let names = Set(body.members.map(\.key)).union(old.members.map(\.key))
    for name in names.sorted() where body[name] != old[name] {
      changed[name] = body[name] ?? .null
      base[name] = try clock(of: name, Item.entity, item.id.text)
      try run(
        "INSERT OR REPLACE INTO field_clock(entity, entity_id, field, hlc) VALUES (?, ?, ?, ?)",
        [Item.entity.rawValue, item.id.text, name, hlc])
    }
    try log.append(.patch, Item.entity, id: item.id.text, body: .object(changed), base: base)
  }

  func logTombstone<Item: Aggregate>(_ item: Item) throws {
    guard placing == nil else { return }
    try log.append(
      .tombstone, Item.entity, id: item.id.text, body: .object(JSONObject()), base: [:])
  }

  /// When a field was last written: its own clock, or that of the entry that created the thing.
  func clock(
    of field: String, _ entity: EntityKind, _ id: String
  ) throws -> HybridTimestamp? {
    let own = try Int64.fetchOne(
      try db.cachedStatement(
        sql: "SELECT hlc FROM field_clock WHERE entity = ? AND entity_id = ? AND field = ?"),
      arguments: [entity.rawValue, id, field])
    if let own { return HybridTimestamp(rawValue: own) }
    return try rowClock(entity, id).flatMap(HybridTimestamp.init(rawValue:))
  }

  /// The clock of the entry that made a row; nil where there is none.
  func rowClock(_ entity: EntityKind, _ id: String) throws -> Int64? {
    let sql: String
    if entity == .agenda {
      sql = """
        SELECT a.hlc FROM agenda a JOIN practitioner p ON p.key = a.practitioner WHERE p.id = ?
        """
    } else if let table = EntityTable(entity: entity) {
      sql = "SELECT hlc FROM \(table.rawValue) WHERE id = ?"
    } else {
      return nil
    }
    return try Int64.fetchOne(
      try db.cachedStatement(sql: sql),
      arguments: [try EntityID<PatientEntity>(parsing: id).blob])
  }

  func seal(
    _ text: String?, of patient: PatientID, _ entity: EntityKind, _ id: String, _ field: String
  ) throws -> Data? {
    guard let text else { return nil }
    return try keyring.seal(
      text, of: patient, SealedPlace(entity: entity, id: id, field: field), in: db)
  }

  func open(
    _ blob: Data?, of patient: PatientID, _ entity: EntityKind, _ id: String, _ field: String
  ) throws -> String? {
    guard let blob else { return nil }
    return try keyring.open(
      blob, of: patient, SealedPlace(entity: entity, id: id, field: field), in: db)
  }
}

/// The tables whose rows have an id.
enum EntityTable: String {
  case unit, room, patient, practitioner, appointment, arrival, encounter, exam, attachment,
    invoice, payment,
    receipt, user, holiday, bed, stay, attendance
  case unitAssignment = "unit_assignment"
  case stayChange = "stay_change"
  case displacedVisit = "displaced_visit"
  case visitKind = "visit_kind"
  case teleConsent = "tele_consent"
  case agendaException = "agenda_exception"
  case recordEntry = "record_entry"
  case waitingEntry = "waiting_entry"

  var entity: EntityKind {
    switch self {
    case .unit: .unit
    case .room: .room
    case .unitAssignment: .unitAssignment
    case .bed: .bed
    case .stay: .stay
    case .attendance: .attendance
    case .stayChange: .stayChange
    case .patient: .patient
    case .practitioner: .practitioner
    case .appointment: .appointment
    case .encounter: .encounter
    case .arrival: .arrival
    case .exam: .exam
    case .attachment: .attachment
    case .invoice: .invoice
    case .payment: .payment
    case .receipt: .receipt
    case .user: .user
    case .agendaException: .agendaException
    case .holiday: .holiday
    case .visitKind: .visitKind
    case .teleConsent: .teleConsent
    case .displacedVisit: .displacedVisit
    case .recordEntry: .recordEntry
    case .waitingEntry: .waitingEntry
    }
  }

  init?(entity: EntityKind) { self.init(rawValue: entity.rawValue) }
}

extension EntityID {
  /// The sixteen bytes as a BLOB.
  var blob: Data { Data(bytes) }

  /// Reads a BLOB that the schema holds to be an id.
  init(blob: Data) throws {
    guard blob.count == 16 else { throw ParseError.length }
    let (high, low) = blob.withUnsafeBytes { bytes in
      (
        bytes.loadUnaligned(as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      )
    }
    try self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
  }
}

extension Row {
  func id<Entity>(_ column: Int) throws -> EntityID<Entity> {
    try EntityID(blob: self[column])
  }

  func optionalID<Entity>(_ column: Int) throws -> EntityID<Entity>? {
    let blob: Data? = self[column]
    return try blob.map { try EntityID(blob: $0) }
  }
}

/// A stored text that its type no longer reads: damage, or a newer program's data.
struct UnreadableRow: Error {
  let table: String
  let column: String
}

extension RawRepresentable where RawValue == String {
  /// Reads a stored code.
  init(stored text: String, _ table: String, _ column: String) throws {
    guard let value = Self(rawValue: text) else {
      throw UnreadableRow(table: table, column: column)
    }
    self = value
  }
}
