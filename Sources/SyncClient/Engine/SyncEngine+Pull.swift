import ClinicDomain
import Storage
import SyncProtocol

extension SyncEngine {
  func pull(_ progress: PullProgress) throws -> SyncEvent {
    let standing = try store.standing()
    let position = progress.restart ?? standing.feed
    let page: FeedPage
    do {
      page = try trustedPage(after: position, standing)
    } catch let failure as HubFailure {
      guard case .problem(let problem) = failure.failure, problem.code == .hubEpoch,
        let epoch = problem.hubEpoch, epoch != position.hubEpoch
      else { throw failure }
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
    } catch is MissingOwnEntry {
      // Another file of this site is at work, or was: this one needs an epoch of its own.
      mustRenew = .cloned
      return go(turn.held == nil ? .renew(.cloned) : .leaveKeys)
    }
    let last = page.items.last?.sequence ?? position.sequence
    if !page.items.isEmpty { failures = 0 }
    let event = SyncEvent.pulled(count: page.items.count, position: last, head: page.head)
    if last < page.head { return go(.pull(PullProgress()), event) }
    _ = afterPull()
    return event
  }

  /// A page whose own entries are known to be the file's.
  ///
  /// Up to the acknowledgement the file has what the hub has. What lies after it may have been sent
  /// by another copy of the file, at a place where this one has something else: it comes in full.
  private func trustedPage(
    after position: FeedPosition, _ standing: SiteStanding
  ) throws(HubFailure) -> FeedPage {
    let page = try reached { () throws(HubFailure) in
      try transport.feed(after: position, epoch: standing.epoch)
    }
    let isKnown = page.items.allSatisfy { item in
      guard case .own(let epoch, let sequence) = item.content else { return true }
      return epoch == standing.epoch && sequence <= standing.acknowledged
    }
    guard !isKnown else { return page }
    return try reached { () throws(HubFailure) in
      try transport.feed(after: position, epoch: Self.noEpoch)
    }
  }

  /// No site's epoch: all entries of the feed come in full.
  private static let noEpoch: Int64 = 0

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
    // Others seal under a key as soon as they have it: the hub keeps it for this site before them, or
    // a file that is put back would never see it again.
    let own = try store.ownKeyGrantsToSend(limit: SyncAPI.batchLimit)
    let grants = own.isEmpty ? try store.keyGrantsToSend(limit: SyncAPI.batchLimit) : own
    guard !grants.isEmpty else { return go(.fetchKeys) }
    try reached { () throws(HubFailure) in try transport.leave(grants) }
    try store.markSent(grants)
    return go(.leaveKeys, .keysLeft(grants.count))
  }

  func fetchKeys() throws -> SyncEvent {
    let cursor = try store.standing().keyCursor
    let page = try reached { () throws(HubFailure) in try transport.keyGrants(after: cursor) }
    guard !page.grants.isEmpty else { return go(turn.held == nil ? .sendPiece : .decide) }
    guard page.cursor > cursor else { throw HubFailure(.answer) }
    try store.takeIn(page, at: clock())
    return go(.fetchKeys, .keysFetched(page.grants.count))
  }
}
