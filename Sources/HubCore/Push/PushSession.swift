import ClinicDomain
import SyncProtocol

/// One push, in a transaction of the hub that it may share with those of other sites.
///
/// It is sorted, then what it is about is locked, then it is taken in.
struct PushSession<Transaction: HubTransaction> {
  let work: HubWork<Transaction>
  let push: PushRequest
  private var site: SiteRecord
  private var log: LogState
  private var fresh: [PushedEntry] = []
  private var unreadable: [String: String] = [:]
  private var items: [Int64: PushAnswer.Item] = [:]
  private var places: [LogPlace] = []
  /// Of each entry its canonical bytes and their hash: what is hashed is also what the feed keeps.
  private var hashes: [Int64: String] = [:]
  private var canonical: [Int64: [UInt8]] = [:]

  init(work: HubWork<Transaction>, push: PushRequest, site: SiteRecord, log: LogState) {
    self.work = work
    self.push = push
    self.site = site
    self.log = log
  }

  /// What the site is told, once all is taken in.
  func answer(feedHead: Int64, at now: Instant) -> PushAnswer {
    PushAnswer(
      items: push.entries.compactMap { items[$0.sequence] }, acknowledged: log.acknowledged,
      serverTime: now.milliseconds, leaseUntil: site.leaseUntil.milliseconds, feedHead: feedHead)
  }

  /// What is to be taken in and can be read.
  var readable: [SyncEntry] {
    fresh.compactMap(\.entry).filter { unreadable[$0.transaction] == nil }
  }

  /// Tells what is known, what is new and what doesn't fit.
  ///
  /// - Returns: the problem that keeps all of it out; a fork is to be kept with the site frozen.
  mutating func sort() throws -> HubProblem? {
    let known = try work.tx.places(
      of: site.site, epoch: push.epoch,
      push.entries.map(\.sequence).filter { $0 <= log.acknowledged })
    var next = log.acknowledged + 1
    for pushed in push.entries {
      canonical[pushed.sequence] = pushed.entry?.canonicalBytes
      let hash =
        canonical[pushed.sequence].map { BinaryText.hex(sha256($0)) } ?? pushed.hash(by: sha256)
      hashes[pushed.sequence] = hash
      if pushed.sequence < next {
        guard let place = known[pushed.sequence], place.hash == hash else {
          return HubProblem(.forked)
        }
        if place.isOpen, case .entry = pushed {
          fresh.append(pushed)
        } else {
          keepAnswer(place)
        }
      } else {
        guard pushed.sequence == next else { return HubProblem(.expectedNext, expected: next) }
        guard pushed.previousHash == log.lastHash else { return HubProblem(.forked) }
        log.lastHash = hash
        next += 1
        fresh.append(pushed)
      }
    }
    if let problem = splitTransaction(after: log.acknowledged) { return problem }
    log.acknowledged = next - 1
    unreadable = EntryReading.problems(of: fresh.compactMap(\.entry))
    return nil
  }

  /// A transaction that goes on from the last push would be visible in halves.
  private mutating func splitTransaction(after acknowledged: Int64) -> HubProblem? {
    let new = fresh.filter { $0.sequence > acknowledged }
    if case .entry(let first) = new.first, first.transaction == log.lastTransaction {
      return HubProblem(.malformed)
    }
    if let last = new.last {
      if case .entry(let entry) = last {
        log.lastTransaction = entry.transaction
      } else {
        log.lastTransaction = ""
      }
    }
    return nil
  }

  private mutating func keepAnswer(_ place: LogPlace) {
    items[place.sequence] = PushAnswer.Item(
      sequence: place.sequence, outcome: place.outcome ?? .applied, reason: place.reason)
  }

  private mutating func settle(
    _ pushed: PushedEntry, _ outcome: EntryOutcome?, reason: String? = nil,
    unread: SyncEntry? = nil
  ) {
    let place = LogPlace(
      site: site.site, epoch: push.epoch, sequence: pushed.sequence,
      hash: hashes[pushed.sequence] ?? pushed.hash(by: sha256),
      outcome: outcome, reason: reason, unread: unread)
    places.append(place)
    keepAnswer(place)
  }

  /// Takes the push in and stores it, all but its places in the feed.
  ///
  /// `known` are entries that the feed has, by their ids.
  mutating func takeIn(known: [String: SyncEntry], at now: Instant) throws {
    var index = fresh.startIndex
    while index < fresh.endIndex {
      guard let first = fresh[index].entry else {
        settle(fresh[index], nil)
        index += 1
        continue
      }
      let end =
        fresh[index...].firstIndex { $0.entry?.transaction != first.transaction } ?? fresh.endIndex
      let group = fresh[index..<end]
      if let reason = unreadable[first.transaction] {
        for pushed in group {
          settle(pushed, .quarantined, reason: reason, unread: pushed.entry)
        }
      } else {
        try take(group, known: known)
      }
      index = end
    }
    try work.tx.keep(places)
    try work.tx.keep(log)
    site.lastSeen = now
    try work.tx.keep(site)
    try work.storeDocuments()
  }

  /// Takes the entries of one transaction in, then settles the visits that they touch.
  private mutating func take(_ group: ArraySlice<PushedEntry>, known: [String: SyncEntry]) throws {
    var outcomes: [(pushed: PushedEntry, entry: SyncEntry, outcome: EntryOutcome)] = []
    for pushed in group {
      guard let entry = pushed.entry else { continue }
      if let earlier = known[entry.id] ?? work.taken(entry.id) {
        let isSame = earlier.isSameChange(as: entry)
        settle(
          pushed, isSame ? .duplicate : .quarantined, reason: isSame ? nil : "id_reused",
          unread: isSame ? nil : entry)
      } else {
        let change = try work.take(entry, canonical: canonical[pushed.sequence])
        outcomes.append((pushed, entry, change.conflicts.isEmpty ? .applied : .merged))
      }
    }
    let refusals = try work.settle(outcomes.map(\.entry), from: site)
    for (pushed, entry, outcome) in outcomes {
      if let reason = refusals[DocumentReference(entry.entity, entry.entityID)] {
        settle(pushed, .refused, reason: reason)
      } else {
        settle(pushed, outcome)
      }
    }
  }
}

extension PushedEntry {
  var entry: SyncEntry? {
    if case .entry(let entry) = self { entry } else { nil }
  }
}

extension SyncEntry {
  /// Whether another place of a log holds the same change: a site that begins a new epoch writes
  /// what was not acknowledged anew, with the ids it has.
  func isSameChange(as other: SyncEntry) -> Bool {
    entity == other.entity && entityID == other.entityID && operation == other.operation
      && timestamp == other.timestamp && body == other.body
  }
}
