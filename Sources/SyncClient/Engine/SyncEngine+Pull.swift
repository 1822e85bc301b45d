import ClinicDomain
import SyncProtocol

extension SyncEngine {
  func pull(_ progress: PullProgress) throws -> SyncEvent {
    let position = try progress.restart ?? store.standing().feed
    let page: FeedPage
    do {
      page = try reached { () throws(HubFailure) in try transport.feed(after: position) }
    } catch {
      guard case .problem(let problem) = error.failure, problem.code == .hubEpoch,
        let epoch = problem.hubEpoch, epoch != position.hubEpoch
      else { throw error }
      return try restart(epoch, progress)
    }
    guard page.hubEpoch == position.hubEpoch else { return try restart(page.hubEpoch, progress) }
    guard !page.items.isEmpty || progress.restart != nil else {
      guard page.head <= position.sequence else { throw HubFailure(.answer) }
      // It renews the lease.
      try store.takeIn(page, at: clock())
      return afterPull()
    }
    do {
      try store.takeIn(page, at: clock())
    } catch is FeedGap {
      guard progress.gaps < Self.repeatLimit else { throw HubFailure(.answer) }
      return go(.pull(PullProgress(restart: progress.restart, gaps: progress.gaps + 1)))
    }
    let last = page.items.last?.sequence ?? position.sequence
    if !page.items.isEmpty { failures = 0 }
    let event = SyncEvent.pulled(count: page.items.count, position: last, head: page.head)
    if last < page.head { return go(.pull(PullProgress()), event) }
    _ = afterPull()
    return event
  }

  /// The hub came back from a backup: its feed is read from the beginning, and it is asked what it
  /// still has of this site.
  private func restart(_ hubEpoch: Int64, _ progress: PullProgress) throws -> SyncEvent {
    guard progress.gaps < Self.repeatLimit else { throw HubFailure(.answer) }
    turn.isHubRestored = true
    let start = FeedPosition(hubEpoch: hubEpoch, sequence: 0)
    return go(
      .pull(PullProgress(restart: start, gaps: progress.gaps + 1)),
      .feedRestarted(hubEpoch: hubEpoch))
  }

  private func afterPull() -> SyncEvent {
    let isFirst = !turn.hasPulled
    turn.hasPulled = true
    guard turn.held == nil, isFirst else { return go(.leaveKeys) }
    if turn.isHubRestored { return go(.greet) }
    // After a new epoch: what was never sent goes out now.
    return go(turn.renewals > 0 ? .push(PushWindow()) : .leaveKeys)
  }

  func leaveKeys() throws -> SyncEvent {
    let grants = try store.keyGrantsToSend(limit: SyncAPI.batchLimit)
    guard !grants.isEmpty else { return go(.fetchKeys) }
    try reached { () throws(HubFailure) in try transport.leave(grants) }
    try store.markSent(grants)
    return go(.leaveKeys, .keysLeft(grants.count))
  }

  func fetchKeys() throws -> SyncEvent {
    let cursor = try store.standing().keyCursor
    let page = try reached { () throws(HubFailure) in try transport.keyGrants(after: cursor) }
    guard !page.grants.isEmpty else { return go(.decide) }
    guard page.cursor > cursor else { throw HubFailure(.answer) }
    try store.takeIn(page, at: clock())
    return go(.fetchKeys, .keysFetched(page.grants.count))
  }
}
