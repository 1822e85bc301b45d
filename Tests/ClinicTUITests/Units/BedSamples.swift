import ClinicDomain

@testable import ClinicTUI

/// A day hospital of twelve beds and two more of another unit.
enum BedSamples {
  typealias Fixture = AgendaFixture

  static let hospital: UnitID = Fixture.id(9001)
  static let clinic: UnitID = Fixture.id(9002)
  static let closed: UnitID = Fixture.id(9003)
  static let observation: RoomID = Fixture.id(9011)
  static let infusion: RoomID = Fixture.id(9012)

  static func bed(
    _ number: UInt64, _ code: String, _ state: Bed.State = .free, note: String = "",
    in unit: UnitID = hospital, room: RoomID? = observation, stay: StayRow? = nil
  ) -> BedRow {
    BedRow(
      bed: Bed(
        id: Fixture.id(9100 + number), unit: unit, details: BedDetails(room: room, code: code),
        state: state, note: note),
      unitName: unit == hospital ? "Hospital-dia" : "Centro",
      roomName: room == observation ? "Observação" : room == infusion ? "Infusão" : "",
      stay: stay)
  }

  static func occupied(
    _ number: UInt64, _ code: String, _ name: String, _ doctor: PractitionerRow,
    daysAgo: Int = 0, room: RoomID? = observation
  ) -> BedRow {
    let admitted = Fixture.instant(7, 30).adding(minutes: -1440 * daysAgo)
    let stay = StayRow(
      id: Fixture.id(9200 + number), patient: Fixture.id(9300 + number), patientName: name,
      birthDate: CivilDate(year: 1951, month: 2, day: 14), practitioner: doctor.id,
      practitionerName: doctor.name, bed: Fixture.id(9100 + number), bedCode: code,
      unitName: "Hospital-dia", admittedAt: admitted)
    return bed(number, code, .occupied, room: room, stay: stay)
  }

  static let beds: [BedRow] = [
    bed(20, "1", in: clinic, room: nil), bed(21, "2", .cleaning, in: clinic, room: nil),
    occupied(1, "I1", "Ivo Sampaio", Fixture.ana, room: infusion),
    bed(2, "I2", room: infusion), bed(3, "I3", .reserved, note: "preparo das 14h", room: infusion),
    bed(4, "I4", .blocked, note: "régua de gases em manutenção", room: infusion),
    occupied(5, "O1", "Maria da Silva", Fixture.bruno, daysAgo: 2),
    occupied(6, "O2", "Vera Lúcia Sá de Albuquerque Nogueira", Fixture.ana, daysAgo: 12),
    bed(7, "O3"), bed(8, "O4", .cleaning), bed(9, "O5"), bed(10, "O6"),
  ]

  static let rooms = [
    UnitWithRooms(unit: Unit(id: clinic, name: "Centro"), rooms: [], beds: [nil: 2]),
    UnitWithRooms(
      unit: Unit(
        id: hospital, name: "Hospital-dia",
        address: Address(
          street: "Rua Aleixo Netto", number: "1204", district: "Praia do Canto",
          municipality: "Vitória", state: .es), phone: try? Phone(parsing: "2733221144"),
        cnpj: try? CNPJ(parsing: "11222333000181")),
      rooms: [
        Room(id: infusion, unit: hospital, name: "Infusão"),
        Room(id: observation, unit: hospital, name: "Observação"),
        Room(id: Fixture.id(9013), unit: hospital, name: "Gesso", isActive: false),
      ], beds: [infusion: 4, observation: 6]),
    UnitWithRooms(
      unit: Unit(id: closed, name: "Jardim Camburi", isActive: false), rooms: []),
  ]

  static func assignment(
    _ number: UInt64, _ doctor: PractitionerRow, _ role: UnitAssignment.Role, from: Int,
    until: Int? = nil
  ) -> UnitAssignmentRow {
    let today = CivilDate(dayNumber: 20_782)
    return UnitAssignmentRow(
      assignment: UnitAssignment(
        id: Fixture.id(9400 + number), practitioner: doctor.id, unit: hospital, role: role,
        from: today.adding(days: from), until: until.map { today.adding(days: $0) }),
      practitionerName: doctor.name, sex: doctor.sex, specialties: doctor.specialties,
      unitName: "Hospital-dia")
  }

  static let assignments = [
    assignment(1, Fixture.ana, .head, from: -300),
    assignment(2, Fixture.bruno, .visiting, from: 10, until: 40),
  ]

  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case is ReadBedMap: return beds
    case is ListUnits: return rooms
    case is PreviewAgendaChange: return AgendaChangePreview()
    case let query as ListUnitAssignments:
      return assignments.filter { row in
        query.unit.map { $0 == row.assignment.unit } ?? true
          && query.practitioner.map { $0 == row.assignment.practitioner } ?? true
      }
    case is SearchPractitioners: return [Fixture.ana, Fixture.bruno, Fixture.celia]
    case let query as ReadStay:
      return beds.compactMap(\.stay).first { $0.id == query.id }.map { row in
        StayCard(
          row: row,
          places: [
            StayCard.Place(
              bedCode: "O5", unitName: row.unitName, since: row.admittedAt),
            StayCard.Place(
              bedCode: row.bedCode, unitName: row.unitName,
              since: row.admittedAt.adding(minutes: 90)),
          ], reason: nil)
      }
    default: return Fixture.answer(query)
    }
  }
}
