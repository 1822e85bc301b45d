public import SyncProtocol

extension Hub {
  /// Keeps patients' data keys that a site wrapped for others.
  public func keep(_ grants: [KeyGrant], from site: String) throws {
    try store.write { tx in
      let sites = try tx.sites()
      guard let sender = sites.first(where: { $0.site == site }) else {
        throw HubProblem(.unauthorised)
      }
      if let problem = sender.problem { throw problem }
      guard grants.count <= SyncAPI.batchLimit else { throw HubProblem(.tooLarge) }
      guard grants.allSatisfy({ $0.sender == site }) else { throw HubProblem(.malformed) }
      // A hub that came back from a backup may not know a site that others know.
      let active = Set(sites.filter { $0.state != .decommissioned }.map(\.site))
      let services = Set(try tx.services().map(\.recipient))
      try tx.keep(
        grants.filter { active.contains($0.recipient) || services.contains($0.recipient) })
    }
  }

  /// The keys that others wrapped for a site.
  public func keyGrants(
    for site: String, after cursor: Int64, limit: Int = SyncAPI.batchLimit
  ) throws -> KeyGrantPage {
    try store.read { tx in
      guard let record = try tx.site(site), record.state != .decommissioned else {
        throw HubProblem(.unauthorised)
      }
      return try tx.grants(for: site, after: cursor, limit: min(max(1, limit), SyncAPI.batchLimit))
    }
  }
}
