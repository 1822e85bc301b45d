/// Entries of one site and epoch in the order of their sequence, at most `SyncAPI.batchLimit`.
///
/// Entries of one transaction are never split between two pushes.
public struct PushRequest: Sendable, Hashable {
  public var epoch: Int64 { didSet { encoded = nil } }
  public var entries: [PushedEntry] { didSet { encoded = nil } }
  private var encoded: [UInt8]?

  public init(epoch: Int64, entries: [PushedEntry]) {
    self.epoch = epoch
    self.entries = entries
  }

  /// The same with its canonical bytes at hand.
  public var withBytes: PushRequest {
    var request = self
    request.encoded = canonicalBytes
    return request
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.epoch == right.epoch && left.entries == right.entries
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(epoch)
    hasher.combine(entries)
  }

  /// The request as a document.
  public var json: JSONValue {
    .object(
      JSONObject([
        ("v", .int(SyncAPI.version)), ("epoch", .int(epoch)),
        ("entries", .array(entries.map(\.json))),
      ]))
  }

  /// The canonical bytes of `json`, without the document between.
  public var canonicalBytes: [UInt8] {
    if let encoded { return encoded }
    var bytes = Array(#"{"entries":["#.utf8)
    for (index, entry) in entries.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch entry {
      case .entry(let entry): bytes += entry.canonicalBytes
      case .placeholder: bytes += entry.json.canonicalBytes
      }
    }
    bytes += #"],"epoch":\#(epoch),"v":\#(SyncAPI.version)}"#.utf8
    return bytes
  }

  /// Reads a request.
  public init(json: JSONValue) throws(SyncEntryError) {
    let reader = MemberReader(json: json)
    let version = try reader.integer("v")
    guard SyncAPI.readableVersions.contains(version) else { throw .unreadableVersion(version) }
    guard let elements = try reader.value("entries").arrayValue else { throw .wrongKind("entries") }
    var entries: [PushedEntry] = []
    entries.reserveCapacity(elements.count)
    for element in elements { entries.append(try PushedEntry(json: element)) }
    self.init(epoch: try reader.integer("epoch"), entries: entries)
  }
}

/// One place of a site's log as it is pushed.
public enum PushedEntry: Sendable, Hashable {
  case entry(SyncEntry)
  /// Held back in quarantine at the site: its hash keeps the sequence dense, its content follows
  /// when a person let it go.
  case placeholder(sequence: Int64, previousHash: String, hash: String)

  public var sequence: Int64 {
    switch self {
    case .entry(let entry): entry.sequence
    case .placeholder(let sequence, _, _): sequence
    }
  }

  public var previousHash: String {
    switch self {
    case .entry(let entry): entry.previousHash
    case .placeholder(_, let previous, _): previous
    }
  }

  /// The hash that the next entry names, by the SHA-256 handed in.
  public func hash(by sha256: ([UInt8]) -> [UInt8]) -> String {
    switch self {
    case .entry(let entry): entry.hash(by: sha256)
    case .placeholder(_, _, let hash): hash
    }
  }

  public var json: JSONValue {
    switch self {
    case .entry(let entry): entry.json
    case .placeholder(let sequence, let previous, let hash):
      .object(
        JSONObject([
          ("held", .string(hash)), ("seq", .int(sequence)), ("prev", .string(previous)),
        ]))
    }
  }

  public init(json: JSONValue) throws(SyncEntryError) {
    if let hash = json["held"]?.stringValue {
      let reader = MemberReader(json: json)
      self = .placeholder(
        sequence: try reader.integer("seq"), previousHash: try reader.text("prev"), hash: hash)
    } else {
      self = .entry(try SyncEntry(json: json))
    }
  }
}

/// What became of one pushed entry.
public enum EntryOutcome: String, Codable, Sendable, Hashable, CaseIterable {
  case applied
  /// Applied, and some of its fields had been changed elsewhere meanwhile.
  case merged
  /// Known already; the stored outcome counts.
  case duplicate
  /// A rule of business refused what the entry asks for; the feed brings the compensation.
  case refused
  /// The hub can't read it: a person has to look.
  case quarantined
}

/// The answer to a push: per entry, in its order, and how far the site's log is taken.
public struct PushAnswer: Codable, Sendable, Hashable {
  public struct Item: Codable, Sendable, Hashable {
    public var sequence: Int64
    public var outcome: EntryOutcome
    /// Why it was refused or quarantined, as a code.
    public var reason: String?

    public init(sequence: Int64, outcome: EntryOutcome, reason: String? = nil) {
      self.sequence = sequence
      self.outcome = outcome
      self.reason = reason
    }
  }

  public var items: [Item]
  /// The last sequence up to which nothing is missing.
  public var acknowledged: Int64
  /// Milliseconds UTC.
  public var serverTime: Int64
  /// The most entries the hub wants next time.
  public var maximumBatch: Int64
  /// Until when the site may promise the time of its own practitioners by itself.
  public var leaseUntil: Int64
  /// The newest place of the feed.
  public var feedHead: Int64

  public init(
    items: [Item], acknowledged: Int64, serverTime: Int64,
    maximumBatch: Int64 = Int64(SyncAPI.batchLimit), leaseUntil: Int64, feedHead: Int64
  ) {
    self.items = items
    self.acknowledged = acknowledged
    self.serverTime = serverTime
    self.maximumBatch = maximumBatch
    self.leaseUntil = leaseUntil
    self.feedHead = feedHead
  }
}
