import ClinicDomain

@testable import ClinicTUI

/// Patients and their cards as values.
enum PatientSamples {
  static let today = CivilDate(dayNumber: 20_782)

  static func id(_ number: UInt64) -> PatientID {
    var ids = IDSource.counting(1000 + number * 10)
    return ids.make(at: Instant(milliseconds: 0))
  }

  static let doctor: PractitionerID = {
    var ids = IDSource.counting(5000)
    return ids.make(at: Instant(milliseconds: 0))
  }()

  static func row(
    _ number: UInt64, _ name: String, born: CivilDate?, cpf: String = "", cns: String = "",
    phone: String = "", social: String = ""
  ) -> PatientRow {
    PatientRow(
      id: id(number), chartNumber: 18_203 + Int(number), name: name, socialName: social,
      birthDate: born, sex: .female, cpf: cpf, cns: cns, phone: phone)
  }

  static let rows: [PatientRow] = [
    row(
      1, "Maria da Silva", born: CivilDate(year: 1951, month: 2, day: 14), cpf: "39053344705",
      phone: "(27) 99876-1020"),
    row(
      2, "Maria Silvana Prado", born: CivilDate(year: 1988, month: 9, day: 2),
      cpf: "52998224725", phone: "(27) 99911-0203"),
    row(
      3, "Marina Silveira", born: CivilDate(year: 1979, month: 11, day: 11),
      phone: "(28) 3322-1144"),
    row(
      4, "Márcio da Silva Neto", born: CivilDate(year: 2016, month: 6, day: 30),
      cns: "898000000000002", phone: "(27) 98888-7766", social: "Márcia"),
  ]

  static func page(_ start: Int, _ count: Int, hasMore: Bool) -> SearchPatients.Answer {
    SearchPatients.Answer(
      rows: (start..<start + count).map {
        row(UInt64(100 + $0), "Paciente \($0)", born: today.adding(days: -10_000 - $0))
      }, hasMore: hasMore)
  }

  static func patient(_ row: PatientRow) throws -> Patient {
    Patient(
      id: row.id, chartNumber: row.chartNumber,
      details: PatientDetails(
        name: try PersonName(parsing: row.name),
        socialName: row.socialName.isEmpty ? nil : try PersonName(parsing: row.socialName),
        birthDate: row.birthDate, sex: row.sex,
        motherName: try PersonName(parsing: "Joana da Silva"), cpf: try? CPF(parsing: row.cpf),
        cns: try? CNS(parsing: row.cns),
        phones: row.phone.isEmpty ? [] : [try Phone(parsing: row.phone)],
        email: try EmailAddress(parsing: "maria@exemplo.com.br"),
        address: Address(
          street: "Rua das Flores", number: "12", district: "Praia do Canto",
          municipality: "Vitória", state: .es, postalCode: try PostalCode(parsing: "29055-000")),
        coverage: Coverage(insurer: "Unimed", plan: "Pleno", memberNumber: "0064123412341182"),
        contactConsent: ContactConsent(status: .granted, decidedOn: today.adding(days: -400))),
      registeredAt: Instant(milliseconds: 0))
  }

  static func visit(
    _ number: UInt64, _ row: PatientRow, daysFromToday: Int, _ status: AppointmentStatus,
    _ confirmation: Confirmation = .none, _ encounter: Encounter.Status? = nil
  ) -> VisitRow {
    var ids = IDSource.counting(9000 + number * 10)
    return VisitRow(
      id: ids.make(at: Instant(milliseconds: 0)), patient: row.id, patientName: row.name,
      practitioner: doctor, practitionerName: "Ana Lima",
      date: today.adding(days: daysFromToday), start: CivilTime(hour: 14, minute: 30) ?? .midnight,
      minutes: 30, status: status, confirmation: confirmation, reservation: .confirmed,
      kind: .routine, isOverbooked: false, isHistorical: false, arrivedAt: nil, encounter: nil,
      encounterStatus: encounter, encounterStartedAt: nil, invoice: nil)
  }

  static func card(_ row: PatientRow) throws -> PatientCard {
    let next = visit(1, row, daysFromToday: 1, .booked, .confirmed)
    let last = visit(2, row, daysFromToday: -53, .fulfilled)
    let missed = visit(3, row, daysFromToday: -105, .noshow)
    return PatientCard(
      patient: try patient(row), visits: [next, last, missed], nextVisit: next, lastVisit: last,
      missedVisits: 1, visitCount: 14, openBalance: Money(centavos: 12_000))
  }

  /// Answers searches with the four rows and cards of any of them.
  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case is SearchPatients: return SearchPatients.Answer(rows: rows, hasMore: false)
    case let query as ReadPatientCard:
      let card = rows.first { $0.id == query.patient }.flatMap { try? Self.card($0) }
      return PatientCard??.some(card)
    case let query as ReadPatients: return rows.filter { query.ids.contains($0.id) }
    default: return nil
    }
  }
}
