public import ClinicDomain
public import SyncProtocol

extension Hub {
  /// The next page of the feed for a site.
  ///
  /// `epoch` is that of the reader's file: its own entries of that epoch come as stubs; nil takes the
  /// one in which the site pushes. `limit` is the most entries, unless a single transaction has more.
  /// A position of another life of the hub is a `hubEpoch` problem.
  public func feed(
    for site: String, after position: FeedPosition, epoch: Int64? = nil,
    limit: Int = SyncAPI.batchLimit, at now: Instant
  ) throws -> FeedPage {
    let read = try store.read { tx -> (page: FeedPage?, site: SiteRecord) in
      guard let site = try tx.site(site) else { throw HubProblem(.unauthorised) }
      guard site.state != .decommissioned else { throw HubProblem(.decommissioned) }
      return (
        try page(for: site, after: position, epoch: epoch, limit: limit, at: now, in: tx), site
      )
    }
    guard var page = read.page else {
      // The site saw more than there is: an old copy of the hub is at work.
      throw HubProblem(.hubEpoch, hubEpoch: try beginNewLife(after: position))
    }
    let isAtHead = (page.items.last?.sequence ?? position.sequence) == page.head
    page.leaseUntil = try noteReader(read.site, after: position, isAtHead: isAtHead, at: now)
      .milliseconds
    return page
  }

  /// Nil where the position is after the head.
  private func page(
    for site: SiteRecord, after position: FeedPosition, epoch: Int64?, limit: Int,
    at now: Instant, in tx: Store.Transaction
  ) throws -> FeedPage? {
    let identity = try tx.identity()
    guard position.hubEpoch == identity.epoch else {
      throw HubProblem(.hubEpoch, hubEpoch: identity.epoch)
    }
    let head = try tx.feedHead().sequence
    guard position.sequence <= head else { return nil }
    let limit = min(max(1, limit), SyncAPI.batchLimit)
    let own = epoch ?? site.epoch
    let items = try wholeTransactions(after: position.sequence, limit: limit, in: tx).map {
      let entry = $0.entry
      let isOwn = entry.site == site.site && entry.epoch == own
      return FeedItem(
        sequence: $0.sequence,
        content: isOwn ? .own(epoch: entry.epoch, sequence: entry.sequence) : .entry(entry))
    }
    return FeedPage(
      hubEpoch: identity.epoch, items: items, head: head, serverTime: now.milliseconds)
  }

  /// As many transactions as fit, at least one.
  private func wholeTransactions(
    after sequence: Int64, limit: Int, in tx: Store.Transaction
  ) throws -> [FeedEntry] {
    var wanted = limit + 1
    while true {
      let found = try tx.feed(after: sequence, limit: wanted)
      let isAll = found.count < wanted
      let end = wholeCount(of: found, isAll: isAll, limit: limit)
      if end > 0 || isAll { return Array(found[..<end]) }
      wanted *= 2
    }
  }

  private func wholeCount(of found: [FeedEntry], isAll: Bool, limit: Int) -> Int {
    var end = 0
    var bytes = 0
    for (index, place) in found.enumerated() {
      bytes += place.entry.body.roughSize + 600
      if end > 0, index + 1 > limit || bytes > rules.pageBytes { break }
      let isLast =
        index + 1 < found.count
        ? found[index + 1].entry.transactionKey != place.entry.transactionKey : isAll
      if isLast { end = index + 1 }
    }
    return end
  }

  /// Keeps how far the site is, and makes its lease longer.
  private func noteReader(
    _ seen: SiteRecord, after position: FeedPosition, isAtHead: Bool, at now: Instant
  ) throws -> Instant {
    let isWorthIt =
      seen.pulled != position.sequence || now.milliseconds(since: seen.lastSeen) >= 60_000
      || (isAtHead && !seen.hasLease(at: now))
    guard isWorthIt, seen.state == .active else { return seen.leaseUntil }
    return try store.write { tx in
      guard var site = try tx.lockedSite(seen.site), site.state == .active else {
        return seen.leaseUntil
      }
      site = site.renewed(at: now, by: rules)
      // Who knows all that was decided meanwhile may promise again.
      if isAtHead { site.leaseUntil = now.adding(milliseconds: rules.lease) }
      site.lastSeen = now
      site.pulled = position.sequence
      try tx.keep(site)
      return site.leaseUntil
    }
  }

  /// Makes all sites pull from the beginning: the hub may have lost entries that they know.
  ///
  /// - Returns: the new hub epoch.
  @discardableResult
  public func beginNewLife() throws -> Int64 { try beginNewLife(after: nil) }

  private func beginNewLife(after position: FeedPosition?) throws -> Int64 {
    try store.write { tx in
      try tx.lockRegister()
      var identity = try tx.identity()
      if let position, position.hubEpoch != identity.epoch { return identity.epoch }
      identity.epoch += 1
      try tx.keep(identity)
      return identity.epoch
    }
  }
}

extension SyncEntry {
  fileprivate var transactionKey: String { "\(site) \(transaction)" }
}

extension JSONValue {
  /// About how many bytes it takes.
  fileprivate var roughSize: Int {
    switch self {
    case .null, .bool: 5
    case .int: 12
    case .string(let text): text.utf8.count + 3
    case .array(let elements): elements.reduce(2) { $0 + $1.roughSize }
    case .object(let object):
      object.members.reduce(2) { $0 + $1.key.utf8.count + 4 + $1.value.roughSize }
    }
  }
}
