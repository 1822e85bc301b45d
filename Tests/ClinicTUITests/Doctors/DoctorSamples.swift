import ClinicDomain

@testable import ClinicTUI

/// Doctors, their agendas and units as values.
enum DoctorSamples {
  static let today = PatientSamples.today

  private static func id<Entity>(_ number: UInt64) -> EntityID<Entity> {
    var ids = IDSource.counting(number * 100)
    return ids.make(at: Instant(milliseconds: 0))
  }

  static let ana: PractitionerID = id(71)
  static let bruno: PractitionerID = id(72)
  static let unit: UnitID = id(81)
  static let room: RoomID = id(82)

  static let units = [
    UnitWithRooms(
      unit: Unit(id: unit, name: "Praia do Canto"),
      rooms: [Room(id: room, unit: unit, name: "Sala 1")])
  ]

  static let rows = [
    PractitionerRow(
      id: ana, name: "Ana Lima", sex: .female, registration: "CRM-ES 12345",
      specialties: "Cardiologia, Clínica médica", unitName: "Praia do Canto", roomName: "Sala 1",
      municipality: "Vitória", state: .es, slotMinutes: 30, price: Money(centavos: 25_000),
      isActive: true),
    PractitionerRow(
      id: bruno, name: "Bruno Reis", sex: .male, registration: "CRM-ES 2233",
      specialties: "Pediatria", unitName: "Praia do Canto", roomName: "",
      municipality: "Vila Velha", state: .es, slotMinutes: 20, price: nil, isActive: true),
  ]

  static func rule(
    _ number: UInt64, _ weekday: Weekday, _ from: Int, _ until: Int, minute: Int = 0
  ) -> AgendaRule {
    AgendaRule(
      id: id(900 + number), weekday: weekday, from: CivilTime(hour: from) ?? .midnight,
      until: CivilTime(hour: until, minute: minute) ?? .endOfDay, slotMinutes: 30, unit: unit,
      room: room, validFrom: today.adding(days: -300))
  }

  static let agenda = Agenda(
    practitioner: ana,
    rules: [
      rule(1, .monday, 8, 12), rule(2, .monday, 13, 18), rule(3, .wednesday, 8, 12, minute: 30),
      rule(4, .friday, 14, 18),
    ])

  static let exceptions = [
    AgendaException(
      id: id(950), practitioner: ana, date: today.adding(days: 30),
      effect: .closes(reason: "Natal")),
    AgendaException(
      id: id(951), practitioner: ana, date: today.adding(days: 38),
      from: CivilTime(hour: 8) ?? .midnight, until: CivilTime(hour: 12) ?? .endOfDay,
      effect: .opens(slotMinutes: 30)),
  ]

  static let holidays = [
    Holiday(id: id(961), name: "Nossa Senhora da Vitória", day: .yearly(month: 9, day: 8)),
    Holiday(id: id(962), name: "Inauguração", day: .once(today.adding(days: 20)), isOptional: true),
  ]

  static func practitioner() throws -> Practitioner {
    Practitioner(
      id: ana,
      details: PractitionerDetails(
        name: try PersonName(parsing: "Ana Lima"), sex: .female,
        registration: try CouncilRegistration(parsing: "CRM-ES 12345"),
        specialties: [
          Specialty(name: "Cardiologia", rqe: "7781"), Specialty(name: "Clínica médica"),
        ],
        phone: try Phone(parsing: "2733221144"), email: try EmailAddress(parsing: "ana@bv.com.br"),
        address: Address(municipality: "Vitória", state: .es), unit: unit, room: room,
        slotMinutes: 30, price: Money(centavos: 25_000)))
  }

  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case is SearchPractitioners: return rows
    case is ListUnits: return units
    case is PreviewAgendaChange: return AgendaChangePreview()
    case is ListHolidays: return holidays
    case is ReadAgendaBook:
      return AgendaBook(
        rules: agenda.rules, exceptions: exceptions, holidays: HolidayCalendar(local: holidays),
        home: unit)
    case let query as ReadPractitionerCard:
      guard query.practitioner == ana, let practitioner = try? practitioner() else {
        return PractitionerCard??.some(nil)
      }
      return PractitionerCard??.some(
        PractitionerCard(
          practitioner: practitioner, row: rows[0], agenda: agenda, exceptions: exceptions))
    default: return nil
    }
  }
}
