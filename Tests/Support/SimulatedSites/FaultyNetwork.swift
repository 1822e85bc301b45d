import ClinicDomain
import HubCore
import SyncClient
import SyncProtocol

/// The way between a site and the hub, which loses, doubles, delays, reorders and tears what passes.
final class FaultyNetwork: HubTransport {
  private let site: String
  private let number: Int
  private unowned let world: World

  init(site: String, number: Int, world: World) {
    self.site = site
    self.number = number
    self.world = world
  }

  private var isCut: Bool {
    world.clock.now < world.hubIsDownUntil
      || world.sites.contains { $0.number == number && $0.isOffline }
  }

  /// Carries a request there and its answer back, or one of the two, or neither, or twice.
  private func carry<Answer>(
    _ name: String, _ apply: () throws -> Answer
  ) throws(HubFailure) -> Answer {
    guard !world.isNetworkPerfect else { return try asked(apply) }
    world.clock.advance(Int64(world.below(300)))
    guard !isCut else { throw HubFailure(.unreachable) }
    let roll = world.below(1000)
    switch roll {
    case 0..<60: throw fault("\(name) lost", .unreachable)
    case 60..<80: throw fault("\(name) torn", .answer)
    case 80..<100:
      throw HubFailure(
        fault("\(name) busy", .problem(HubProblem(.busy))).failure,
        retryAfter: Int64(world.below(90)) * 1000)
    case 100..<170:
      _ = try asked(apply)
      throw fault("\(name) answer lost", .unreachable)
    case 170..<190:
      _ = try asked(apply)
      throw fault("\(name) answer torn", .answer)
    case 190..<230:
      _ = try asked(apply)
      world.count("\(name) doubled")
      return try asked(apply)
    case 230..<270:
      world.clock.advance(Int64(world.below(40_000)))
      return try asked(apply)
    default: return try asked(apply)
    }
  }

  private func fault(_ name: String, _ failure: SyncFailure) -> HubFailure {
    world.count(name)
    return HubFailure(failure)
  }

  /// Asks the hub; what its store would not have allowed is a violation.
  private func asked<Answer>(_ apply: () throws -> Answer) throws(HubFailure) -> Answer {
    do {
      return try apply()
    } catch let problem as HubProblem {
      throw HubFailure(.problem(problem))
    } catch {
      world.violated("the hub's store: \(error)")
      throw HubFailure(.unreachable)
    }
  }

  func push(_ request: PushRequest) throws(HubFailure) -> PushAnswer {
    if !world.isNetworkPerfect, world.chance(40) {
      let delay = Int64(world.below(600_000))
      world.late.append((world.clock.now.adding(milliseconds: delay), site, request))
    }
    return try carry("push") { () throws in
      if request.entries.contains(where: isPoison) { throw HubProblem(.malformed) }
      // As it is after the wire.
      let arrived = try PushRequest(json: JSONValue(parsing: request.json.canonicalBytes))
      guard arrived == request else {
        world.violated("a push came out of the wire as another")
        return try world.take(request, from: site)
      }
      return try world.take(arrived, from: site)
    }
  }

  private func isPoison(_ pushed: PushedEntry) -> Bool {
    guard !world.poisonIsOver, case .entry(let entry) = pushed else { return false }
    if let known = world.poison[entry.transaction] { return known }
    let isBad = world.chance(3)
    world.poison[entry.transaction] = isBad
    return isBad
  }

  func feed(after position: FeedPosition, epoch: Int64) throws(HubFailure) -> FeedPage {
    let limit = 1 + world.below(60)
    var page = try carry("feed") {
      try world.hub.feed(
        for: site, after: position, epoch: epoch, limit: limit, at: world.clock.now)
    }
    if !world.isNetworkPerfect, page.items.count > 1, world.chance(15) {
      // As a feed shows whose places are not in the order of their commits.
      page.items.remove(at: world.below(page.items.count - 1))
      world.count("feed with a hole")
    }
    return page
  }

  func beginEpoch(_ request: EpochRequest) throws(HubFailure) -> EpochAnswer {
    try carry("epoch") { try world.hub.beginEpoch(request, of: site, at: world.clock.now) }
  }

  func directory() throws(HubFailure) -> Directory {
    try carry("directory") { try world.hub.directory() }
  }

  func leave(_ grants: [KeyGrant]) throws(HubFailure) {
    try carry("grants") { try world.hub.keep(grants, from: site) }
  }

  func keyGrants(after cursor: Int64) throws(HubFailure) -> KeyGrantPage {
    try carry("keys") { try world.hub.keyGrants(for: site, after: cursor) }
  }
}
