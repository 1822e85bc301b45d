import ClinicDomain
import Foundation
import HubCore
import HubModel
import SampleClinic
import Storage
import SyncClient
import SyncProtocol

extension World {
  /// The hub and the network are back: all queues must drain by themselves within twice the longest
  /// wait, without anybody touching anything.
  func drain() {
    isNetworkPerfect = true
    hubIsDownUntil = clock.now
    for site in sites { site.offlineUntil = clock.now }
    poisonIsOver = true
    let limit = clock.now.adding(milliseconds: 2 * RetryPolicy().cap)
    // What was written last nudged the worker; the worker of a site that rests has nothing to do
    // unless its program had just started.
    for site in liveSites {
      if case .resting = site.engine.state { site.engine.wake(.schedule) }
    }
    while clock.now <= limit {
      for site in liveSites { site.engine.runTurnAndTell(site) }
      guard let next = liveSites.compactMap({ $0.engine.nextDue }).min() else { break }
      // A site's clock is off from the world's.
      clock.now = max(clock.now.adding(milliseconds: 1_000), min(next, limit))
      if clock.now >= limit { break }
    }
    for site in liveSites where !isFrozen(site) {
      guard let standing = try? site.service.standing() else { continue }
      if standing.acknowledged < standing.lastSequence {
        violated(
          "site \(site.number) still holds \(standing.lastSequence - standing.acknowledged) "
            + "entries \(2 * RetryPolicy().cap / 1000) s after the hub came back: "
            + "\(site.engine.state)")
      }
    }
  }

  private func isFrozen(_ site: Site) -> Bool {
    (try? hub.sites().first { $0.site == site.id }?.state) != .active
  }

  /// People put right what only people can, then all goes on until nothing changes any more.
  func settle() throws {
    try deliverLate()
    late = []
    for round in 0..<60 {
      let before = try fingerprint()
      for record in try hub.sites() where record.state == .frozen {
        if !cloned.contains(record.site) { violated("site \(record.number) froze with one file") }
        try hub.thaw(record.site, at: clock.now)
        count("thawed")
      }
      try hub.settleOverdueRequests(at: clock.now)
      for site in liveSites {
        try resend(at: site)
        site.engine.wake(.person)
        site.engine.runTurnAndTell(site)
      }
      clock.advance(1_000)
      // Copies of a file go on asking for epochs as long as both live: the copy has told all.
      if round == 20 { retireCopies() }
      if round > 1, try fingerprint() == before { return tell("settled") }
    }
    violated("no rest after 60 rounds: \(liveSites.map { "\($0.number): \($0.engine.state)" })")
  }

  private func resend(at site: Site) throws {
    for held in try site.service.quarantined() where held.state == .held {
      let isDecided = try site.service.decide(
        .resend, about: held.id, as: SampleClinic.systemOperator, now: site.now)
      if isDecided { count("resent") }
    }
  }

  private func retireCopies() {
    var seen: Set<String> = []
    for site in sites where !seen.insert(site.id).inserted { site.isRetired = true }
  }

  /// What does not change any more when all is told.
  private func fingerprint() throws -> [String] {
    let head = try hubStore.read { tx in try tx.feedHead().sequence }
    let grant = hubStore.backup().grants.values.map(\.place).max() ?? 0
    // Copies that take the epoch from each other come to no rest.
    let epochs = try hub.sites().map { String($0.epoch) }
    return try ["\(head) \(grant)"] + epochs
      + liveSites.map { site in
        let standing = try site.service.standing()
        return "\(standing.lastSequence - standing.acknowledged) \(standing.feed.sequence)"
          + " \(standing.keyCursor) \(site.engine.state == .resting)"
      }
  }

  func hubHas(_ promise: String) -> Bool {
    let parts = promise.split(separator: " ").map(String.init)
    guard parts.count == 2 else { return false }
    let reference = DocumentReference(parts[0], parts[1])
    return ((try? hubStore.read { tx in try tx.documents([reference]) })?[reference]) != nil
  }
}

extension SyncEngine {
  /// Steps that are due, told in the trace.
  func runTurnAndTell(_ site: Site) {
    var steps = 0
    while site.step() != .nothing || isWorking {
      steps += 1
      // More steps than any honest turn has.
      if steps > 20_000 {
        site.world.violated("site \(site.number) works for ever: \(state)")
        return
      }
    }
  }

  private var isWorking: Bool {
    if case .working = state { true } else { false }
  }
}
