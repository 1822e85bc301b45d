import ClinicDomain

@testable import ClinicTUI

/// A morning at a small clinic: Wednesday 2026-11-25, around 09:42.
struct AgendaFixture: Sendable {
  static let wednesday = CivilDate(dayNumber: 20_782)

  static func id<Entity>(_ number: UInt64) -> EntityID<Entity> {
    var random = FixedRandom(state: number)
    return EntityID.make(at: Instant(milliseconds: 0), random: &random)
  }

  static func time(_ hour: Int, _ minute: Int = 0) -> CivilTime {
    CivilTime(hour: hour, minute: minute) ?? .midnight
  }

  static func instant(_ hour: Int, _ minute: Int = 0) -> Instant {
    Instant(minutes: SiteZone.brasilia.utcMinute(of: wednesday, time(hour, minute)))
  }

  static let ana = doctor(1, "Ana Lima", .female, "Cardiologia", "Sala 1")
  static let bruno = doctor(2, "Bruno Reis", .male, "Clínica geral", "Sala 2")
  static let celia = doctor(3, "Célia Dias", .female, "Pediatria", "Sala 3")
  static let davi = doctor(4, "Davi Siqueira", .male, "Ortopedia", "Sala 4")
  static let eva = doctor(5, "Eva Prado", .female, "Dermatologia", "Sala 5")

  static func doctor(
    _ number: UInt64, _ name: String, _ sex: Sex, _ specialty: String, _ room: String
  ) -> PractitionerRow {
    PractitionerRow(
      id: id(number), name: name, sex: sex, registration: "CRM/ES 1234\(number)",
      specialties: specialty, unitName: "Centro", roomName: room, municipality: "Vitória",
      state: .es, slotMinutes: 30, price: Money(centavos: 25_000), isActive: true)
  }

  static func visit(
    _ number: UInt64, _ name: String, _ doctor: PractitionerRow, _ hour: Int, _ minute: Int,
    minutes: Int = 30, status: AppointmentStatus = .booked, confirmation: Confirmation = .none,
    kind: VisitKind = .routine, isOverbooked: Bool = false, isHistorical: Bool = false,
    arrivedAt: Instant? = nil, encounterStatus: Encounter.Status? = nil,
    encounterStartedAt: Instant? = nil, invoice: InvoiceID? = nil,
    reservation: Reservation = .confirmed, on date: CivilDate = wednesday
  ) -> VisitRow {
    VisitRow(
      id: id(1000 + number), patient: id(2000 + number), patientName: name,
      practitioner: doctor.id, practitionerName: doctor.name, date: date,
      start: time(hour, minute), minutes: minutes, status: status, confirmation: confirmation,
      reservation: reservation, kind: kind, isOverbooked: isOverbooked,
      isHistorical: isHistorical, arrivedAt: arrivedAt,
      encounter: encounterStatus == nil ? nil : id(3000 + number),
      encounterStatus: encounterStatus, encounterStartedAt: encounterStartedAt, invoice: invoice)
  }

  static let visits: [VisitRow] = [
    visit(1, "Maria da Silva", ana, 8, 0, status: .fulfilled, encounterStatus: .finished),
    visit(2, "João Pedro Nunes", ana, 8, 30, status: .fulfilled, encounterStatus: .finished),
    visit(
      3, "Lúcia Ferraz", ana, 9, 0, status: .checkedIn, arrivedAt: instant(8, 50),
      encounterStatus: .inProgress, encounterStartedAt: instant(9, 5)),
    visit(4, "Osmar Brito", ana, 9, 30, status: .checkedIn, arrivedAt: instant(9, 23)),
    visit(5, "Teresa Alves", ana, 10, 0, confirmation: .confirmed),
    visit(6, "Ivo Sampaio", ana, 10, 30, confirmation: .confirmed, kind: .tele),
    visit(7, "Zilda Couto", ana, 10, 30, isOverbooked: true),
    visit(8, "Vera Lúcia Sá de Albuquerque", ana, 14, 0, minutes: 60),
    visit(11, "José Prado", bruno, 8, 0, status: .fulfilled, encounterStatus: .finished),
    visit(12, "Carlos Alberto", bruno, 8, 30, status: .noshow),
    visit(13, "Rita Moraes", bruno, 9, 30),
    visit(14, "Paulo Vianna", bruno, 10, 0, confirmation: .declined),
    visit(15, "Ruth Barbosa", bruno, 11, 0, status: .proposed),
    visit(21, "Bia Campos", celia, 8, 0, status: .fulfilled, encounterStatus: .finished),
    visit(22, "Caio Teles", celia, 9, 0, status: .checkedIn, arrivedAt: instant(8, 58)),
    visit(23, "Nina Prates", celia, 9, 30, reservation: .contested),
    visit(24, "Lia Moura", celia, 10, 40, minutes: 20, isHistorical: true),
  ]

  static let hours = [
    OpenTime(from: time(8), until: time(12), slotMinutes: 30),
    OpenTime(from: time(13, 30), until: time(16), slotMinutes: 30),
  ]

  static func column(
    _ doctor: PractitionerRow, on date: CivilDate = wednesday, visits: [VisitRow]? = nil,
    open: [OpenTime] = hours, closures: [AgendaColumn.Closure] = []
  ) -> AgendaColumn {
    AgendaColumn(
      practitioner: doctor, date: date, open: open, closures: closures,
      visits: visits
        ?? Self.visits.filter { $0.practitioner == doctor.id && $0.date == date }
        .sorted { $0.start < $1.start })
  }

  static let day: [AgendaColumn] = [
    column(ana), column(bruno), column(celia),
    column(
      davi, open: [],
      closures: [AgendaColumn.Closure(from: .midnight, until: .endOfDay, reason: "férias")]),
    column(eva, open: [OpenTime(from: time(9), until: time(12), slotMinutes: 20)]),
  ]

  /// The answer to the questions of the schedule: every other day is free.
  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case let query as ReadAgendaDay:
      return query.date == wednesday
        ? day : [ana, bruno, celia].map { column($0, on: query.date, visits: []) }
    case let query as ReadAgendaWeek:
      return (0..<7).map { offset in
        let date = query.monday.adding(days: offset)
        return date == wednesday
          ? column(ana) : column(ana, on: date, visits: [], open: offset > 4 ? [] : hours)
      }
    case let query as SearchPatients:
      let words = TextFolding.tokens(query.text)
      return SearchPatients.Answer(
        rows: patients.filter { row in
          let name = TextFolding.fold(row.name)
          return words.allSatisfy { name.contains($0) }
        }, hasMore: false)
    case is ReadDesk: return visits.sorted { $0.start < $1.start }
    default: return nil
    }
  }

  static let patients: [PatientRow] = [
    patient(1, "Maria Sanches Lima", CivilDate(year: 1951, month: 2, day: 14), "39053344705"),
    patient(2, "Maria Santana", CivilDate(year: 1988, month: 9, day: 2), "52998224725"),
    patient(3, "Mariana Sá", CivilDate(year: 1979, month: 11, day: 11), ""),
    patient(4, "Pedro Alves", CivilDate(year: 2001, month: 5, day: 30), ""),
  ]

  static func patient(
    _ number: UInt64, _ name: String, _ birth: CivilDate?, _ cpf: String
  ) -> PatientRow {
    PatientRow(
      id: id(4000 + number), chartNumber: 18_200 + Int(number), name: name, socialName: "",
      birthDate: birth, sex: .female, cpf: cpf, cns: "", phone: "(27) 99876-102\(number)")
  }
}

private struct FixedRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x1000
    return state &* 0x9E37_79B9_7F4A_7C15
  }
}
