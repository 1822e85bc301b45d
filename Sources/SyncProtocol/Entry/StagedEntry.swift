/// A command kept in the staging area while the database can't take it.
///
/// It is a sync entry that has no place in the log yet: no `seq`, no `prev`, no `epoch`. Its file
/// carries the SHA-256 of all other members.
public struct StagedEntry: Sendable, Hashable {
  public var version: Int64
  public var site: String
  public var id: String
  public var transaction: String
  public var timestamp: Int64
  public var actor: String
  public var schema: Int64
  public var entity: String
  public var entityID: String
  public var operation: SyncOperation
  public var base: [String: Int64]
  /// The command, sealed: nothing of it is readable in the file.
  public var body: JSONValue

  public init(
    version: Int64 = SyncEntry.formatVersion, site: String, id: String, transaction: String,
    timestamp: Int64, actor: String, schema: Int64, entity: String, entityID: String,
    operation: SyncOperation, base: [String: Int64] = [:], body: JSONValue
  ) {
    self.version = version
    self.site = site
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
  }

  /// The file's content, with the hash by the SHA-256 handed in.
  public func document(by sha256: ([UInt8]) -> [UInt8]) -> [UInt8] {
    var object = members
    object["sha256"] = .string(BinaryText.hex(sha256(JSONValue.object(members).canonicalBytes)))
    return JSONValue.object(object).canonicalBytes
  }

  /// Reads a file's content and checks its hash.
  public init(document json: JSONValue, by sha256: ([UInt8]) -> [UInt8]) throws(SyncEntryError) {
    let reader = MemberReader(json: json)
    let expected = try reader.text("sha256")
    guard var object = json.objectValue else { throw .missing("sha256") }
    object["sha256"] = nil
    guard BinaryText.hex(sha256(JSONValue.object(object).canonicalBytes)) == expected else {
      throw .hashMismatch
    }
    self.init(
      version: try reader.integer("v"),
      site: try reader.text("site"),
      id: try reader.text("id"),
      transaction: try reader.text("tx"),
      timestamp: try reader.integer("hlc"),
      actor: try reader.text("actor"),
      schema: try reader.integer("schema"),
      entity: try reader.text("entity"),
      entityID: try reader.text("entity_id"),
      operation: try reader.operation(),
      base: try reader.base(),
      body: try reader.value("body"))
  }

  private var members: JSONObject {
    var object = JSONObject()
    object["v"] = .int(version)
    object["site"] = .string(site)
    object["id"] = .string(id)
    object["tx"] = .string(transaction)
    object["hlc"] = .int(timestamp)
    object["actor"] = .string(actor)
    object["schema"] = .int(schema)
    object["entity"] = .string(entity)
    object["entity_id"] = .string(entityID)
    object["op"] = .string(operation.rawValue)
    object["base"] = SyncEntry.baseJSON(base)
    object["body"] = body
    return object
  }
}
