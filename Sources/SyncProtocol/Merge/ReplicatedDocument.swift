/// What all entries of one thing come to, field by field, wherever and in whatever order they are
/// taken in.
///
/// Hub and sites merge by this one rule, so that they end equal: of two values of a field the one
/// with the later clock stands, and of equal clocks the one whose canonical spelling is greater.
/// Taking an entry in twice changes nothing.
public struct ReplicatedDocument: Sendable, Hashable {
  /// A field's value with the clock of the entry that wrote it.
  public struct Field: Sendable, Hashable {
    public var value: JSONValue
    public var clock: Int64

    public init(value: JSONValue, clock: Int64) {
      self.value = value
      self.clock = clock
    }
  }

  public let entity: String
  public let id: String
  public private(set) var fields: [String: Field]
  /// The clock of the entry that took the thing out of use.
  public private(set) var removedAt: Int64?
  /// Where and when the thing was made; nil until the entry that made it is taken in.
  public private(set) var origin: Origin?

  /// The site whose entry made a thing: its numbers and, for a practitioner, her lease are that
  /// site's.
  public struct Origin: Sendable, Hashable {
    public var site: String
    /// The clock of the entry.
    public var clock: Int64

    public init(site: String, clock: Int64) {
      self.site = site
      self.clock = clock
    }
  }

  public init(
    entity: String, id: String, fields: [String: Field] = [:], removedAt: Int64? = nil,
    origin: Origin? = nil
  ) {
    self.entity = entity
    self.id = id
    self.fields = fields
    self.removedAt = removedAt
    self.origin = origin
  }

  /// A field that two places changed, neither having seen the other's.
  public struct Conflict: Sendable, Hashable {
    public let field: String
    /// The value that stands by the rule.
    public let kept: Field
    public let other: Field

    public init(field: String, kept: Field, other: Field) {
      self.field = field
      self.kept = kept
      self.other = other
    }
  }

  /// What taking an entry in did.
  public struct Change: Sendable, Hashable {
    /// The fields whose value is now the entry's.
    public var taken: Set<String> = []
    /// Fields that had been changed elsewhere meanwhile, in the order of their names.
    public var conflicts: [Conflict] = []
    public var isRemoval = false

    public init() {}
  }

  /// Takes an entry of this thing in; a command asks somebody for something and writes no field.
  @discardableResult
  public mutating func take(_ entry: SyncEntry) -> Change {
    var change = Change()
    if entry.operation == .command { return change }
    if entry.operation == .create || entry.operation == .append {
      let candidate = Origin(site: entry.site, clock: entry.timestamp)
      origin = origin.map { $0.isEarlier(than: candidate) ? $0 : candidate } ?? candidate
    }
    if entry.operation == .tombstone {
      if (removedAt ?? -1) < entry.timestamp {
        removedAt = entry.timestamp
        change.isRemoval = true
      }
      return change
    }
    guard let body = entry.body.objectValue else { return change }
    for member in body.members {
      let incoming = Field(value: member.value, clock: entry.timestamp)
      guard let present = fields[member.key] else {
        fields[member.key] = incoming
        change.taken.insert(member.key)
        continue
      }
      guard present != incoming else { continue }
      let wins = incoming.isLater(than: present)
      if wins {
        fields[member.key] = incoming
        change.taken.insert(member.key)
      }
      // Who wrote the entry had seen the present value, or one that came after the entry had seen it.
      let isSeen = entry.operation != .patch || entry.base[member.key] == present.clock
      if !isSeen, present.value != incoming.value {
        change.conflicts.append(
          Conflict(
            field: member.key, kept: wins ? incoming : present, other: wins ? present : incoming))
      }
    }
    return change
  }

  /// The values alone.
  public var body: JSONObject {
    JSONObject(fields.map { ($0.key, $0.value.value) })
  }
}

extension ReplicatedDocument.Origin {
  /// The order in which the first of two makers counts.
  fileprivate func isEarlier(than other: Self) -> Bool {
    (clock, site) < (other.clock, other.site)
  }
}

extension ReplicatedDocument.Field {
  /// Whether this value stands against another one.
  public func isLater(than other: Self) -> Bool {
    if clock != other.clock { return clock > other.clock }
    return other.value.canonicalBytes.lexicographicallyPrecedes(value.canonicalBytes)
  }
}

extension ReplicatedDocument {
  /// The document with all clocks, as a snapshot carries it and canonical dumps are hashed over.
  public var json: JSONValue {
    var members = JSONObject()
    for (name, field) in fields { members[name] = .array([.int(field.clock), field.value]) }
    var object = JSONObject([
      ("entity", .string(entity)), ("id", .string(id)), ("fields", .object(members)),
    ])
    object["removed"] = removedAt.map { .int($0) }
    object["origin"] = origin.map { .array([.int($0.clock), .string($0.site)]) }
    return .object(object)
  }

  /// Reads what `json` writes.
  public init(json: JSONValue) throws(SyncEntryError) {
    let reader = MemberReader(json: json)
    guard let members = try reader.value("fields").objectValue else { throw .wrongKind("fields") }
    var fields: [String: Field] = [:]
    for member in members.members {
      guard let pair = member.value.arrayValue, pair.count == 2, let clock = pair[0].intValue else {
        throw .wrongKind(member.key)
      }
      fields[member.key] = Field(value: pair[1], clock: clock)
    }
    let origin = json["origin"]?.arrayValue.flatMap { parts -> Origin? in
      guard parts.count == 2, let clock = parts[0].intValue, let site = parts[1].stringValue
      else { return nil }
      return Origin(site: site, clock: clock)
    }
    self.init(
      entity: try reader.text("entity"), id: try reader.text("id"), fields: fields,
      removedAt: json["removed"]?.intValue, origin: origin)
  }
}
