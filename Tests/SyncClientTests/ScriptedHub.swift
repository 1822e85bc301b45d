import ClinicDomain
import SyncClient
import SyncProtocol

/// A hub in memory that does what its script says, and else behaves.
final class ScriptedHub: HubTransport {
  enum Call: Hashable {
    case push(ClosedRange<Int64>?)
    case feed(FeedPosition)
    case epoch(EpochRequest)
    case directory, leave(Int), keys(Int64)
  }

  var calls: [Call] = []
  /// Failures for the next calls, whatever they are; nil lets one pass.
  var script: [HubFailure?] = []
  /// What the hub does to every push, where it isn't nil.
  var onPush: ((PushRequest) throws(HubFailure) -> Void)?
  var onEpoch: ((EpochRequest) throws(HubFailure) -> Void)?

  var epoch: Int64 = 1
  var received: [PushedEntry] = []
  var hubEpoch: Int64 = 1
  var items: [FeedItem] = []
  var pageSize = 500
  var skippedItems: Set<Int64> = []
  var grants: [KeyGrant] = []
  var left: [KeyGrant] = []
  var maximumBatch = Int64(SyncAPI.batchLimit)
  var acknowledgement: Int64?
  /// The epochs that the feed was asked for.
  var feedEpochs: [Int64] = []

  private func next(_ call: Call) throws(HubFailure) {
    calls.append(call)
    if !script.isEmpty, let failure = script.removeFirst() { throw failure }
  }

  func push(_ request: PushRequest) throws(HubFailure) -> PushAnswer {
    let range = request.entries.first.flatMap { first in
      request.entries.last.map { first.sequence...$0.sequence }
    }
    try next(.push(range))
    if let onPush { try onPush(request) }
    guard request.epoch == epoch else { throw HubFailure(.problem(HubProblem(.staleEpoch))) }
    let expected = Int64(received.count) + 1
    if let first = request.entries.first, first.sequence > expected {
      throw HubFailure(.problem(HubProblem(.expectedNext, expected: expected)))
    }
    received += request.entries.filter { $0.sequence >= expected }
    return PushAnswer(
      items: request.entries.map { PushAnswer.Item(sequence: $0.sequence, outcome: .applied) },
      acknowledged: acknowledgement ?? Int64(received.count), serverTime: 0,
      maximumBatch: maximumBatch, leaseUntil: 0, feedHead: Int64(items.count))
  }

  func feed(after position: FeedPosition, epoch: Int64) throws(HubFailure) -> FeedPage {
    feedEpochs.append(epoch)
    try next(.feed(position))
    guard position.hubEpoch == hubEpoch else {
      throw HubFailure(.problem(HubProblem(.hubEpoch, hubEpoch: hubEpoch)))
    }
    let rest = items.filter {
      $0.sequence > position.sequence && !skippedItems.contains($0.sequence)
    }
    return FeedPage(
      hubEpoch: hubEpoch, items: Array(rest.prefix(pageSize)), head: Int64(items.count),
      serverTime: 0)
  }

  func beginEpoch(_ request: EpochRequest) throws(HubFailure) -> EpochAnswer {
    try next(.epoch(request))
    if let onEpoch { try onEpoch(request) }
    let acknowledged = min(Int64(received.count), request.lastSequence)
    epoch += 1
    received = []
    return EpochAnswer(epoch: epoch, acknowledged: acknowledged, serverTime: 0)
  }

  func directory() throws(HubFailure) -> Directory {
    try next(.directory)
    return Directory(sites: [])
  }

  func leave(_ grants: [KeyGrant]) throws(HubFailure) {
    try next(.leave(grants.count))
    left += grants
  }

  func keyGrants(after cursor: Int64) throws(HubFailure) -> KeyGrantPage {
    try next(.keys(cursor))
    let rest = grants.dropFirst(Int(cursor)).prefix(2)
    return KeyGrantPage(grants: Array(rest), cursor: cursor + Int64(rest.count))
  }

  /// Puts so many own stubs into the feed.
  func publish(_ count: Int, own sequence: Int64 = 1) {
    for _ in 0..<count {
      items.append(
        FeedItem(sequence: Int64(items.count) + 1, content: .own(epoch: 1, sequence: sequence)))
    }
  }

  var pushes: [ClosedRange<Int64>?] {
    calls.compactMap { if case .push(let range) = $0 { range } else { nil } }
  }
}

extension KeyGrant {
  static func sample(_ number: Int) -> KeyGrant {
    KeyGrant(
      patient: "p\(number)", version: 1, sender: "a", recipient: "b", encapsulated: "", sealed: "")
  }
}

/// Counts up: no two numbers are the same, none is left to chance.
struct CountingRandom: RandomNumberGenerator {
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}

/// The greatest number each time: waits are as long as they may be.
struct LargestRandom: RandomNumberGenerator {
  mutating func next() -> UInt64 { .max }
}

/// A clock that a test sets.
final class SetClock {
  var now = Instant(milliseconds: 1_800_000_000_000)
  func advance(_ milliseconds: Int64) { now = now.adding(milliseconds: milliseconds) }
}

/// A site, a hub and the engine between them.
struct Bench {
  let site = ScriptedSite()
  let hub = ScriptedHub()
  let clock = SetClock()
  let engine: SyncEngine

  init(random: any RandomNumberGenerator = LargestRandom()) {
    let clock = clock
    engine = SyncEngine(store: site, transport: hub, random: random) { clock.now }
  }

  /// Wakes the engine and lets it work until it rests or waits.
  @discardableResult
  func turn(_ trigger: SyncTrigger = .nudge) -> [SyncEvent] {
    engine.wake(trigger)
    var events: [SyncEvent] = []
    engine.runTurn { events.append($0) }
    return events.filter { $0 != .nothing }
  }

  var wait: SyncWait? {
    if case .waiting(let wait) = engine.state { wait } else { nil }
  }
}
