import ClinicDomain
import Foundation
import GRDB
import SyncProtocol
import Testing

@testable import Storage

@Suite struct StagingTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  /// Makes every write fail, as a damaged or full disk would, while reads go on.
  private func away() { rename(fixture.folder.database, fixture.folder.database + ".away") }
  private func back() { rename(fixture.folder.database + ".away", fixture.folder.database) }

  private func register(_ name: String) throws -> RegisterPatient {
    RegisterPatient(id: fixture.id(), details: try fixture.details(name), isDistinct: true)
  }

  /// An account that exists, so that the replay finds its rights.
  private func account(_ roles: Set<Role>) throws -> User {
    let user = User(id: fixture.id(), login: "rita", displayName: "Rita", roles: roles)
    let created = fixture.service.perform(
      CreateUser(user: user, credential: "-"), as: Fixture.operatorActor, now: Fixture.now)
    #expect(created.value != nil, "\(created)")
    return user
  }

  @Test func `a command waits while the database is away and is done when it is back`() throws {
    let rita = try account([.reception]).actor
    away()
    let command = try register("Maria da Silva")
    #expect(fixture.service.perform(command, as: rita, now: Fixture.now) == .staged)
    let status = fixture.service.staging.content()
    #expect(status.waiting.count == 1)
    #expect(fixture.service.replayStaged() == ReplayReport(done: 0, refused: 0, waiting: 1))
    back()
    #expect(fixture.service.replayStaged() == ReplayReport(done: 1, refused: 0, waiting: 0))
    #expect(fixture.service.staging.isEmpty)
    let row = try fixture.service.answer(
      ReadPatientCard(patient: command.id), as: rita, now: Fixture.now)
    #expect(row?.patient.registeredAt == Fixture.now)
    #expect(try fixture.count("SELECT count(*) FROM sync_log WHERE entity = 'patient'") == 1)
  }

  @Test func `what an earlier run staged is done with the next command`() throws {
    let rita = try account([.reception]).actor
    away()
    #expect(
      fixture.service.perform(try register("Maria da Silva"), as: rita, now: Fixture.now)
        == .staged)
    back()
    try fixture.reopen()
    try fixture.patient("José Prado")
    #expect(fixture.service.staging.isEmpty)
    #expect(try fixture.count("SELECT count(*) FROM patient") == 2)
  }

  @Test func `the file lies in its folder, private, and says nothing`() throws {
    let rita = try account([.reception]).actor
    away()
    _ = fixture.service.perform(try register("Maria da Silva"), as: rita, now: Fixture.now)
    back()
    let waiting = try #require(fixture.service.staging.content().waiting.first)
    let parts = waiting.path.dropFirst(fixture.service.staging.root.count).split(separator: "/")
    #expect(parts.prefix(2) == ["create", "patient"])
    #expect(parts.count == 6)
    #expect(parts[2].count == 4 && parts[3].count == 2 && parts[4].count == 2)
    #expect(parts[5].hasPrefix("\(waiting.nanoseconds)-") && parts[5].hasSuffix(".json"))
    #expect(Files.permissions(waiting.path) == 0o600)
    let bytes = try Files.read(waiting.path)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("Maria"))
  }

  @Test func `a second replay of the same file does nothing`() throws {
    let rita = try account([.reception]).actor
    away()
    _ = fixture.service.perform(try register("Maria da Silva"), as: rita, now: Fixture.now)
    back()
    let path = try #require(fixture.service.staging.content().waiting.first?.path)
    let copy = try Files.read(path)
    #expect(fixture.service.replayStaged().done == 1)
    let entries = try fixture.count("SELECT count(*) FROM sync_log")
    try Files.create(path, copy)
    #expect(fixture.service.replayStaged() == ReplayReport(done: 0, refused: 0, waiting: 0))
    #expect(try fixture.count("SELECT count(*) FROM sync_log") == entries)
    #expect(fixture.service.staging.isEmpty)
  }

  @Test func `the replay checks the rules again and a refusal becomes a task`() throws {
    let rita = try account([.reception]).actor
    let doctor = try fixture.practitioner()
    let (maria, jose) = (try fixture.patient("Maria"), try fixture.patient("José"))
    let mine = try fixture.booking(maria, doctor, at: 600)
    // Another terminal, open before, knows nothing of what waits here.
    let other = try fixture.another()
    away()
    #expect(fixture.service.perform(mine, as: rita, now: Fixture.now) == .staged)
    back()
    let theirs = try fixture.booking(jose, doctor, at: 600)
    #expect(other.perform(theirs, as: fixture.reception, now: Fixture.now).value != nil)
    #expect(fixture.service.replayStaged() == ReplayReport(done: 0, refused: 1, waiting: 0))
    let status = try fixture.service.answer(
      ReadSyncStatus(), as: rita, now: Fixture.now)
    #expect(status.tasks.map(\.command) == [.bookAppointment])
    #expect(
      try fixture.count("SELECT count(*) FROM appointment WHERE id = x'\(mine.id.hex)'") == 0)
  }

  @Test func `an account that lost its rights meanwhile is refused at the replay`() throws {
    let rita = try account([.reception])
    let other = try fixture.another()
    away()
    _ = fixture.service.perform(try register("Maria"), as: rita.actor, now: Fixture.now)
    back()
    let changed = other.perform(
      ChangeUserRoles(id: rita.id, roles: [.auditor], practitioner: nil),
      as: Fixture.operatorActor, now: Fixture.now)
    #expect(changed == .refused(.staff(.lastManager)))
    try fixture.execute("UPDATE user SET roles = 'auditor' WHERE login = 'rita'")
    #expect(fixture.service.replayStaged().refused == 1)
    #expect(try fixture.count("SELECT count(*) FROM patient") == 0)
  }

  @Test func `what waits is replayed before the next command`() throws {
    let rita = try account([.reception]).actor
    away()
    let first = try register("Maria")
    _ = fixture.service.perform(first, as: rita, now: Fixture.now)
    back()
    _ = fixture.service.perform(try register("José"), as: rita, now: Fixture.now)
    let charts = try fixture.service.database.read {
      try String.fetchAll($0, sql: "SELECT name FROM patient ORDER BY chart")
    }
    #expect(charts == ["Maria", "José"])
  }

  @Test func `a torn file is put aside and counted, and holds nothing up`() throws {
    let rita = try account([.reception]).actor
    away()
    _ = fixture.service.perform(try register("Maria"), as: rita, now: Fixture.now)
    _ = fixture.service.perform(try register("José"), as: rita, now: Fixture.now)
    back()
    let path = try #require(fixture.service.staging.content().waiting.first?.path)
    var bytes = try Files.read(path)
    bytes.removeLast(20)
    unlink(path)
    try Files.create(path, bytes)
    #expect(fixture.service.replayStaged().done == 1)
    let content = fixture.service.staging.content()
    #expect(content.tornCount == 1)
    #expect(Files.names(in: fixture.service.staging.root + "/_torn").count == 1)
  }

  @Test func `a command that another version wrote waits and holds nothing up`() throws {
    let rita = try account([.reception]).actor
    let old = StagedEntry(
      site: fixture.service.site.id.text, id: "01a1fd25-a610-7903-8733-f1dd23a6978a",
      transaction: "01a1fd25-a610-7903-8733-f1dd23a6978b", timestamp: 1, actor: rita.reference,
      schema: 0, entity: "invoice", entityID: "", operation: .command, body: .null)
    try fixture.service.staging.keep(
      old,
      body: [
        "command": .string(CommandKind.changeInvoiceLines.rawValue), "value": ["lines": .array([])],
        "actor": try JSONValue(encoding: rita), "now": .int(Fixture.now.milliseconds),
      ], action: .update)
    away()
    #expect(
      fixture.service.perform(try register("Maria"), as: rita, now: Fixture.now) == .staged)
    back()
    #expect(fixture.service.replayStaged() == ReplayReport(done: 1, refused: 0, waiting: 1))
    #expect(try fixture.count("SELECT count(*) FROM patient") == 1)
    #expect(fixture.service.staging.content().waiting.count == 1)
  }

  @Test func `a busy lock is no reason to stage, nor is a credential ever staged`() throws {
    #expect(!StorageError.busy.isReasonToStage)
    #expect(StorageError.full.isReasonToStage)
    away()
    let user = User(id: fixture.id(), login: "eva", displayName: "Eva", roles: [.manager])
    let outcome = fixture.service.perform(
      CreateUser(user: user, credential: "-"), as: Fixture.operatorActor, now: Fixture.now)
    #expect(outcome == .failed(.missing))
    #expect(fixture.service.staging.isEmpty)
  }

  @Test(
    arguments: [
      ([:], "", "/data/staging"),
      (["STAGING_AREA_PATH": "area"], "", "/data/area"),
      (["STAGING_AREA_PATH": "/area"], "", "/data/area"),
      (["STAGING_AREA_PATH": "/area", "IS_ABSOLUTE_STAGING_AREA_PATH": "true"], "", "/area"),
      ([:], "# where\nSTAGING_AREA_PATH=\"x y\"\n", "/data/x y"),
      (["STAGING_AREA_PATH": "a"], "STAGING_AREA_PATH=b", "/data/a"),
      ([:], "STAGING_AREA_PATH=/b/\nIS_ABSOLUTE_STAGING_AREA_PATH=1", "/b"),
    ] as [([String: String], String, String)])
  func `the environment wins over the settings file`(
    environment: [String: String], file: String, expected: String
  ) throws {
    try Files.create(fixture.folder.settings, Array(file.utf8))
    let root = StagingSettings(folder: fixture.folder, environment: environment).root
    let base = Files.parentFolder(fixture.folder.path)
    #expect(root == (expected.hasPrefix("/data") ? base + expected : expected))
  }
}

extension EntityID {
  var hex: String { text.filter { $0 != "-" } }
}
