import ClinicDomain
import Foundation
import Glibc
import SyncProtocol
import Testing

@testable import Storage

@Suite struct SiteBootstrapTests {
  let hub = TinyHub()
  let north: Fixture
  let root = NSTemporaryDirectory() + "clinic-\(UUID().uuidString)"

  init() throws {
    north = try Fixture()
    try hub.enrol(north.service, now: Fixture.now)
    let doctor = try north.practitioner()
    for (place, name) in ["Maria", "José", "Ana", "Ivo"].enumerated() {
      let booking = try north.booking(
        try north.patient(name), doctor, at: 540 + 30 * place, observation: "traz exames")
      #expect(north.service.perform(booking, as: north.reception, now: Fixture.now).value != nil)
    }
    try hub.settleDown([north.service], now: Fixture.now)
  }

  private var folder: DataFolder { DataFolder(path: root + "/data") }
  private var environment: [String: String] {
    ["HOME": root, "XDG_CONFIG_HOME": root + "/config"]
  }

  private func begin() throws -> SiteBootstrap {
    try SiteBootstrap(
      .init(name: "Sul", prefix: "SU"), in: folder, environment: environment,
      by: Fixture.operatorActor, now: Fixture.now)
  }

  private func enrolled() throws -> SiteBootstrap {
    let bootstrap = try begin()
    if try !bootstrap.isEnrolled() { try hub.enrol(bootstrap.service, now: Fixture.now) }
    return bootstrap
  }

  private func keep(_ bytes: [UInt8], for bootstrap: SiteBootstrap) throws {
    unlink(bootstrap.snapshotPath)
    try Files.create(bootstrap.snapshotPath, bytes)
  }

  private func load(_ bootstrap: SiteBootstrap) throws {
    try keep(try hub.snapshot(), for: bootstrap)
    _ = try bootstrap.load(among: hub.directory, as: Fixture.operatorActor, now: Fixture.now)
    try bootstrap.finish()
  }

  private func expectWhole() throws {
    #expect(!Files.exists(root + "/data/arriving"))
    let site = try ClinicService(folder: folder, environment: environment)
    defer { try? site.close() }
    #expect(try site.canonicalHash() == hub.hash)
    #expect(try site.unplacedDocuments() == [])
    try hub.pull(to: site, now: Fixture.now)
    let without: Set = ["patient.chart"]
    #expect(try site.rowImage(without: without) == north.service.rowImage(without: without))
    #expect(try site.check(as: Fixture.operatorActor, now: Fixture.now).auditBreak == nil)
    #expect(try !site.standing().isBehindWitness)
    // What is done from now on flows both ways.
    try north.patient("Bia")
    try hub.settleDown([north.service, site], now: Fixture.now)
    #expect(try site.canonicalHash() == hub.hash)
  }

  @Test func `a new site begins with all that the hub knows, and goes on by the feed`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    try load(try enrolled())
    try expectWhole()
    #expect(throws: StorageError.alreadyInitialised) { _ = try begin() }
  }

  @Test(arguments: ["before the hub", "at the hub", "in the middle", "before its place"])
  func `ended at any point it goes on as the same site and never shows half a clinic`(
    point: String
  ) throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let first = try point == "before the hub" ? begin() : enrolled()
    let id = first.service.site.id
    if point == "in the middle" || point == "before its place" {
      try keep(try hub.snapshot(), for: first)
      struct Killed: Error {}
      var count = 0
      do {
        _ = try first.load(
          among: hub.directory, as: Fixture.operatorActor, now: Fixture.now, batchSize: 2
        ) { _ in
          count += 1
          if point == "in the middle", count == 3 { throw Killed() }
        }
      } catch is Killed {}
      #expect(count >= 3)
    }
    // The kernel lets go of the lock of who was killed; the files stay as they are.
    try first.leave()
    #expect(!folder.hasDatabase)
    let second = try enrolled()
    #expect(second.service.site.id == id)
    #expect(second.recoveryKey.text == first.recoveryKey.text)
    try load(second)
    try expectWhole()
  }

  @Test func `two runs at once don't get into each other's way`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let first = try begin()
    #expect(throws: StorageError.busy) { _ = try begin() }
    try first.leave()
  }

  @Test func `a snapshot that is cut or altered is not taken, and nothing of it counts`() throws {
    defer { try? FileManager.default.removeItem(atPath: root) }
    let bootstrap = try enrolled()
    let whole = try hub.snapshot()
    func problem(_ bytes: [UInt8]) throws -> SnapshotProblem? {
      try keep(bytes, for: bootstrap)
      do {
        _ = try bootstrap.load(among: hub.directory, as: Fixture.operatorActor, now: Fixture.now)
        return nil
      } catch let problem as SnapshotProblem {
        return problem
      }
    }
    #expect(try problem(Array(whole.prefix(whole.count - 3))) == .torn)
    let lines = whole.split(separator: UInt8(ascii: "\n"))
    let cut = lines.dropLast().flatMap { $0 + [UInt8(ascii: "\n")] }
    #expect(try problem(cut) == .torn)
    let less = (lines.prefix(1) + lines.dropFirst(2)).flatMap { $0 + [UInt8(ascii: "\n")] }
    #expect(try problem(less) == .altered)
    var other = whole
    let place = try #require(other.firstRange(of: Array("Maria".utf8)))
    other[place.lowerBound] = UInt8(ascii: "D")
    #expect(try problem(other) == .altered)
    #expect(try bootstrap.service.standing().feed.sequence == 0)
    #expect(!folder.hasDatabase)
    try load(bootstrap)
    try expectWhole()
  }
}
