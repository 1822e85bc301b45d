import ClinicDomain
import Foundation
import GRDB
import Glibc
import SampleClinic
import Storage
import Testing

/// Nobody who takes the folder away reads a clinical word.
@Suite struct SealingTests {
  private static let tomorrow = SampleClinic.zone.civil(at: SampleClinic.moment).date
    .adding(days: 1)

  private static let words = [
    "queixazul", "exameverde", "hipotesegris", "condutaroxa", "dipirozeta", "urticarix",
    "rascunhoteca", "observalume", "motivolan", "lisinoprex", "gripelume", "stagelume",
  ]

  @Test func noClinicalWordStandsInAnyFileOfTheFolder() throws {
    let faults = try FaultClinic()
    let service = try faults.clinic.open()
    try write(service)
    let backup = faults.clinic.folder.path + "/backup.sqlite"
    try service.backUp(to: backup, as: SampleClinic.systemOperator, now: SampleClinic.moment)
    try stage(service, faults)

    // Open and closed: the log beside the database and the database itself are looked through.
    try expectNoWord(in: faults)
    try service.close()
    try expectNoWord(in: faults)
    let name = try SampleClinic.patient(0).details.name.value
    #expect(holds(name, below: faults.clinic.folder.path) == true, "the search finds what is there")
  }

  private func write(_ service: ClinicService) throws {
    let doctor = SampleClinic.doctorActor(0)
    let patient: PatientID = SampleClinic.id(.patient, 0)
    func perform<Command: ClinicCommand>(_ command: Command, as actor: Actor) throws {
      try SampleClinic.expectDone(
        service.perform(command, as: actor, now: SampleClinic.moment))
    }
    try perform(OpenChart(patient: patient, breakGlassReason: "motivolan"), as: doctor)
    let note = SOAPNote(
      subjective: "queixazul", objective: "exameverde", assessment: "hipotesegris",
      plan: "condutaroxa")
    for (index, content) in [
      RecordContent.note(note), .problem(Problem(description: "gripelume")),
      .medication(Medication(name: "lisinoprex", dosage: "motivolan")),
    ].enumerated() {
      try perform(
        SignEntry(
          id: SampleClinic.id(.note, index), patient: patient, occurredAt: SampleClinic.moment,
          content: content), as: doctor)
    }
    try perform(
      RecordAllergy(
        id: SampleClinic.id(.note, 10), patient: patient,
        allergy: Allergy(substance: "dipirozeta", reaction: "urticarix", criticality: .high)),
      as: doctor)
    try perform(
      KeepDraft(
        id: SampleClinic.id(.draft, 0), patient: patient,
        content: .note(SOAPNote(subjective: "rascunhoteca"))), as: doctor)
    try perform(
      SampleClinic.booking(
        SampleClinic.id(.visit, 0), patient: 0, doctor: 0, date: Self.tomorrow, minute: 600,
        observation: "observalume"), as: SampleClinic.reception)
    try perform(
      CancelAppointment(id: SampleClinic.id(.visit, 0), party: .patient, reason: "motivolan"),
      as: SampleClinic.reception)
  }

  /// Leaves a command in the staging area.
  private func stage(_ service: ClinicService, _ faults: FaultClinic) throws {
    let database = faults.clinic.folder.database
    #expect(rename(database, database + ".away") == 0)
    let outcome = service.perform(
      SignEntry(
        id: SampleClinic.id(.note, 20), patient: SampleClinic.id(.patient, 0),
        occurredAt: SampleClinic.moment,
        content: .note(SOAPNote(subjective: "stagelume"))),
      as: SampleClinic.doctorActor(0), now: SampleClinic.moment)
    #expect(outcome == .staged)
    #expect(rename(database + ".away", database) == 0)
    #expect(service.hasStagedCommands)
  }

  private func expectNoWord(in faults: FaultClinic) throws {
    for word in Self.words {
      #expect(!holds(word, below: faults.clinic.folder.path), "\(word) can be read")
    }
  }

  private func holds(_ word: String, below folder: String) -> Bool {
    let wanted = Data(word.utf8)
    let paths = FileManager.default.enumerator(atPath: folder)
    while let path = paths?.nextObject() as? String {
      guard let content = FileManager.default.contents(atPath: folder + "/" + path) else {
        continue
      }
      if content.range(of: wanted) != nil { return true }
    }
    return false
  }
}
