import ClinicDomain
import Foundation
import HubCore
import SyncProtocol
import Synchronization

/// Takes pushes of different sites that wait at the same time in with one transaction.
///
/// All commits wait for the feed's head, one after the other: fewer transactions with more in each come
/// further. Of those who wait, one carries all; nobody waits for others to come.
final class PushGatherer: Sendable {
  /// The most pushes of one transaction.
  static let mostPushes = 16
  /// The most entries of one transaction, unless a single push has more.
  static let mostEntries = SyncAPI.batchLimit

  private let hub: Hub<PostgresStore>
  /// How many transactions run at once.
  private let lanes: Int
  private let state = Mutex(State())

  private struct State {
    var waiting: [Ticket] = []
    var running = 0
  }

  init(hub: Hub<PostgresStore>, lanes: Int) {
    self.hub = hub
    self.lanes = lanes
  }

  /// Takes a push in; blocks until its transaction is over.
  func push(_ push: PushRequest, from site: String, at now: Instant) throws -> PushAnswer {
    let ticket = Ticket(SitePush(site: site, push: push), now)
    let group = state.withLock { state -> [Ticket] in
      state.waiting.append(ticket)
      guard state.running < lanes else { return [] }
      state.running += 1
      return Self.group(of: &state.waiting)
    }
    group.first?.tell(.carry(group))
    while true {
      switch ticket.wait() {
      case .done(let result): return try result.get()
      case .alone: return try hub.push(push, from: site, at: now)
      case .carry(let group):
        carry(group)
        handOn()
      }
    }
  }

  /// Gives the lane to those who came meanwhile.
  private func handOn() {
    let next = state.withLock { state -> [Ticket] in
      let next = Self.group(of: &state.waiting)
      if next.isEmpty { state.running -= 1 }
      return next
    }
    next.first?.tell(.carry(next))
  }

  /// Who came first, with those after it that fit in; of each site one.
  private static func group(of waiting: inout [Ticket]) -> [Ticket] {
    var group: [Ticket] = []
    var sites: Set<String> = []
    var entries = 0
    waiting.removeAll { ticket in
      let count = ticket.push.push.entries.count
      guard group.count < mostPushes, group.isEmpty || entries + count <= mostEntries,
        sites.insert(ticket.push.site).inserted
      else { return false }
      entries += count
      group.append(ticket)
      return true
    }
    return group
  }

  private func carry(_ group: [Ticket]) {
    let now = group.map(\.now).max() ?? Instant.system()
    do {
      let results = try hub.take(group.map(\.push), at: now)
      for (ticket, result) in zip(group, results) { ticket.tell(.done(result)) }
    } catch {
      // What struck one of them is not the others' fault, unless the server is away.
      let isForAll = group.count == 1 || (error as? PostgresError)?.isAway == true
      for ticket in group { ticket.tell(isForAll ? .done(.failure(error)) : .alone) }
    }
  }
}

/// Somebody who waits with a push.
private final class Ticket: Sendable {
  enum Turn {
    /// To carry these, itself among them.
    case carry([Ticket])
    /// To try it with a transaction of its own.
    case alone
    case done(Result<PushAnswer, any Error>)
  }

  let push: SitePush
  let now: Instant
  private let turns = Mutex<[Turn]>([])
  private let told = DispatchSemaphore(value: 0)

  init(_ push: SitePush, _ now: Instant) {
    self.push = push
    self.now = now
  }

  func tell(_ turn: sending Turn) {
    turns.withLock { $0.append(turn) }
    told.signal()
  }

  func wait() -> Turn {
    told.wait()
    return turns.withLock { $0.removeFirst() }
  }
}
