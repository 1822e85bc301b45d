import ClinicDomain
import GRDB
import Testing

@testable import Storage

@Suite("One's own chart") struct OwnChartTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func give(_ cpf: CPF?, to doctor: PractitionerID) throws
    -> CommandOutcome<UpdatePractitioner.Outcome>
  {
    let card = try #require(try card(of: doctor, as: fixture.manager))
    let base = card.practitioner.details
    var details = base
    details.cpf = cpf
    return fixture.service.perform(
      UpdatePractitioner(id: doctor, base: base, details: details), as: fixture.manager,
      now: Fixture.now)
  }

  private func card(of doctor: PractitionerID, as actor: Actor) throws -> PractitionerCard? {
    try fixture.service.answer(
      ReadPractitionerCard(practitioner: doctor, from: fixture.tomorrow), as: actor,
      now: Fixture.now)
  }

  @Test func `nobody breaks the glass of her own chart, whatever the reason`() throws {
    let cpf = try CPF(parsing: "39053344705")
    let doctor = try fixture.practitioner()
    let ana = fixture.actor([.doctor], practitioner: doctor)
    let herself = try fixture.patient("Ana Lima") { $0.cpf = cpf }
    let other = try fixture.patient("José Prado") { $0.cpf = try CPF(parsing: "52998224725") }
    let command = OpenChart(patient: herself, breakGlassReason: "emergência")
    // Without a CPF at the doctor the two can't be told to be one.
    #expect(fixture.service.perform(command, as: ana, now: Fixture.now).value != nil)
    #expect(try give(cpf, to: doctor).value != nil)
    let refused = CommandOutcome<ChartAccess>.refused(.record(.ownChart))
    #expect(fixture.service.perform(command, as: ana, now: Fixture.now) == refused)
    let asked = OpenChart(patient: herself)
    #expect(fixture.service.perform(asked, as: ana, now: Fixture.now) == refused)
    #expect(
      try fixture.count(
        """
        SELECT count(*) FROM audit_log WHERE action = 'chart.open' AND outcome = 'denied'
        AND detail = 'record ownChart'
        """) == 2)
    let broken = OpenChart(patient: other, breakGlassReason: "emergência")
    #expect(fixture.service.perform(broken, as: ana, now: Fixture.now).value != nil)
  }

  @Test func `a CPF is one practitioner's, by the command and by the schema`() throws {
    let cpf = try CPF(parsing: "39053344705")
    let first = try fixture.practitioner("Ana Lima", number: "12345")
    let second = try fixture.practitioner("Bruno Reis", number: "23456")
    #expect(try give(cpf, to: first).value != nil)
    #expect(try give(cpf, to: first).value != nil)
    #expect(
      try give(cpf, to: second) == .refused(.invalid([FieldProblem(.cpf, .taken)])))
    #expect(throws: StorageError.self) {
      try fixture.execute("UPDATE practitioner SET cpf = '39053344705'")
    }
    #expect(try give(nil, to: first).value != nil)
    #expect(try give(cpf, to: second).value != nil)
    #expect(
      try fixture.count(
        """
        SELECT count(*) FROM sync_log WHERE entity = 'practitioner' AND op = 'patch'
        AND body LIKE '%"cpf":%'
        """) == 3)
  }

  @Test func `a practitioner's CPF is seen by those alone who keep it`() throws {
    let doctor = try fixture.practitioner()
    let cpf = try CPF(parsing: "39053344705")
    #expect(try give(cpf, to: doctor).value != nil)
    #expect(try card(of: doctor, as: fixture.manager)?.practitioner.details.cpf == cpf)
    let shown = try #require(try card(of: doctor, as: fixture.reception))
    #expect(shown.practitioner.details.cpf == nil)
  }

  @Test func `a manager sees who broke whose glass, when and why, and it rings`() throws {
    let doctor = try fixture.practitioner()
    let patient = try fixture.patient("José Prado")
    let account = User(
      id: fixture.id(), login: "ana", displayName: "Dra. Ana Lima", roles: [.doctor],
      practitioner: doctor)
    let created = fixture.service.perform(
      CreateUser(user: account, credential: "x"), as: fixture.manager, now: Fixture.now)
    #expect(created.value != nil)
    let other = try fixture.another()
    defer { try? other.close() }
    let opened = fixture.service.perform(
      OpenChart(patient: patient, breakGlassReason: "pedido da UTI"), as: account.actor,
      now: Fixture.now)
    #expect(opened.value != nil)
    #expect(other.bell.changes() == .emergencyAccesses)
    let answer = try fixture.service.answer(
      ListEmergencyAccesses(), as: fixture.manager, now: Fixture.now)
    let expected = EmergencyAccess(
      readerName: "Dra. Ana Lima", patient: patient, patientName: "José Prado", chartNumber: 1,
      grantedAt: Fixture.now, expiresAt: Fixture.now.adding(minutes: 60), reason: "pedido da UTI")
    #expect(answer == ListEmergencyAccesses.Answer(rows: [expected], hasMore: false))
    for role in [Role.reception, .doctor, .nurse, .billing] {
      #expect(throws: Refusal.denied(.readEmergencyAccesses)) {
        try fixture.service.answer(
          ListEmergencyAccesses(), as: fixture.actor([role]), now: Fixture.now)
      }
    }
  }
}
