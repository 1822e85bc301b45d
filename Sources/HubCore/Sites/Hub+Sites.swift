public import ClinicDomain
public import SyncProtocol

extension Hub {
  /// All sites, in the order of their numbers.
  public func directory() throws -> Directory {
    try store.read { tx in
      let services = try tx.services()
      return Directory(
        sites: try tx.sites().map(\.directoryEntry), services: services.isEmpty ? nil : services)
    }
  }

  /// What the hub knows of each site, in the order of their numbers.
  public func sites() throws -> [SiteRecord] { try store.read { tx in try tx.sites() } }

  /// Takes a site out for good: nothing is taken from it any more, and its leases end.
  public func decommission(_ site: String, at now: Instant) throws {
    try change(site) { record in
      record.state = .decommissioned
      record.leaseUntil = min(record.leaseUntil, now)
    }
    try settleOverdueRequests(at: now)
  }

  /// Lets a frozen site go on, in a new epoch: each of its files has to ask for one.
  public func thaw(_ site: String, at now: Instant) throws {
    try change(site) { record in
      guard record.state == .frozen else { return }
      record.state = .active
      record.epoch = max(record.epoch + 1, now.milliseconds)
    }
  }

  private func change(_ site: String, _ change: (inout SiteRecord) -> Void) throws {
    try store.write { tx in
      guard var record = try tx.lockedSite(site) else { throw HubProblem(.notFound) }
      change(&record)
      try tx.keep(record)
    }
  }

  /// Decides about requests whose lease holder's word has run out; to be called every minute or so.
  ///
  /// - Returns: how many requests were looked at.
  @discardableResult
  public func settleOverdueRequests(at now: Instant) throws -> Int {
    var count = 0
    for practitioner in try store.read({ tx in try tx.practitionersAskedFor() }) {
      let appointments = try store.read { tx -> [String] in
        let work = try HubWork(tx: tx, rules: rules, now: now)
        guard try work.activeHolder(of: practitioner) == nil else { return [] }
        return try tx.requests(for: practitioner)
      }
      for appointment in appointments {
        try store.write { tx in try settleRequest(of: appointment, at: now, in: tx) }
      }
      count += appointments.count
    }
    return count
  }

  private func settleRequest(
    of appointment: String, at now: Instant, in tx: Store.Transaction
  ) throws {
    let work = try HubWork(tx: tx, rules: rules, now: now)
    let reference = DocumentReference(VisitClaim.entity, appointment)
    try work.lock([reference])
    guard let document = try work.document(reference)?.document else { return }
    try tx.lock(resources: VisitClaim.resources(of: reference.entity, document.body).sorted())
    if let visit = VisitClaim(document), visit.isLive, visit.reservation == .requested {
      _ = try work.settleVisit(reference, from: nil)
    } else {
      try tx.removeRequest(of: appointment)
    }
    _ = try work.finish()
  }
}
