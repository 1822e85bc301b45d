import ClinicDomain
import Foundation
import Glibc
import SampleClinic
import Storage
import Testing

/// The database can't be written: the command is kept, shown, and carried out later.
@Suite struct AbsentDatabaseTests {
  private static let tomorrow = SampleClinic.zone.civil(at: SampleClinic.moment).date
    .adding(days: 1)

  private func book(
    _ service: ClinicService, _ index: Int
  ) throws -> CommandOutcome<AppointmentID> {
    service.perform(
      try SampleClinic.booking(
        SampleClinic.id(.visit, index), patient: 0, doctor: 0, date: Self.tomorrow,
        minute: index * 5),
      as: SampleClinic.reception, now: SampleClinic.moment)
  }

  private func staged(_ service: ClinicService) throws -> [StagedRow] {
    try service.answer(ReadSyncStatus(), as: SampleClinic.reception, now: SampleClinic.moment)
      .staged
  }

  @Test func aMissingDatabaseStagesShowsAndReplays() throws {
    let faults = try FaultClinic()
    let service = try faults.clinic.open()
    try faults.addReception(to: service)
    try SampleClinic.expectDone(book(service, 0))
    let database = faults.clinic.folder.database
    #expect(rename(database, database + ".away") == 0)
    #expect(try book(service, 1) == .staged)
    #expect(try book(service, 2) == .staged)
    #expect(try staged(service).map(\.command) == [.bookAppointment, .bookAppointment])
    #expect(service.replayStaged().waiting == 2)

    #expect(rename(database + ".away", database) == 0)
    #expect(replay(service) == [2, 0, 0])
    #expect(replay(service) == [0, 0, 0])
    #expect(try staged(service).isEmpty)
    #expect(try faults.count("SELECT count(*) FROM appointment") == 3)
    try service.close()
    #expect(try faults.check().isSound)
  }

  @Test func aReplayChecksTheRulesAgainAndLeavesATask() throws {
    let faults = try FaultClinic()
    let service = try faults.clinic.open()
    try faults.addReception(to: service)
    let database = faults.clinic.folder.database
    #expect(rename(database, database + ".away") == 0)
    #expect(try book(service, 1) == .staged)
    #expect(rename(database + ".away", database) == 0)
    // Another terminal is faster: it takes the slot before the replay.
    let other = try faults.clinic.open()
    try SampleClinic.addVisits(
      [SampleClinic.visit(50, patient: 1, doctor: 0, date: Self.tomorrow, minute: 0)], to: other)
    try other.close()
    #expect(service.replayStaged().refused == 1)
    let status = try service.answer(
      ReadSyncStatus(), as: SampleClinic.reception, now: SampleClinic.moment)
    #expect(status.staged.isEmpty)
    #expect(status.tasks.map(\.command) == [.bookAppointment])
    try service.close()
  }

  @Test func afterAFileSizeLimitWhatWasStagedIsReplayed() throws {
    let faults = try FaultClinic()
    let service = try faults.clinic.open()
    try faults.addReception(to: service)
    try service.close()
    let child = try faults.child("full")
    #expect(child.line() == "ready")
    child.send("book")
    #expect(child.line()?.hasPrefix("done") == true)
    // Staged files are small; the database and its log are larger than this already.
    child.send("32768")
    child.send("book")
    #expect(child.line() == "staged")
    child.send("status")
    #expect(child.line() == "1")
    child.send("lift")
    #expect(child.line()?.contains("done: 1, refused: 0, waiting: 0") == true)
    child.send("status")
    #expect(child.line() == "0")
    #expect(try faults.count("SELECT count(*) FROM appointment") == 2)
    child.send(signal: SIGKILL)
    child.wait()
    #expect(try faults.check().isSound)
  }

  @Test(.enabled(if: Root.canMount, "a small tmpfs needs root and mount"))
  func aProgramThatStartsOnAFullDiskOpensByTheBallast() throws {
    let disk = try SmallDisk(megabytes: 40)
    let faults = try FaultClinic(in: disk.path)
    let service = try faults.clinic.open()
    try faults.addReception(to: service)
    try service.close()
    try disk.fill()
    let again = try faults.clinic.open()
    try SampleClinic.expectDone(book(again, 0))
    try again.close()
    #expect(try faults.check().isSound)
  }

  @Test(.enabled(if: Root.canMount, "a small tmpfs needs root and mount"))
  func aFullDiskGivesUpItsBallastThenStagesAndReplaysWhenThereIsRoom() throws {
    let disk = try SmallDisk(megabytes: 40)
    let elsewhere = NSTemporaryDirectory() + "staging-" + disk.name
    let faults = try FaultClinic(in: disk.path, staging: elsewhere)
    defer { try? FileManager.default.removeItem(atPath: elsewhere) }
    let service = try faults.clinic.open()
    try faults.addReception(to: service)
    try SampleClinic.expectDone(book(service, 0))
    try disk.fill()
    try SampleClinic.expectDone(book(service, 1))
    #expect(!FileManager.default.fileExists(atPath: faults.clinic.folder.path + "/ballast"))

    // The ballast's room is gone as well.
    try disk.fill()
    #expect(try book(service, 2) == .staged)
    #expect(try staged(service).count == 1)
    try disk.free()
    #expect(replay(service) == [1, 0, 0])
    #expect(try faults.count("SELECT count(*) FROM appointment") == 3)
    try service.close()
    #expect(try faults.check().isSound)
  }

  @Test(.enabled(if: Root.canMount, "a read-only mount needs root and mount"))
  func aReadOnlyDiskIsToldWhenOpening() throws {
    let disk = try SmallDisk(megabytes: 40)
    let faults = try FaultClinic(in: disk.path)
    try disk.remount("ro")
    defer { try? disk.remount("rw") }
    let error = #expect(throws: StorageError.self) { try faults.clinic.open() }
    #expect(error == .readOnly)
  }

  @Test(.enabled(if: Root.canFreeze, "freezing a file needs root and chattr"))
  func aDatabaseThatTurnsReadOnlyStages() throws {
    let faults = try FaultClinic()
    let service = try faults.clinic.open()
    try faults.addReception(to: service)
    let log = faults.clinic.folder.database + "-wal"
    try Root.run("chattr", "+i", log)
    defer { try? Root.run("chattr", "-f", "-i", log) }
    #expect(try book(service, 1) == .staged)
    #expect(try staged(service).count == 1)
    try Root.run("chattr", "-i", log)
    #expect(replay(service) == [1, 0, 0])
    try service.close()
    #expect(try faults.check().isSound)
  }

  /// Done, refused, waiting.
  private func replay(_ service: ClinicService) -> [Int] {
    let report = service.replayStaged()
    return [report.done, report.refused, report.waiting]
  }
}
