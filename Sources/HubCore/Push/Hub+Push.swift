public import ClinicDomain
public import SyncProtocol

extension Hub {
  /// Takes a site's entries in: all of the push or, with a `HubProblem`, nothing of it.
  ///
  /// A push that came before gets the outcomes it got then.
  public func push(
    _ push: PushRequest, from site: String, at now: Instant
  ) throws -> PushAnswer {
    try take([SitePush(site: site, push: push)], at: now)[0].get()
  }

  /// Takes the pushes of several sites in with one transaction, in their order: of each all or, with
  /// its own failure, nothing.
  ///
  /// No site may be there twice. What is thrown struck the transaction itself: nothing is taken in.
  public func take(
    _ pushes: [SitePush], at now: Instant
  ) throws -> [Result<PushAnswer, any Error>] {
    try store.write { tx in try take(pushes, at: now, in: tx) }
  }

  /// Takes locks in one order: sites' rows, then documents, then the resources of visits, last the feed.
  ///
  /// So who waits for others doesn't wait in circles. Only two who make the same documents at once may
  /// meet in another order; the database ends one of them, which is tried again.
  private func take(
    _ pushes: [SitePush], at now: Instant, in tx: Store.Transaction
  ) throws -> [Result<PushAnswer, any Error>] {
    var sites: [String: SiteRecord] = [:]
    for id in pushes.map(\.site).sorted() { sites[id] = try tx.lockedSite(id) }
    let work = try HubWork(tx: tx, rules: rules, now: now)
    var sessions = try pushes.map { push -> Result<PushSession<Store.Transaction>, any Error> in
      try open(push.push, of: sites[push.site], in: work)
    }
    let readable = sessions.flatMap { (try? $0.get())?.readable ?? [] }
    let known = try tx.entries(ids: readable.map(\.id))
    try work.load(readable.filter { known[$0.id] == nil })
    for (index, result) in sessions.enumerated() {
      guard case .success(var session) = result else { continue }
      if sessions.count == 1 {
        try session.takeIn(known: known, at: now)
        sessions[index] = .success(session)
      } else {
        sessions[index] = try work.apart {
          try session.takeIn(known: known, at: now)
          return session
        }
      }
    }
    let head = try work.finish()
    return sessions.map { $0.map { $0.answer(feedHead: head, at: now) } }
  }

  /// A push that may be taken in, or the problem that keeps all of it out.
  private func open(
    _ push: PushRequest, of site: SiteRecord?, in work: HubWork<Store.Transaction>
  ) throws -> Result<PushSession<Store.Transaction>, any Error> {
    guard let site else { return .failure(HubProblem(.unauthorised)) }
    if let problem = site.problem ?? shapeProblem(of: push, site: site) {
      return .failure(problem)
    }
    let log =
      try work.tx.log(of: site.site, epoch: push.epoch)
      ?? LogState(site: site.site, epoch: push.epoch)
    var session = PushSession(
      work: work, push: push, site: site.renewed(at: work.now, by: rules), log: log)
    guard let problem = try session.sort() else { return .success(session) }
    if problem.code == .forked {
      var frozen = site
      frozen.state = .frozen
      try work.tx.keep(frozen)
    }
    return .failure(problem)
  }

  private func shapeProblem(of push: PushRequest, site: SiteRecord) -> HubProblem? {
    guard push.epoch == site.epoch else { return HubProblem(.staleEpoch) }
    let isWhole = Set(push.entries.compactMap(\.entry?.transaction)).count <= 1
    guard push.entries.count <= SyncAPI.batchLimit || isWhole else { return HubProblem(.tooLarge) }
    let sequences = push.entries.map(\.sequence)
    guard sequences.allSatisfy({ $0 > 0 }),
      zip(sequences, sequences.dropFirst()).allSatisfy({ $0 < $1 }),
      push.entries.compactMap(\.entry).allSatisfy({
        $0.site == site.site && $0.epoch == push.epoch
      })
    else { return HubProblem(.malformed) }
    return nil
  }
}

/// What one site pushes.
public struct SitePush: Sendable {
  public let site: String
  public let push: PushRequest

  public init(site: String, push: PushRequest) {
    self.site = site
    self.push = push
  }
}

extension SiteRecord {
  /// What keeps the site from being served.
  var problem: HubProblem? {
    switch state {
    case .active: nil
    case .frozen: HubProblem(.frozen)
    case .decommissioned: HubProblem(.decommissioned)
    }
  }

  /// The site with its lease made longer; one that ran out stays so, as the hub may have given time
  /// away that the site doesn't know of.
  func renewed(at now: Instant, by rules: HubRules) -> SiteRecord {
    var site = self
    if hasLease(at: now) { site.leaseUntil = now.adding(milliseconds: rules.lease) }
    return site
  }
}
