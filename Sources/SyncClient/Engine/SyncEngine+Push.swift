import ClinicDomain
import SyncProtocol

extension SyncEngine {
  /// Asks for a new epoch.
  ///
  /// A restored file first gets back what it lacks, then sends what was never sent.
  func renew(_ reason: EpochReason) throws -> SyncEvent {
    guard turn.renewals < Self.repeatLimit else { throw HubFailure(.answer) }
    turn.renewals += 1
    let standing = try store.standing()
    let request = EpochRequest(
      epoch: standing.epoch, lastSequence: standing.lastSequence, lastHash: standing.lastHash,
      reason: reason, acknowledged: standing.acknowledgedHash.map { _ in standing.acknowledged },
      acknowledgedHash: standing.acknowledgedHash)
    let answer: EpochAnswer
    do {
      answer = try reached { () throws(HubFailure) in try transport.beginEpoch(request) }
    } catch {
      guard let held = try hold(error) else { throw error }
      return held
    }
    try store.begin(answer, at: clock())
    mustRenew = nil
    return go(.pull(PullProgress()), .renewed(epoch: answer.epoch, reason))
  }

  func push(_ window: PushWindow) throws -> SyncEvent {
    let request = try store.nextPush(
      entryLimit: window.limit, byteLimit: SyncAPI.batchByteLimit)
    guard let request, let last = request.entries.last else { return try afterPush() }
    // What the push seals is opened by keys that would be lost with the file.
    let grants = try store.ownKeyGrantsToSend(limit: SyncAPI.batchLimit)
    guard grants.isEmpty else {
      do {
        try reached { () throws(HubFailure) in try transport.leave(grants) }
      } catch {
        guard let held = try hold(error) else { throw error }
        return held
      }
      try store.markSent(grants)
      return go(.push(window), .keysLeft(grants.count))
    }
    let answer: PushAnswer
    do {
      answer = try reached { () throws(HubFailure) in try transport.push(request) }
    } catch {
      return try refused(request, window, error)
    }
    try store.settle(request, answer, at: clock())
    turn.hasPushed = true
    markGreeted()
    guard let first = request.entries.first, answer.acknowledged >= first.sequence else {
      // Nothing moved: the same push at once would go round for ever.
      throw HubFailure(.answer)
    }
    failures = 0
    var next = PushWindow(limit: Self.limit(answer))
    if let end = window.suspectEnd, last.sequence < end {
      next.limit = min(next.limit, Int(end - last.sequence))
      next.suspectEnd = end
    }
    if request.entries.allSatisfy(\.isPlaceholder) { next.poisonCount = window.poisonCount }
    var outcomes: [EntryOutcome: Int] = [:]
    for item in answer.items { outcomes[item.outcome, default: 0] += 1 }
    return go(
      .push(next),
      .pushed(
        count: request.entries.count, outcomes: outcomes, acknowledged: answer.acknowledged))
  }

  private static func limit(_ answer: PushAnswer) -> Int {
    Int(max(1, min(Int64(SyncAPI.batchLimit), answer.maximumBatch)))
  }

  /// What to do about a push that was not taken.
  private func refused(
    _ request: PushRequest, _ window: PushWindow, _ failure: HubFailure
  ) throws -> SyncEvent {
    guard case .problem(let problem) = failure.failure else { throw failure }
    switch problem.code {
    case .expectedNext: return try rewind(to: problem, window, failure)
    case .staleEpoch: return go(.renew(.cloned))
    case .malformed, .tooLarge: return try bisect(request, window, failure, problem)
    default:
      guard let held = try hold(failure) else { throw failure }
      return held
    }
  }

  /// Two files push as one site, or an administrator stopped it: what others did still comes in.
  private func hold(_ failure: HubFailure) throws -> SyncEvent? {
    guard case .problem(let problem) = failure.failure,
      problem.code == .forked || problem.code == .frozen
    else { return nil }
    mustRenew = .cloned
    turn.held = failure.failure
    return go(turn.hasPulled ? .leaveKeys : .pull(PullProgress()), .held(failure.failure))
  }

  private func rewind(
    to problem: HubProblem, _ window: PushWindow, _ failure: HubFailure
  ) throws -> SyncEvent {
    let standing = try store.standing()
    guard let expected = problem.expected, expected >= 1, expected <= standing.acknowledged,
      window.rewinds < Self.repeatLimit
    else { throw failure }
    try store.rewind(to: expected - 1, at: clock())
    return go(
      .push(PushWindow(rewinds: window.rewinds + 1)), .rewound(acknowledged: expected - 1))
  }

  /// Halves what the hub can't take until one transaction is left, which is put aside.
  private func bisect(
    _ request: PushRequest, _ window: PushWindow, _ failure: HubFailure, _ problem: HubProblem
  ) throws -> SyncEvent {
    guard let last = request.entries.last else { throw failure }
    var next = window
    let transactions = Set(request.entries.compactMap(\.transaction))
    if transactions.count > 1 {
      next.suspectEnd = last.sequence
      next.limit = max(1, request.entries.count / 2)
      return go(.push(next), .bisected(entries: request.entries.count))
    }
    guard let poison = transactions.first, window.poisonCount < Self.poisonLimit else {
      throw failure
    }
    let reason = problem.code.rawValue
    try store.quarantine(transaction: poison, reason: reason, at: clock())
    next = PushWindow(poisonCount: window.poisonCount + 1)
    return go(.push(next), .quarantined(transaction: poison, reason: reason))
  }

  /// A push of nothing.
  func greet() throws -> SyncEvent {
    let standing = try store.standing()
    let request = PushRequest(epoch: standing.epoch, entries: [])
    let answer: PushAnswer
    do {
      answer = try reached { () throws(HubFailure) in try transport.push(request) }
    } catch {
      return try refused(request, PushWindow(), error)
    }
    markGreeted()
    // The hub has more than the file sent, which has nothing to send: it is an older copy, or another
    // copy sent that.
    guard answer.acknowledged <= standing.acknowledged else { return go(.renew(.restored)) }
    guard answer.acknowledged < standing.acknowledged else {
      try store.settle(request, answer, at: clock())
      return go(.pull(PullProgress()))
    }
    try store.rewind(to: answer.acknowledged, at: clock())
    return go(.push(PushWindow(rewinds: 1)), .rewound(acknowledged: answer.acknowledged))
  }
}

extension PushedEntry {
  var isPlaceholder: Bool {
    if case .placeholder = self { return true }
    return false
  }

  var transaction: String? {
    if case .entry(let entry) = self { return entry.transaction }
    return nil
  }
}
