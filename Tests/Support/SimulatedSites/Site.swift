import ClinicDomain
import Foundation
import SampleClinic
import Storage
import SyncClient
import SyncProtocol

/// One file of a site with the program that works on it.
final class Site {
  let number: Int
  let clinic: SampleClinic
  unowned let world: World
  private(set) var service: ClinicService
  private(set) var engine: SyncEngine
  /// Milliseconds that its clock is ahead.
  var skew: Int64
  var offlineUntil = Instant(milliseconds: 0)
  /// A copy whose time is over.
  var isRetired = false
  /// Things made here and told as done on a screen, as `entity id`.
  var promised: [String] = []
  private var backup: (path: String, promised: Int)?
  private var copies = 0

  init(number: Int, clinic: SampleClinic, service: ClinicService, world: World, skew: Int64) {
    self.number = number
    self.clinic = clinic
    self.service = service
    self.world = world
    self.skew = skew
    engine = Self.engine(service, number, world, skew)
  }

  var id: String { service.site.id.text }
  var now: Instant { world.clock.now.adding(milliseconds: skew) }

  private static func engine(
    _ service: ClinicService, _ number: Int, _ world: World, _ skew: Int64
  ) -> SyncEngine {
    let store = ClinicSiteStore(service: service, actor: SampleClinic.systemOperator)
    let transport = FaultyNetwork(site: service.site.id.text, number: number, world: world)
    return SyncEngine(
      store: store, transport: transport, random: SeededGenerator(seed: world.random.next())
    ) { [unowned world] in
      world.sites.first { $0.number == number }?.now ?? world.clock.now
    }
  }

  var isOffline: Bool { world.clock.now < offlineUntil }

  /// A reason to synchronise, as life brings them.
  func trigger() {
    let triggers: [SyncTrigger] = [.nudge, .nudge, .nudge, .schedule, .reconnect, .person]
    engine.wake(triggers[world.below(triggers.count)])
  }

  @discardableResult
  func step() -> SyncEvent {
    let event = engine.step()
    guard event != .nothing else { return event }
    world.tell("\(number) \(Self.word(event))")
    world.count(Self.name(event))
    return event
  }

  /// The event without ids and moments.
  private static func word(_ event: SyncEvent) -> String {
    switch event {
    case .pushed(let count, _, let acknowledged): "pushed \(count) \(acknowledged)"
    case .pulled(let count, let position, _): "pulled \(count) \(position)"
    case .failed(let wait): "failed \(wait.failure.code) \(wait.failures)"
    case .held(let failure): "held \(failure.code)"
    default: name(event)
    }
  }

  private static func name(_ event: SyncEvent) -> String {
    String("\(event)".prefix { $0 != "(" })
  }

  /// The program dies, wherever its engine is, and starts again.
  func crash() throws {
    world.tell("\(number) crash")
    world.count("crash")
    try reopen()
  }

  private func reopen() throws {
    try service.close()
    service = try clinic.open()
    engine = Self.engine(service, number, world, skew)
    engine.wake(.start)
  }

  func backUp() throws {
    copies += 1
    let path = "\(world.root)/backup-\(number)-\(copies)"
    try service.backUp(to: path, as: SampleClinic.systemOperator, now: now)
    backup = (path, promised.count)
    world.tell("\(number) backup")
  }

  /// An old copy comes back: what was never sent since is lost with the file, and nothing else.
  func restore() throws {
    guard let backup else { return }
    world.tell("\(number) restore")
    world.count("restore")
    for promise in promised.dropFirst(backup.promised) where !world.hubHas(promise) {
      world.count("lost with the file")
    }
    promised =
      Array(promised.prefix(backup.promised))
      + promised.dropFirst(backup.promised).filter(world.hubHas)
    try service.close()
    if world.chance(500) {
      // By the program's own way.
      _ = try ClinicService.restore(
        from: backup.path, to: clinic.folder, environment: clinic.environment,
        as: SampleClinic.systemOperator, now: now)
    } else {
      // By somebody who copies files.
      for part in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: clinic.folder.database + part)
      }
      try FileManager.default.copyItem(atPath: backup.path, toPath: clinic.folder.database)
      try? FileManager.default.removeItem(atPath: clinic.folder.path + "/anchors/audit.head")
    }
    service = try clinic.open()
    engine = Self.engine(service, number, world, skew)
    engine.wake(.start)
  }

  /// The whole folder is copied and both go on as the same site.
  func clone() throws {
    guard !world.sites.contains(where: { $0.id == id && $0 !== self && !$0.isRetired }) else {
      return
    }
    let copy = SampleClinic(root: "\(world.root)/site\(world.sites.count)")
    world.tell("\(number) clone")
    world.count("clone")
    world.cloned.insert(id)
    let files = FileManager.default
    try files.createDirectory(atPath: copy.folder.path, withIntermediateDirectories: true)
    try service.backUp(
      to: copy.folder.path + "/clinic.sqlite", as: SampleClinic.systemOperator, now: now)
    try files.copyItem(atPath: clinic.root + "/config", toPath: copy.root + "/config")
    try files.copyItem(
      atPath: clinic.folder.path + "/anchors", toPath: copy.folder.path + "/anchors")
    try? files.removeItem(atPath: copy.folder.path + "/anchors/audit.head")
    let site = Site(
      number: world.sites.count, clinic: copy, service: try copy.open(), world: world, skew: skew)
    world.sites.append(site)
    site.engine.wake(.start)
  }

  func close() throws { try service.close() }
}
