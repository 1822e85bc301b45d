import ClinicDomain
import Foundation
import Testing

@testable import Exchange

@Suite("Calendars of visits")
struct VisitCalendarTests {
  private static let site = SiteID.make(number: 9)

  static func visit(
    _ number: UInt64 = 1, on date: String = "2026-11-25", at start: String = "09:30",
    status: AppointmentStatus = .booked, reservation: Reservation = .confirmed,
    zone: String = "America/Sao_Paulo", sequence: Int = 0, isMain: Bool = true,
    meeting: String? = nil
  ) throws -> CalendarVisit {
    let date = try CivilDate.parse(date, today: CivilDate(dayNumber: 0))
    let start = try CivilTime(parsing: start)
    let rules = try #require(SiteZone(named: zone))
    let minute = rules.utcMinute(of: date, start)
    return CalendarVisit(
      id: .make(number: number), site: site, root: .make(number: isMain ? number : 77),
      isMain: isMain, patient: .make(number: 5), patientName: "Zilda, Moura; a\\Terceira",
      practitioner: .make(number: 6), practitionerName: "Ana Lima", date: date, start: start,
      minutes: 30, zone: zone, slot: try #require(TimeSlot(startMinute: minute, length: 30)),
      status: status, reservation: reservation, kind: .followUp,
      unitName: "Praia do Canto, matriz", roomName: "Sala 2", sequence: sequence,
      bookedAt: Instant(milliseconds: 1_790_000_000_000),
      changedAt: Instant(milliseconds: 1_795_000_000_000), meeting: meeting)
  }

  private static let writer = VisitCalendarWriter { _ in "Consulta" }
  private static let namingWriter = VisitCalendarWriter { $0.patientName }

  @Test("tell the time by the clock that was agreed, with its zone, and nobody's name")
  func text() throws {
    let text = Self.writer.text(of: [try Self.visit(sequence: 3)])
    for line in [
      "DTSTART;TZID=America/Sao_Paulo:20261125T093000", "SUMMARY:Consulta", "SEQUENCE:3",
      "DTEND;TZID=America/Sao_Paulo:20261125T100000", "STATUS:CONFIRMED", "CLASS:PRIVATE",
      "LOCATION:Praia do Canto\\, matriz · Sala 2", "LAST-MODIFIED:20261118T110640Z",
      "TZID:America/Sao_Paulo",
    ] {
      #expect(text.contains("\r\n\(line)\r\n"), "\(line)")
    }
    #expect(!text.contains("Zilda"))
    #expect(text == Self.writer.text(of: [try Self.visit(sequence: 3)]))
    #expect(Self.namingWriter.text(of: [try Self.visit()]).contains("Zilda"))
  }

  @Test("tell where a visit by video is held, as long as it is held")
  func meeting() throws {
    let room = "https://meet.example/0189"
    let text = Self.writer.text(of: [try Self.visit(meeting: room)])
    #expect(text.contains("\r\nURL:\(room)\r\n"))
    #expect(text.contains("\r\nCONFERENCE;VALUE=URI;FEATURE=VIDEO:\(room)\r\n"))
    let off = Self.writer.text(of: [try Self.visit(status: .cancelled, meeting: room)])
    #expect(!off.contains(room))
    #expect(!Self.writer.text(of: [try Self.visit()]).contains("URL"))
  }

  @Test(
    "tell the state",
    arguments: [
      (AppointmentStatus.booked, Reservation.confirmed, "CONFIRMED"),
      (.fulfilled, .confirmed, "CONFIRMED"), (.proposed, .confirmed, "TENTATIVE"),
      (.pending, .local, "TENTATIVE"), (.booked, .held, "TENTATIVE"),
      (.booked, .refused, "CANCELLED"), (.cancelled, .confirmed, "CANCELLED"),
      (.noshow, .confirmed, "CANCELLED"),
    ])
  func status(_ status: AppointmentStatus, _ reservation: Reservation, _ expected: String) throws {
    #expect(try Self.visit(status: status, reservation: reservation).calendarStatus == expected)
  }

  @Test("leave mistakes out and give each visit a UID of its own")
  func uids() throws {
    let visits = [
      try Self.visit(1), try Self.visit(2, status: .enteredInError),
      try Self.visit(3, isMain: false), try Self.visit(77),
    ]
    let file = CalendarFile(reading: Array(Self.writer.text(of: visits, name: "Ana").utf8))
    let uids = file.components[0].children.compactMap { $0.first("UID")?.value }
    #expect(uids.count == 3)
    #expect(Set(uids).count == 3)
    #expect(file.problems.isEmpty)
  }

  @Test("carry the changes of Brazil's clocks until 2019")
  func zones() throws {
    let zone = try #require(SiteZone(named: "America/Sao_Paulo"))
    let first = try CivilDate.parse("2017-01-10", today: CivilDate(dayNumber: 0))
    let component = CalendarComponent.zone(
      zone, covering: first...(try CivilDate.parse("2026-11-25", today: first)))
    var budget = ExpansionBudget()
    let read = try CalendarZone(
      component, until: CivilDateTime(minuteNumber: 30_000_000), budget: &budget)
    for day in stride(from: first.dayNumber, to: first.dayNumber + 3600, by: 1) {
      for minute in [0, 179, 180, 181, 720] {
        let instant = Instant(minutes: day * 1440 + minute)
        #expect(read.offsetMinutes(at: instant) == zone.offsetMinutes(at: instant))
      }
    }
    let text = component.text
    #expect(text.contains("DTSTART:20171015T000000"))
    #expect(text.contains("DTSTART:20190217T000000"))
    #expect(!text.contains("20191"))
  }

  @Test(
    "are read back by python-vobject as they were meant",
    .enabled(if: PeerPython.has("vobject", "dateutil"), "no python3-vobject"))
  func readBack() throws {
    let visits = [
      try Self.visit(1, on: "2018-12-12"), try Self.visit(2, on: "2026-07-01", at: "23:45"),
      try Self.visit(3, on: "2026-07-01", zone: "America/New_York", sequence: 2),
      try Self.visit(4, status: .cancelled), try Self.visit(5, zone: "America/Rio_Branco"),
    ]
    let folder = NSTemporaryDirectory() + "clinic-ics-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = Self.namingWriter.text(of: visits, name: "Ana")
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/a.ics"))
    struct Read: Decodable, Equatable {
      let uid: String
      let start: Int
      let end: Int
      let summary: String
      let location: String
      let status: String
      let sequence: Int
    }
    let answer = try PeerPython.run("read_events.py", [folder + "/a.ics"])
    let read = try JSONDecoder().decode([Read].self, from: Data(answer.utf8))
    let expected = visits.map {
      Read(
        uid: VisitCalendarWriter.uid(of: $0), start: $0.slot.startMinute, end: $0.slot.endMinute,
        summary: $0.patientName, location: "\($0.unitName) · \($0.roomName)",
        status: $0.calendarStatus, sequence: $0.sequence)
    }
    #expect(read == expected)
  }

  @Test("are read back by this reader too")
  func roundTrip() throws {
    let visits = [
      try Self.visit(1), try Self.visit(2, at: "14:00"), try Self.visit(3, status: .noshow),
    ]
    let busy = BusyCalendar(
      reading: Array(Self.writer.text(of: visits).utf8), from: visits[0].date,
      until: visits[0].date, zone: try #require(SiteZone(named: "America/Sao_Paulo")))
    #expect(busy.times.map(\.start.time) == [visits[0].start, visits[1].start])
    #expect(busy.problems.isEmpty)
  }
}

extension EntityID {
  fileprivate static func make(number: UInt64) -> EntityID {
    var random = Numbered(number: number)
    return .make(at: Instant(milliseconds: 1_795_000_000_000), random: &random)
  }
}

private struct Numbered: RandomNumberGenerator {
  var number: UInt64
  mutating func next() -> UInt64 { number }
}
