import ClinicDomain
import GRDB
import Testing

@testable import Storage

/// What `clinic check` notices of the sealed texts.
@Suite struct CheckTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func check() throws -> CheckReport {
    try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now)
  }

  private func perform<Command: ClinicCommand>(_ command: Command, as actor: Actor) {
    let outcome = fixture.service.perform(command, as: actor, now: Fixture.now)
    #expect(outcome.value != nil, "\(outcome)")
  }

  /// A text in every column that holds sealed ones.
  private func fill() throws {
    let doctor = try fixture.practitioner()
    let maria = try fixture.patient("Maria")
    let visit = try fixture.booking(
      maria, doctor, at: 600, observation: "trazer exames", overbooking: "dor")
    perform(visit, as: fixture.reception)
    let ana = fixture.actor([.doctor], practitioner: doctor)
    let note = RecordContent.note(SOAPNote(plan: "retorno"))
    perform(KeepDraft(id: fixture.id(), patient: maria, content: note), as: ana)
    let entry: RecordEntryID = fixture.id()
    perform(SignEntry(id: entry, patient: maria, occurredAt: Fixture.now, content: note), as: ana)
    perform(RetractEntry(id: entry, reason: "paciente errada"), as: ana)
    let exam: ExamID = fixture.id()
    perform(
      AddAttachment(
        id: fixture.id(), patient: maria, name: "laudo.pdf", mediaType: "application/pdf",
        content: [1, 2, 3]), as: ana)
    perform(OrderExam(id: exam, patient: maria, name: "hemograma", code: "40304361"), as: ana)
    perform(RecordExamResult(id: exam, result: "normal"), as: ana)
    let invoice: InvoiceID = fixture.id()
    let line = InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 25_000))
    perform(CreateInvoice(id: invoice, patient: maria, lines: [line]), as: fixture.manager)
    perform(CancelInvoice(id: invoice, reason: "em dobro"), as: fixture.manager)
    perform(
      CancelAppointment(id: visit.id, party: .patient, reason: "gripe"), as: fixture.reception)
    let other = try fixture.patient("José")
    let displaced = try fixture.booking(try fixture.patient("Rita"), doctor, at: 900)
    perform(displaced, as: fixture.reception)
    let closure = AgendaException(
      id: fixture.id(), practitioner: doctor, date: fixture.tomorrow,
      effect: .closes(reason: "congresso"))
    perform(AddAgendaException(exception: closure), as: fixture.reception)
    perform(KeepDisplacedVisit(id: displaced.id, reason: "vem assim mesmo"), as: fixture.reception)
    let (unit, bed): (UnitID, BedID) = (fixture.id(), fixture.id())
    perform(SaveUnit(unit: Unit(id: unit, name: "Hospital-dia")), as: fixture.manager)
    let details = BedDetails(room: nil, code: "1")
    perform(SaveBed(id: bed, unit: unit, base: nil, details: details), as: fixture.manager)
    let (stay, ivo): (StayID, PatientID) = (fixture.id(), try fixture.patient("Ivo"))
    perform(
      AdmitPatient(id: stay, patient: ivo, bed: bed, practitioner: doctor, reason: "febre"),
      as: fixture.reception)
    perform(OpenChart(patient: ivo), as: ana)
    perform(
      CorrectStayReason(change: fixture.id(), id: stay, base: "febre", reason: "pneumonia"),
      as: ana)
    let attendance = RegisterAttendance(
      id: fixture.id(), patient: other, unit: unit, reason: "tontura")
    perform(attendance, as: fixture.reception)
    perform(OpenChart(patient: other, breakGlassReason: "urgência"), as: ana)
  }

  @Test func `a sealed text that was changed is noticed in every column that holds some`() throws {
    try fill()
    #expect(try check().isSound)
    for column in SealedColumn.all {
      let held = "FROM \(column.table) WHERE \(column.name) IS NOT NULL"
      #expect(try fixture.count("SELECT count(*) \(held)") == 1, "\(column)")
      try fixture.execute("CREATE TEMP TABLE kept AS SELECT \(column.name) AS text \(held)")
      try withoutGuards(of: column.table) {
        try fixture.execute(
          """
          UPDATE \(column.table) SET \(column.name) =
            CAST(substr(\(column.name), 1, length(\(column.name)) - 1)
              || iif(substr(\(column.name), -1) = x'00', x'01', x'00') AS BLOB)
          WHERE \(column.name) IS NOT NULL
          """)
        let report = try check()
        #expect(report.unreadable == [column.entity: 1], "\(column)")
        #expect(!report.isSound)
        try fixture.execute(
          """
          UPDATE \(column.table) SET \(column.name) = (SELECT text FROM kept)
          WHERE \(column.name) IS NOT NULL; DROP TABLE kept
          """)
      }
    }
    #expect(try check().isSound)
  }

  /// Every BLOB column is an id or opened by the check: a new one can't be forgotten.
  @Test func `no sealed column is left out of the check`() throws {
    let ids: Set = [
      "id", "encounter", "amends", "reader", "author", "rescheduled_from", "unit", "room",
      "series",
    ]
    let tables = Set(SealedColumn.all.map(\.table))
    let found = try fixture.service.database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
          WHERE t.type = 'table' AND c.type = 'BLOB'
            AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) p
              WHERE p.name = 'patient' AND p.type = 'INTEGER')
          """
      ).map { (table: $0[0] as String, column: $0[1] as String) }
    }
    let sealed = found.filter { !ids.contains($0.column) }.map { "\($0.table).\($0.column)" }
    #expect(Set(found.map(\.table)).isSuperset(of: tables))
    #expect(Set(sealed) == Set(SealedColumn.all.map { "\($0.table).\($0.name)" }))
  }

  /// Takes the table's triggers away for a while, as somebody who tampers would.
  private func withoutGuards(of table: String, _ body: () throws -> Void) throws {
    let triggers = try fixture.service.database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
        arguments: [table]
      ).map { (name: $0[0] as String, sql: $0[1] as String) }
    }
    for trigger in triggers { try fixture.execute("DROP TRIGGER \(trigger.name)") }
    try body()
    for trigger in triggers { try fixture.execute(trigger.sql) }
  }
}
