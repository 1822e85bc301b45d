import ClinicDomain
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct OpeningTests {
  private let newest = Migrations.clinic.newest

  @Test func `the folder is private, and so is every file in it`() throws {
    let fixture = try Fixture()
    try fixture.patient("Maria")
    #expect(Files.permissions(fixture.folder.path) == 0o700)
    for name in Files.names(in: fixture.folder.path) {
      let path = fixture.folder.path + "/" + name
      let mode = try #require(Files.permissions(path))
      #expect(mode & 0o077 == 0, "\(name) \(String(mode, radix: 8))")
    }
  }

  @Test func `a commit is forced to disk and foreign keys hold`() throws {
    let fixture = try Fixture()
    let found = try fixture.service.database.write { db -> (([String]), Topics) in
      (
        try ["synchronous", "foreign_keys", "journal_mode", "wal_autocheckpoint"].map {
          try String.fetchOne(db, sql: "PRAGMA \($0)") ?? ""
        }, []
      )
    }
    #expect(found == ["2", "1", "wal", "0"])
  }

  @Test(
    arguments: [
      (0x6969, "nfs"), (0xFF53_4D42, "cifs"), (0x6573_5546, "fuse"), (0x0102_1997, "9p"),
    ] as [(Int64, String)])
  func `network file systems are refused with their name`(magic: Int64, name: String) {
    #expect(FileSystemKind.untrusted(magic: magic) == name)
  }

  @Test(arguments: [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630] as [Int64])
  func `local file systems are trusted`(magic: Int64) {
    #expect(FileSystemKind.untrusted(magic: magic) == nil)
  }

  @Test func `another program's database is left alone`() throws {
    let fixture = try Fixture()
    try fixture.service.close()
    for name in Files.names(in: fixture.folder.path) where name.hasPrefix("clinic.sqlite") {
      try FileManager.default.removeItem(atPath: fixture.folder.path + "/" + name)
    }
    let foreign = try DatabaseQueue(path: fixture.folder.database)
    try foreign.write { try $0.execute(sql: "PRAGMA application_id = 7; CREATE TABLE t(a)") }
    try foreign.close()
    #expect(throws: StorageError.notOurs(applicationID: 7)) { try fixture.another() }
    let again = try DatabaseQueue(path: fixture.folder.database)
    #expect(try again.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "delete")
  }

  @Test func `a newer version's data is refused`() throws {
    let fixture = try Fixture()
    try fixture.execute("PRAGMA user_version = 99")
    #expect(throws: StorageError.newerSchema(found: 99, known: newest)) { try fixture.another() }
  }

  @Test func `a text file in the database's place is told as damage`() throws {
    let fixture = try Fixture()
    try fixture.service.close()
    for suffix in ["-wal", "-shm"] { unlink(fixture.folder.database + suffix) }
    try Data(repeating: 0x41, count: 8192)
      .write(to: URL(fileURLWithPath: fixture.folder.database))
    #expect(throws: StorageError.corrupt("header")) { try fixture.another() }
  }

  @Test func `a migration waits until nobody else has the data open`() throws {
    let fixture = try Fixture()
    let next = Migrations(
      steps: Migrations.clinic.steps + [
        Migration(newest + 1) { try $0.execute(sql: "CREATE TABLE extra (a INTEGER) STRICT") }
      ])
    #expect(throws: StorageError.openElsewhere) {
      try ClinicDatabase(folder: fixture.folder, creating: false, migrations: next)
    }
    try fixture.service.close()
    let migrated = try ClinicDatabase(folder: fixture.folder, creating: false, migrations: next)
    #expect(try migrated.read { try $0.schemaVersion() } == next.newest)
    #expect(throws: StorageError.newerSchema(found: newest + 1, known: newest)) {
      try fixture.another()
    }
  }

  @Test func `a migration that fails leaves the version before it`() throws {
    let fixture = try Fixture()
    try fixture.service.close()
    let broken = Migrations(
      steps: Migrations.clinic.steps + [
        Migration(newest + 1) {
          try $0.execute(sql: "CREATE TABLE half (a INTEGER) STRICT; NONSENSE")
        }
      ])
    #expect(throws: StorageError.self) {
      try ClinicDatabase(folder: fixture.folder, creating: false, migrations: broken)
    }
    try fixture.reopen()
    #expect(try fixture.count("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") == 0)
  }

  @Test func `the lock lets one in at a time and tells who waited too long`() throws {
    let path = NSTemporaryDirectory() + "lock-\(UUID().uuidString)"
    defer { unlink(path) }
    let (one, two) = (try SiteLock(path: path), try SiteLock(path: path))
    try one.acquire()
    #expect(throws: StorageError.busy) { try two.acquire(waiting: 0.05) }
    one.release()
    try two.acquire(waiting: 0.05)
    two.release()
  }

  @Test func `the bell rings for the topic of a commit and not for a read`() throws {
    let fixture = try Fixture()
    let other = try fixture.another()
    _ = other.bell.changes()
    let patient = try fixture.patient("Maria")
    #expect(other.bell.changes() == .patients)
    #expect(other.bell.changes() == [])
    try fixture.service.record(
      "search", Subject(.patient, patient), as: fixture.reception, now: Fixture.now)
    #expect(other.bell.changes() == [])
    var descriptor = pollfd(fd: other.bell.watchDescriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&descriptor, 1, 0) == 0)
    try fixture.patient("José")
    #expect(poll(&descriptor, 1, 100) == 1)
  }

  @Test func `a database that was moved away takes no more writes`() throws {
    let fixture = try Fixture()
    try fixture.patient("Maria")
    rename(fixture.folder.database, fixture.folder.database + ".moved")
    #expect(throws: StorageError.missing) { try fixture.execute("DELETE FROM counter") }
    rename(fixture.folder.database + ".moved", fixture.folder.database)
    try fixture.patient("José")
  }

  @Test func `a full disk costs the ballast first, and only then the write`() throws {
    let fixture = try Fixture()
    #expect(Files.size(fixture.folder.ballast) == ClinicDatabase.ballastBytes)
    func write(failing failures: Int) throws -> Int {
      var tries = 0
      return try fixture.service.database.write { _ in
        tries += 1
        if tries <= failures { throw StorageError.full }
        return (tries, [])
      }
    }
    #expect(try write(failing: 1) == 2)
    #expect(!Files.exists(fixture.folder.ballast))
    #expect(throws: StorageError.full) { try write(failing: 1) }
    fixture.service.database.keepBallast()
    #expect(Files.size(fixture.folder.ballast) == ClinicDatabase.ballastBytes)
  }

  @Test func `a long write-ahead log is checkpointed by its writer`() throws {
    let fixture = try Fixture()
    for _ in 0..<8 {
      try fixture.execute(
        """
        CREATE TABLE IF NOT EXISTS filler (b BLOB) STRICT;
        INSERT INTO filler VALUES (randomblob(1048576))
        """)
    }
    try fixture.execute("INSERT INTO filler VALUES (x'00')")
    #expect(Files.size(fixture.folder.database) > 4 << 20)
    #expect(Files.size(fixture.folder.database + "-wal") < 9 << 20)
  }

  @Test func `the write-ahead log of an import grows longer, and the next write shortens it`()
    throws
  {
    let fixture = try Fixture()
    try fixture.execute("CREATE TABLE filler (b BLOB) STRICT")
    let before = Files.size(fixture.folder.database)
    for _ in 0..<8 {
      try fixture.service.database.write(isBulk: true) { db in
        (try db.execute(sql: "INSERT INTO filler VALUES (randomblob(1048576))"), [])
      }
    }
    #expect(Files.size(fixture.folder.database) == before)
    #expect(Files.size(fixture.folder.database + "-wal") > 8 << 20)
    try fixture.execute("INSERT INTO filler VALUES (x'00')")
    #expect(Files.size(fixture.folder.database) > before + 8 << 20)
  }
}

@Suite struct BackupTests {
  @Test func `a backup opens, is whole, and brings the data back in a new epoch`() throws {
    let fixture = try Fixture()
    let maria = try fixture.patient("Maria")
    let path = fixture.root + "/backup.sqlite"
    try fixture.service.backUp(to: path, as: Fixture.operatorActor, now: Fixture.now)
    let jose = try fixture.patient("José")
    #expect(Files.permissions(path) == 0o600)
    #expect(throws: StorageError.openElsewhere) {
      try ClinicService.restore(
        from: path, to: fixture.folder, environment: fixture.environment,
        as: Fixture.operatorActor, now: Fixture.now)
    }
    let before = try fixture.service.database.read { try SyncState(in: $0).epoch }
    try fixture.service.close()
    let aside = try ClinicService.restore(
      from: path, to: fixture.folder, environment: fixture.environment,
      as: Fixture.operatorActor, now: Fixture.now.adding(minutes: 1))
    #expect(Files.exists(try #require(aside)))
    try fixture.reopen()
    let after = try fixture.service.database.read { try SyncState(in: $0) }
    #expect(after.epoch > before)
    #expect(after.lastSequence == 0)
    let rows = try fixture.service.answer(
      ReadPatients(ids: [maria, jose]), as: fixture.reception, now: Fixture.now)
    #expect(rows.map(\.id) == [maria])
    let report = try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now)
    #expect(report.isSound, "\(report)")
  }

  @Test func `a write-ahead log that a broken-off restore left alone is not read as the backup's`()
    throws
  {
    let fixture = try Fixture()
    let maria = try fixture.patient("Maria")
    let path = fixture.root + "/backup.sqlite"
    try fixture.service.backUp(to: path, as: Fixture.operatorActor, now: Fixture.now)
    let jose = try fixture.patient("José")
    // What a crash leaves between the two names: the database was moved, its log wasn't yet.
    let log = try Files.read(fixture.folder.database + "-wal")
    try fixture.service.close()
    #expect(rename(fixture.folder.database, fixture.root + "/moved") == 0)
    try Files.create(fixture.folder.database + "-wal", log)
    #expect(
      try ClinicService.restore(
        from: path, to: fixture.folder, environment: fixture.environment,
        as: Fixture.operatorActor, now: Fixture.now) == nil)
    try fixture.reopen()
    let rows = try fixture.service.answer(
      ReadPatients(ids: [maria, jose]), as: fixture.reception, now: Fixture.now)
    #expect(rows.map(\.id) == [maria])
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `what is no backup of ours is refused and changes nothing`() throws {
    let fixture = try Fixture()
    let path = fixture.root + "/other.sqlite"
    let other = try DatabaseQueue(path: path)
    try other.write { try $0.execute(sql: "CREATE TABLE t(a)") }
    try other.close()
    #expect(throws: StorageError.notOurs(applicationID: 0)) {
      try ClinicService.restore(
        from: path, to: fixture.folder, environment: fixture.environment,
        as: Fixture.operatorActor, now: Fixture.now)
    }
    try fixture.patient("Maria")
  }

  @Test func `who may not back up is denied`() throws {
    let fixture = try Fixture()
    #expect(throws: Refusal.denied(.backUp)) {
      try fixture.service.backUp(
        to: fixture.root + "/b", as: fixture.reception, now: Fixture.now)
    }
  }
}
