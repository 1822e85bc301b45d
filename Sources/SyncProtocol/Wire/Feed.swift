/// Where a site stands in the hub's feed, spelled `epoch:sequence`.
public struct FeedPosition: Sendable, Hashable {
  public var hubEpoch: Int64
  /// The last place that was taken; 0 for none.
  public var sequence: Int64

  public init(hubEpoch: Int64, sequence: Int64) {
    self.hubEpoch = hubEpoch
    self.sequence = sequence
  }

  /// Reads `epoch:sequence`; nil where the text is no position.
  public init?(text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let epoch = Int64(parts[0]), let sequence = Int64(parts[1]),
      epoch >= 0, sequence >= 0
    else { return nil }
    self.init(hubEpoch: epoch, sequence: sequence)
  }

  public var text: String { "\(hubEpoch):\(sequence)" }
}

/// One place of the feed.
public struct FeedItem: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    case entry(SyncEntry)
    /// The reader's own entry of its present epoch, which it has.
    case own(epoch: Int64, sequence: Int64)
  }

  /// Dense from 1 within a hub epoch, in the order of commits.
  public var sequence: Int64
  public var content: Content

  public init(sequence: Int64, content: Content) {
    self.sequence = sequence
    self.content = content
  }

  public var json: JSONValue {
    switch content {
    case .entry(let entry):
      .object(JSONObject([("n", .int(sequence)), ("entry", entry.json)]))
    case .own(let epoch, let own):
      .object(
        JSONObject([("n", .int(sequence)), ("own_epoch", .int(epoch)), ("own_seq", .int(own))]))
    }
  }

  public init(json: JSONValue) throws(SyncEntryError) {
    let reader = MemberReader(json: json)
    sequence = try reader.integer("n")
    if let entry = json["entry"] {
      content = .entry(try SyncEntry(json: entry))
    } else {
      content = .own(
        epoch: try reader.integer("own_epoch"), sequence: try reader.integer("own_seq"))
    }
  }
}

/// Some places of the feed after a position, in their order.
///
/// The entries that share a transaction stand in one page.
public struct FeedPage: Sendable, Hashable {
  public var hubEpoch: Int64
  public var items: [FeedItem]
  /// The newest place there is.
  public var head: Int64
  /// Milliseconds UTC.
  public var serverTime: Int64
  /// Until when the site may promise the time of its own practitioners by itself: once it ran out,
  /// only a page that reaches the head gives it anew; 0 says nothing of it.
  public var leaseUntil: Int64

  public init(
    hubEpoch: Int64, items: [FeedItem], head: Int64, serverTime: Int64, leaseUntil: Int64 = 0
  ) {
    self.hubEpoch = hubEpoch
    self.items = items
    self.head = head
    self.serverTime = serverTime
    self.leaseUntil = leaseUntil
  }

  public var json: JSONValue {
    .object(
      JSONObject([
        ("v", .int(SyncAPI.version)), ("hub_epoch", .int(hubEpoch)), ("head", .int(head)),
        ("server_time", .int(serverTime)), ("lease_until", .int(leaseUntil)),
        ("items", .array(items.map(\.json))),
      ]))
  }

  public init(json: JSONValue) throws(SyncEntryError) {
    let reader = MemberReader(json: json)
    guard let elements = try reader.value("items").arrayValue else { throw .wrongKind("items") }
    var items: [FeedItem] = []
    items.reserveCapacity(elements.count)
    for element in elements { items.append(try FeedItem(json: element)) }
    self.init(
      hubEpoch: try reader.integer("hub_epoch"), items: items, head: try reader.integer("head"),
      serverTime: try reader.integer("server_time"),
      leaseUntil: json["lease_until"]?.intValue ?? 0)
  }
}
