public import HubCore
public import SyncProtocol

/// One transaction over the model; what it wrote can be taken back.
public final class ModelTransaction: HubTransaction {
  var state: ModelState
  private var undo: [(inout ModelState) -> Void] = []

  init(_ state: ModelState) { self.state = state }

  func takeBack() { takeBack(to: 0) }

  private func takeBack(to mark: Int) {
    while undo.count > mark, let step = undo.popLast() { step(&state) }
  }

  public func apart<Value>(_ body: () throws -> Value) throws -> Result<Value, any Error> {
    let mark = undo.count
    let result = Result { try body() }
    if case .failure = result { takeBack(to: mark) }
    return result
  }

  /// What constraints of a database would refuse.
  func check() throws {
    guard Int64(state.feed.count) == state.head.sequence else { throw ModelViolation.feedHasGaps }
  }

  func set<Key, Value>(
    _ table: WritableKeyPath<ModelState, [Key: Value]>, _ key: Key, _ value: Value?
  ) {
    let old = state[keyPath: table][key]
    undo.append { $0[keyPath: table][key] = old }
    state[keyPath: table][key] = value
  }

  func set<Value>(_ path: WritableKeyPath<ModelState, Value>, _ value: Value) {
    let old = state[keyPath: path]
    undo.append { $0[keyPath: path] = old }
    state[keyPath: path] = value
  }

  public func identity() throws -> HubIdentity { state.identity }

  public func keep(_ identity: HubIdentity) throws {
    if identity.epoch != state.identity.epoch {
      set(\.head, FeedHead(sequence: state.head.sequence))
    }
    set(\.identity, identity)
  }

  public func lockRegister() throws {}
  public func site(_ id: String) throws -> SiteRecord? { state.sites[id] }
  public func lockedSite(_ id: String) throws -> SiteRecord? { state.sites[id] }
  public func sites() throws -> [SiteRecord] {
    state.sites.values.sorted { $0.number < $1.number }
  }
  public func keep(_ site: SiteRecord) throws { set(\.sites, site.site, site) }
  public func enrolmentCode(hash: String) throws -> EnrolmentCode? { state.codes[hash] }
  public func keep(_ code: EnrolmentCode) throws { set(\.codes, code.hash, code) }

  public func log(of site: String, epoch: Int64) throws -> LogState? {
    state.logs[ModelState.LogKey(site: site, epoch: epoch)]
  }

  public func keep(_ log: LogState) throws {
    set(\.logs, ModelState.LogKey(site: log.site, epoch: log.epoch), log)
  }

  public func places(
    of site: String, epoch: Int64, _ sequences: [Int64]
  ) throws -> [Int64: LogPlace] {
    var found: [Int64: LogPlace] = [:]
    for sequence in sequences {
      found[sequence] =
        state.places[ModelState.PlaceKey(site: site, epoch: epoch, sequence: sequence)]
    }
    return found
  }

  public func keep(_ places: [LogPlace]) throws {
    for place in places {
      let key = ModelState.PlaceKey(
        site: place.site, epoch: place.epoch, sequence: place.sequence)
      set(\.places, key, place)
    }
  }

  public func services() throws -> [HubServiceKey] {
    state.services.values.sorted { $0.name < $1.name }
  }
  public func keep(_ service: HubServiceKey) throws { set(\.services, service.name, service) }

  public func knownPieces(_ hashes: [String]) throws -> Set<String> {
    Set(hashes.filter { state.pieces[$0] != nil })
  }
  public func keep(piece bytes: [UInt8], named hash: String, from site: String) throws {
    set(\.pieces, hash, bytes)
  }
  public func piece(_ hash: String) throws -> [UInt8]? { state.pieces[hash] }

  // The feed.

  public func entries(ids: [String]) throws -> [String: SyncEntry] {
    var found: [String: SyncEntry] = [:]
    for id in ids { found[id] = state.entryPlaces[id].map { state.feed[$0].entry } }
    return found
  }

  public func entry(of reference: DocumentReference, clock: Int64) throws -> SyncEntry? {
    let places = state.documentPlaces[reference] ?? []
    return places.lazy.map { self.state.feed[$0].entry }.first { $0.timestamp == clock }
  }

  public func feedHead() throws -> FeedHead { state.head }

  public func takePlaces(_ count: Int, ofHub hubCount: Int) throws -> FeedHead {
    let head = state.head
    var next = head
    next.sequence += Int64(count)
    next.hubSequence += Int64(hubCount)
    set(\.head, next)
    return head
  }

  public func append(_ entries: [FeedEntry], lastHubHash: String?) throws {
    let count = state.feed.count
    undo.append { $0.feed.removeLast($0.feed.count - count) }
    for place in entries {
      let reference = DocumentReference(place.entry.entity, place.entry.entityID)
      guard state.entryPlaces[place.entry.id] == nil else { throw ModelViolation.entryTwice }
      guard place.sequence == Int64(state.feed.count) + 1 else { throw ModelViolation.feedHasGaps }
      set(\.entryPlaces, place.entry.id, state.feed.count)
      set(
        \.documentPlaces, reference,
        (state.documentPlaces[reference] ?? []) + [state.feed.count])
      state.feed.append(place)
    }
    if let lastHubHash {
      var head = state.head
      head.hubHash = lastHubHash
      set(\.head, head)
    }
  }

  public func feed(after sequence: Int64, limit: Int) throws -> [FeedEntry] {
    let start = min(max(0, Int(sequence)), state.feed.count)
    return Array(state.feed[start..<min(start + limit, state.feed.count)])
  }
}

/// What a database's constraints would have refused.
public enum ModelViolation: Error {
  case feedHasGaps, documentIsThere, overlap, entryTwice
}
