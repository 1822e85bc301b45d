import ClinicDomain

@testable import ClinicTUI

/// A morning of who came to the day hospital without a visit.
enum AttendanceSamples {
  typealias Fixture = AgendaFixture

  static func row(
    _ number: UInt64, _ name: String, _ minutes: Int, _ risk: Attendance.Risk? = nil,
    priority: QueuePriority = .none, unit: UnitID = BedSamples.hospital, calledAgo: Int? = nil,
    room: String = "", by doctor: PractitionerRow? = nil, seenAgo: Int = 0,
    outcome: Attendance.Outcome? = nil, endedAgo: Int = 0
  ) -> AttendanceRow {
    let now = Fixture.instant(9, 42)
    return AttendanceRow(
      id: Fixture.id(9500 + number), patient: Fixture.id(9600 + number), patientName: name,
      birthDate: CivilDate(year: 1951, month: 2, day: 14), unit: unit,
      unitName: unit == BedSamples.hospital ? "Hospital-dia" : "Centro",
      attendanceClass: .emergency, date: Fixture.wednesday, ticket: Int(number),
      priority: priority, risk: risk, registeredAt: now.adding(minutes: -minutes),
      calledAt: calledAgo.map { now.adding(minutes: -$0) }, roomName: room,
      seen: doctor.map {
        AttendanceRow.Seen(
          practitioner: $0.id, practitionerName: $0.name, at: now.adding(minutes: -seenAgo))
      },
      outcome: outcome, endedAt: outcome.map { _ in now.adding(minutes: -endedAgo) })
  }

  static let rows = [
    row(
      1, "Rita Moraes", 130, .orange, by: Fixture.ana, seenAgo: 100, outcome: .home,
      endedAgo: 60),
    row(2, "Caio Teles", 125, outcome: .left, endedAgo: 40),
    row(3, "Lúcia Ferraz", 70, .yellow, by: Fixture.bruno, seenAgo: 12),
    row(4, "Maria da Silva", 66, .yellow, priority: .over60),
    row(5, "Vera Lúcia Sá de Albuquerque Nogueira", 50, .green),
    row(6, "Ivo Sampaio", 21, .orange, calledAgo: 2, room: "Sala 3"),
    row(7, "Zilda Couto", 14, .blue, unit: BedSamples.clinic),
    row(8, "Osmar Brito", 9, priority: .over80),
    row(9, "Nina Prates", 3),
  ]

  static func list(ownUnits: Set<UnitID> = []) -> AttendanceList {
    AttendanceList(rows: rows, ownUnits: ownUnits)
  }

  static func answer(_ query: any ClinicQuery) -> (any Equatable & Sendable)? {
    switch query {
    case is ListAttendances: return list(ownUnits: [BedSamples.hospital])
    case let query as ReadAttendance:
      return rows.first { $0.id == query.id }.map { AttendanceCard(row: $0, reason: nil) }
    default: return BedSamples.answer(query)
    }
  }
}
