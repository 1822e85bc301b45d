public import ClinicDomain
public import SyncProtocol

extension Hub {
  /// Begins a new epoch of a site whose file was restored or cloned.
  public func beginEpoch(
    _ request: EpochRequest, of site: String, at now: Instant
  ) throws -> EpochAnswer {
    try store.write { tx in
      guard var record = try tx.lockedSite(site) else { throw HubProblem(.unauthorised) }
      if let problem = record.problem { throw problem }
      let acknowledged = try acknowledged(of: request, site: site, in: tx)
      // By the clock, so that a hub that was restored itself never gives an epoch out again.
      record.epoch = max(record.epoch + 1, now.milliseconds)
      record.lastSeen = now
      // The file doesn't know what its other self promised: it asks until it pulled everything.
      // Long ago, for the site reads it by a clock of its own.
      record.leaseUntil = Instant(milliseconds: 0)
      try tx.keep(record)
      return EpochAnswer(
        epoch: record.epoch, acknowledged: acknowledged, serverTime: now.milliseconds)
    }
  }

  /// Up to where the log of the file and the one at the hub are known to be the same.
  private func acknowledged(
    of request: EpochRequest, site: String, in tx: Store.Transaction
  ) throws -> Int64 {
    guard let log = try tx.log(of: site, epoch: request.epoch) else { return 0 }
    if try agrees(request.lastSequence, request.lastHash, with: log, in: tx) {
      return log.acknowledged
    }
    if let own = request.acknowledged, let hash = request.acknowledgedHash,
      try agrees(own, hash, with: log, in: tx)
    {
      return own
    }
    return 0
  }

  private func agrees(
    _ sequence: Int64, _ hash: String, with log: LogState, in tx: Store.Transaction
  ) throws -> Bool {
    guard sequence > 0 else { return sequence == 0 }
    guard sequence <= log.acknowledged else { return false }
    return try tx.places(of: log.site, epoch: log.epoch, [sequence])[sequence]?.hash == hash
  }
}
