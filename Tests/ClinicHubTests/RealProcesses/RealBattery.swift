import ClinicDomain
import Foundation
import HubCore
import SampleClinic
import Testing
import WebClient

@testable import ClinicHub

/// Three sites, two hubs behind a proxy and a PostgreSQL, all of them real programs, and what a seed
/// says happens to them.
final class RealBattery {
  let timeline = Timeline()
  let folder: String
  let postgres: CrashingPostgres
  let hub: Hub<PostgresStore>
  let way: FaultProxy
  let sites: [RealSite]
  let balancer: Supervised
  let hubs: [Supervised]
  let workers: [Supervised]
  let desks: [RealDesk]
  /// The longest wait of a worker after a failed try, in seconds.
  let longestWait: Int

  private var random: SeededGenerator
  private let disk: SmallDisk?
  /// The file that says how far the clock of the second site's worker is off.
  private let clock: String
  private var isClockFaked: Bool
  private var later: [(due: ContinuousClock.Instant, act: () throws -> Void)] = []
  private var isDiskBusy = false
  private var isDatabaseAway = false
  private(set) var counts: [String: Int] = [:]

  init(seed: UInt64, seconds: Int) throws {
    random = SeededGenerator(seed: seed)
    longestWait = seconds < 120 ? 5 : 20
    folder = NSTemporaryDirectory() + "clinic-real-\(UUID().uuidString)"
    let folder = folder
    let (timeline, longestWait) = (timeline, longestWait)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    postgres = try CrashingPostgres()
    let address = postgres.address
    hub = Hub(store: PostgresStore(address: address))
    try hub.store.migrate(name: "hub")

    let ports = try (0..<3).map { _ in try FreePort.find() }
    hubs = ports.prefix(2).enumerated().map { index, port in
      Supervised("hub \(index)", timeline) {
        try Programs.start(
          Programs.hub, ["serve", "--port", "\(port)", "--connections", "8"],
          errors: "\(folder)/hub\(index).log", environment: ["DATABASE_URL": address])
      }
    }
    let file = try HubProxy.configuration(
      port: ports[2], before: Array(ports.prefix(2)), in: URL(fileURLWithPath: folder))
    balancer = Supervised("haproxy", timeline) {
      try Programs.start(
        HubProxy.program, ["-q", "-db", "-f", file], errors: "\(folder)/haproxy.log")
    }
    way = try FaultProxy(before: ports[2], seed: seed ^ 0xFA17)

    disk = Root.canMount ? try SmallDisk(megabytes: 64 + seconds / 4) : nil
    clock = folder + "/clock"
    let faker = FakeClock.library
    isClockFaked = faker != nil
    var other: [String: String] = [:]
    if let faker {
      try Data("+0\n".utf8).write(to: URL(fileURLWithPath: clock))
      other = [
        "LD_PRELOAD": faker, "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
      ]
    }
    sites = [
      try RealSite(0, in: folder),
      try RealSite(1, in: folder, workerEnvironment: other),
      try RealSite(2, in: folder, disk: disk?.path),
    ]
    workers = sites.map { site in
      Supervised("worker \(site.index)", timeline) {
        try site.startWorker(longestWait: longestWait)
      }
    }
    desks = sites.map { RealDesk(at: $0, seed: seed &+ UInt64($0.index), timeline) }
  }

  deinit {
    for program in desks.map(\.program) + workers + hubs + [balancer] { program.kill() }
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  /// Whether the hub serves by the whole way.
  var isHubBack: Bool {
    (try? TestSite(base: way.address).send("GET", "/readyz"))?.status == 200
  }

  /// Looks after what should run for so many seconds, or until something is so; whether it was.
  @discardableResult
  func tend(
    for seconds: Double, withWorkers: Bool = true, withDesks: Bool = false,
    every: Duration = .milliseconds(30),
    until isSo: () throws -> Bool = { false }
  ) throws -> Bool {
    let end = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
    while ContinuousClock.now < end {
      for program in hubs + [balancer] + (withWorkers ? workers : [])
        + (withDesks ? desks.map(\.program) : [])
      {
        try program.tend(&random)
      }
      let now = ContinuousClock.now
      let due = later.filter { $0.due <= now }
      later.removeAll { $0.due <= now }
      for item in due { try item.act() }
      if try isSo() { return true }
      usleep(UInt32(every / .microseconds(1)))
    }
    return false
  }

  /// Brings hubs and sites together, before anything goes wrong.
  func enrol() throws {
    let isReady = try tend(for: 60, withWorkers: false) { isHubBack }
    try #require(isReady, "the hubs don't serve")
    for site in sites {
      try hub.offer(code: "CODE\(site.index)", name: "x", at: .system())
      let (status, lines) = try site.run(
        ["enrol", "--hub", way.address, "--code-fd", "0"], input: "CODE\(site.index)")
      try #require(status == 0, "\(lines) \(site.lastErrors)")
    }
    let isAlike = try settle()
    try #require(isAlike, "the sites don't come together even in peace")
  }

  /// Lets every site sync in turn until nothing moves; the workers must not run.
  func settle() throws -> Bool {
    var head: Int64 = -1
    for _ in 0..<12 {
      var isQuiet = true
      for site in sites {
        let (status, _) = try site.run(["sync", "now", "--json"])
        if status != 0 { timeline.note("sync now at site \(site.index): \(status)") }
        isQuiet = isQuiet && status == 0
      }
      let now = try hub.store.read { try $0.feedHead() }.sequence
      if isQuiet, now == head { return true }
      head = now
    }
    return false
  }

  private func after(_ milliseconds: Int, _ act: @escaping () throws -> Void) {
    later.append((.now + .milliseconds(milliseconds), act))
  }

  /// Lets things go wrong for so many seconds while the desks write.
  func suffer(for seconds: Int, _ writers: [RealWriter]) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      try tend(for: Double(200 + below(900)) / 1000, withDesks: true)
      try strike(writers)
    }
    for desk in desks { desk.program.silence() }
  }

  private func strike(_ writers: [RealWriter]) throws {
    switch below(13) {
    case 0...1: count("worker") { workers[below(workers.count)].kill() }
    case 2...3: count("hub") { hubs[below(hubs.count)].kill() }
    case 4: count("haproxy") { balancer.kill() }
    case 5: try crashDatabase()
    case 6...8: breakWay()
    case 9: try jump()
    case 10: try fillDisk()
    case 11: count("desk") { desks[below(desks.count)].program.kill() }
    default: try makeReadOnly(writers)
    }
  }

  private func count(_ what: String, _ act: () throws -> Void) rethrows {
    counts[what, default: 0] += 1
    try act()
  }

  private func crashDatabase() throws {
    guard !isDatabaseAway else { return }
    isDatabaseAway = true
    let pause = below(4000)
    try count("database") {
      timeline.note("the database crashes, for \(pause) ms")
      try postgres.crash()
    }
    after(pause) { [self] in
      try postgres.start()
      isDatabaseAway = false
      timeline.note("the database is back")
    }
  }

  private func breakWay() {
    let pause = 300 + below(4000)
    count("way") {
      timeline.note("the way breaks, for \(pause) ms")
      way.arm()
    }
    after(pause) { [self] in
      way.disarm()
      timeline.note("the way is whole")
    }
  }

  private static let jumps = [
    "+0", "+40", "-40", "+400", "-400", "+2h", "-2h", "+1d", "-1d", "+4d", "-30d",
  ]

  private func jump() throws {
    guard isClockFaked else { return }
    let offset = Self.jumps[below(Self.jumps.count)]
    try count("clock") { try setClock(offset) }
  }

  private func setClock(_ offset: String) throws {
    timeline.note("the clock of worker 1: \(offset)")
    try Data("\(offset)\n".utf8).write(to: URL(fileURLWithPath: clock))
  }

  private func fillDisk() throws {
    guard let disk, !isDiskBusy else { return }
    isDiskBusy = true
    let pause = 300 + below(3000)
    try count("full") {
      timeline.note("the disk of site 2 is full, for \(pause) ms")
      try disk.fill()
    }
    after(pause) { [self] in
      try disk.free()
      isDiskBusy = false
      timeline.note("the disk of site 2 has room")
    }
  }

  /// A disk turns read-only under nobody's hands: whoever writes on it is killed first.
  private func makeReadOnly(_ writers: [RealWriter]) throws {
    guard let disk, !isDiskBusy else { return }
    writers[2].pause()
    defer { writers[2].goOn() }
    workers[2].kill()
    desks[2].program.kill()
    // The kernel takes a moment to close what a killed program had open.
    for _ in 0..<20 where !isDiskBusy {
      usleep(20_000)
      isDiskBusy = (try? disk.remount("ro")) != nil
    }
    guard isDiskBusy else { return timeline.note("the disk of site 2 is in use") }
    let pause = 300 + below(2000)
    count("read-only") { timeline.note("the disk of site 2 is read-only, for \(pause) ms") }
    after(pause) { [self] in
      try disk.remount("rw")
      isDiskBusy = false
      timeline.note("the disk of site 2 can be written")
    }
  }

  /// Puts everything back and waits until the hub serves again.
  func heal() throws {
    for item in later.sorted(by: { $0.due < $1.due }) { try item.act() }
    later = []
    if isClockFaked { try setClock("+0") }
    let isBack = try tend(for: 60) { isHubBack }
    try #require(isBack, "the hubs don't come back")
    hub.store.close()
    timeline.note("all is back")
  }
}

/// The library that gives a program another clock.
enum FakeClock {
  static let library: String? = {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
    return folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
      .first { FileManager.default.isReadableFile(atPath: $0) }
  }()
}
