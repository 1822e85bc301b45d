import ClinicDomain
import Foundation
import GRDB
import Testing

@testable import Storage

/// Files that earlier programs made: `init`, imports, accounts and one broken glass.
private struct SavedFile {
  let root: String
  let folder: DataFolder

  /// Copies the saved file and its key to where a clinic is opened.
  init(version: Int) throws {
    root = NSTemporaryDirectory() + "clinic-saved-\(UUID().uuidString)"
    folder = DataFolder(path: root + "/data")
    let saved = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/version-\(version)").path
    let files = FileManager.default
    try files.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    for (source, target) in [(".sqlite", folder.database), (".key", key)] {
      try files.copyItem(atPath: saved + source, toPath: target)
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target)
    }
  }

  var key: String { root + "/site.key" }

  func open() throws -> ClinicService {
    try ClinicService(folder: folder, keyOption: key, environment: ["HOME": root])
  }

  func remove() { try? FileManager.default.removeItem(atPath: root) }
}

@Suite struct SavedFileTests {
  /// Half an hour after the file was made: what was granted in it still holds.
  private let now = Instant(milliseconds: 1_795_244_220_000).adding(minutes: 30)

  @Test func `a file of the first version is brought to today's, whole`() throws {
    let saved = try SavedFile(version: 1)
    defer { saved.remove() }
    let before = try DatabaseQueue(path: saved.folder.database)
    #expect(try before.read { try $0.schemaVersion() } == 1)
    try before.close()
    let service = try saved.open()
    defer { try? service.close() }
    #expect(
      try service.database.read { try $0.schemaVersion() } == Migrations.clinic.newest)
    let report = try service.check(as: Fixture.operatorActor, now: now)
    #expect(report.isSound, "\(report)")
    let accesses = try service.answer(
      ListEmergencyAccesses(),
      as: Actor(
        user: try UserID(parsing: "01890a5d-ac96-774b-bcce-b302099a8057"), practitioner: nil,
        roles: [.auditor]), now: now)
    #expect(accesses.rows.map(\.reason) == ["Called by the ward, patient unconscious"])
  }

  @Test func `patients and a chart of the first version read as they were written`() throws {
    let saved = try SavedFile(version: 1)
    defer { saved.remove() }
    let service = try saved.open()
    defer { try? service.close() }
    let users = try service.answer(ListUsers(), as: Fixture.operatorActor, now: now)
    let ana = try #require(users.first { $0.login == "ana" }).actor
    let found = try service.answer(SearchPatients(text: "mar sil"), as: ana, now: now)
    let maria = try #require(found.rows.first)
    #expect(maria.name == "Maria da Silva")
    #expect(service.perform(OpenChart(patient: maria.id), as: ana, now: now).value != nil)
    let chart = try #require(try service.answer(ReadChart(patient: maria.id), as: ana, now: now))
    #expect(chart.allergies.map(\.substance) == ["Dipirona"])
    #expect(
      chart.entries.contains {
        $0.entry.content
          == .note(
            SOAPNote(
              subjective: "Palpitações há três dias.", objective: "PA 130x80",
              assessment: "Extrassístoles.", plan: "Holter de 24 horas."))
      })
  }

  @Test func `the practitioners of the first version can be given a CPF`() throws {
    let saved = try SavedFile(version: 1)
    defer { saved.remove() }
    let service = try saved.open()
    defer { try? service.close() }
    let manager = Actor(
      user: try UserID(parsing: "01890a5d-ac96-774b-bcce-b302099a8057"), practitioner: nil,
      roles: [.manager])
    let row = try #require(
      try service.answer(SearchPractitioners(text: "ana"), as: manager, now: now).first)
    let card = try #require(
      try service.answer(
        ReadPractitionerCard(practitioner: row.id, from: CivilDate(dayNumber: 0)), as: manager,
        now: now))
    let base = card.practitioner.details
    #expect(base.cpf == nil)
    var details = base
    details.cpf = try CPF(parsing: "390.533.447-05")
    let command = UpdatePractitioner(id: row.id, base: base, details: details)
    #expect(service.perform(command, as: manager, now: now).value != nil)
  }
}
