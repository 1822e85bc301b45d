public import ClinicDomain
public import SyncProtocol

extension Hub {
  /// Takes a site's entries in: all of the push or, with a `HubProblem`, nothing of it.
  ///
  /// A push that came before gets the outcomes it got then.
  public func push(
    _ push: PushRequest, from site: String, at now: Instant
  ) throws -> PushAnswer {
    try store.write { tx in try take(push, from: site, at: now, in: tx) }.get()
  }

  private func take(
    _ push: PushRequest, from id: String, at now: Instant, in tx: Store.Transaction
  ) throws -> Result<PushAnswer, HubProblem> {
    guard let site = try tx.lockedSite(id) else { return .failure(HubProblem(.unauthorised)) }
    if let problem = site.problem ?? shapeProblem(of: push, site: site) {
      return .failure(problem)
    }
    let work = try HubWork(tx: tx, rules: rules, now: now)
    let log = try tx.log(of: id, epoch: push.epoch) ?? LogState(site: id, epoch: push.epoch)
    var session = PushSession(
      work: work, push: push, site: site.renewed(at: now, by: rules), log: log)
    if let problem = try session.run() {
      if problem.code == .forked {
        var frozen = site
        frozen.state = .frozen
        try tx.keep(frozen)
      }
      return .failure(problem)
    }
    session.site.lastSeen = now
    try tx.keep(session.site)
    return .success(
      PushAnswer(
        items: session.answers, acknowledged: session.log.acknowledged,
        serverTime: now.milliseconds, leaseUntil: session.site.leaseUntil.milliseconds,
        feedHead: try work.finish()))
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
