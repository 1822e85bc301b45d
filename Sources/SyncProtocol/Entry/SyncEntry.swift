/// What an entry does to its entity.
public enum SyncOperation: String, Sendable, Hashable, Codable, CaseIterable {
  /// A thing that wasn't there before.
  case create
  /// Some fields of a thing, each with the timestamp of the value it was made from.
  case patch
  /// A fact added to a thing whose past never changes (record, ledger).
  case append
  /// The thing is no longer in use; what it was stays readable.
  case tombstone
  /// A request that another authority has to decide.
  case command
}

/// One line of a site's sync log, as it travels to the hub and back.
///
/// Identifiers are canonical lower-case UUID texts; timestamps are packed hybrid clocks
/// (48 bits of milliseconds, 16 of counter); hashes are lower-case hexadecimal SHA-256.
public struct SyncEntry: Sendable, Hashable {
  /// The version of this format.
  public static let formatVersion: Int64 = 1

  public var version: Int64
  public var site: String
  public var epoch: Int64
  /// Dense within (site, epoch), from 1.
  public var sequence: Int64
  public var id: String
  /// The command that made the entry; entries that share it apply together or not at all.
  public var transaction: String
  public var timestamp: Int64
  public var actor: String
  /// The version of the entity's schema that the body is written in.
  public var schema: Int64
  public var entity: String
  public var entityID: String
  public var operation: SyncOperation
  /// For a patch: the timestamp each changed field had before.
  public var base: [String: Int64]
  public var body: JSONValue
  /// The hash of the entry before it; 64 zeros for the first of an epoch.
  public var previousHash: String
  /// Members that a later version of the format added: kept as they came, and part of the hash.
  public var unknown = JSONObject()

  /// The `prev` of an epoch's first entry.
  public static let noPreviousHash = String(repeating: "0", count: 64)

  public init(
    version: Int64 = SyncEntry.formatVersion, site: String, epoch: Int64, sequence: Int64,
    id: String, transaction: String, timestamp: Int64, actor: String, schema: Int64,
    entity: String, entityID: String, operation: SyncOperation, base: [String: Int64] = [:],
    body: JSONValue, previousHash: String
  ) {
    self.version = version
    self.site = site
    self.epoch = epoch
    self.sequence = sequence
    self.id = id
    self.transaction = transaction
    self.timestamp = timestamp
    self.actor = actor
    self.schema = schema
    self.entity = entity
    self.entityID = entityID
    self.operation = operation
    self.base = base
    self.body = body
    self.previousHash = previousHash
  }

  /// The canonical bytes, over which hashes are taken.
  public var canonicalBytes: [UInt8] { canonicalBytes(withBody: body.canonicalBytes) }

  /// The canonical bytes, where those of the body are at hand.
  ///
  /// Written in the order of the keys, without the document between: an import makes thousands a
  /// second.
  public func canonicalBytes(withBody body: [UInt8]) -> [UInt8] {
    guard unknown.isEmpty else { return json.canonicalBytes }
    var writer = MemberWriter(capacity: body.count + 640)
    writer.add("actor", actor)
    writer.add("base", bytes: Self.baseJSON(base).canonicalBytes)
    writer.add("body", bytes: body)
    writer.add("entity", entity)
    writer.add("entity_id", entityID)
    writer.add("epoch", epoch)
    writer.add("hlc", timestamp)
    writer.add("id", id)
    writer.add("op", operation.rawValue)
    writer.add("prev", previousHash)
    writer.add("schema", schema)
    writer.add("seq", sequence)
    writer.add("site", site)
    writer.add("tx", transaction)
    writer.add("v", version)
    return writer.finished()
  }

  /// The hash that the next entry names as `prev`, by the SHA-256 handed in.
  public func hash(by sha256: ([UInt8]) -> [UInt8]) -> String {
    BinaryText.hex(sha256(canonicalBytes))
  }
}

/// Writes members, which come in the order of their keys.
private struct MemberWriter {
  private var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  private mutating func begin(_ key: StaticString) {
    bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
    bytes.append(UInt8(ascii: "\""))
    key.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func add(_ key: StaticString, _ text: String) {
    begin(key)
    writeString(text, into: &bytes)
  }

  mutating func add(_ key: StaticString, _ number: Int64) {
    begin(key)
    bytes.append(contentsOf: String(number).utf8)
  }

  mutating func add(_ key: StaticString, bytes value: [UInt8]) {
    begin(key)
    bytes.append(contentsOf: value)
  }

  mutating func finished() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }
}

extension SyncEntry {
  /// The entry as a JSON document.
  public var json: JSONValue {
    var object = JSONObject()
    object["v"] = .int(version)
    object["site"] = .string(site)
    object["epoch"] = .int(epoch)
    object["seq"] = .int(sequence)
    object["id"] = .string(id)
    object["tx"] = .string(transaction)
    object["hlc"] = .int(timestamp)
    object["actor"] = .string(actor)
    object["schema"] = .int(schema)
    object["entity"] = .string(entity)
    object["entity_id"] = .string(entityID)
    object["op"] = .string(operation.rawValue)
    object["base"] = Self.baseJSON(base)
    object["body"] = body
    object["prev"] = .string(previousHash)
    for member in unknown.members { object[member.key] = member.value }
    return .object(object)
  }

  private static let knownMembers: Set<String> = [
    "v", "site", "epoch", "seq", "id", "tx", "hlc", "actor", "schema", "entity", "entity_id", "op",
    "base", "body", "prev",
  ]

  /// Reads an entry; members that this version does not know are kept in `unknown`.
  public init(json: JSONValue) throws(SyncEntryError) {
    let reader = MemberReader(json: json)
    self.init(
      version: try reader.integer("v"),
      site: try reader.text("site"),
      epoch: try reader.integer("epoch"),
      sequence: try reader.integer("seq"),
      id: try reader.text("id"),
      transaction: try reader.text("tx"),
      timestamp: try reader.integer("hlc"),
      actor: try reader.text("actor"),
      schema: try reader.integer("schema"),
      entity: try reader.text("entity"),
      entityID: try reader.text("entity_id"),
      operation: try reader.operation(),
      base: try reader.base(),
      body: try reader.value("body"),
      previousHash: try reader.text("prev"))
    let added = json.objectValue?.members.filter { !Self.knownMembers.contains($0.key) } ?? []
    unknown = JSONObject(added.map { ($0.key, $0.value) })
  }

  /// The bases as a JSON document.
  public static func baseJSON(_ base: [String: Int64]) -> JSONValue {
    var object = JSONObject()
    for (field, timestamp) in base { object[field] = .int(timestamp) }
    return .object(object)
  }
}

/// Why a document isn't an entry.
public enum SyncEntryError: Error, Hashable {
  case missing(String)
  case wrongKind(String)
  case unknownOperation(String)
  /// The document's own SHA-256 doesn't fit its content.
  case hashMismatch
  /// Written in a format that this program does not know.
  case unreadableVersion(Int64)
}

/// Takes typed members out of an entry's document.
struct MemberReader {
  let json: JSONValue

  func value(_ key: String) throws(SyncEntryError) -> JSONValue {
    guard let value = json[key] else { throw .missing(key) }
    return value
  }

  func text(_ key: String) throws(SyncEntryError) -> String {
    guard let text = try value(key).stringValue else { throw .wrongKind(key) }
    return text
  }

  func integer(_ key: String) throws(SyncEntryError) -> Int64 {
    guard let integer = try value(key).intValue else { throw .wrongKind(key) }
    return integer
  }

  func operation() throws(SyncEntryError) -> SyncOperation {
    let name = try text("op")
    guard let operation = SyncOperation(rawValue: name) else { throw .unknownOperation(name) }
    return operation
  }

  func base() throws(SyncEntryError) -> [String: Int64] {
    guard let object = try value("base").objectValue else { throw .wrongKind("base") }
    var base: [String: Int64] = [:]
    for member in object.members {
      guard let timestamp = member.value.intValue else { throw .wrongKind("base") }
      base[member.key] = timestamp
    }
    return base
  }
}
