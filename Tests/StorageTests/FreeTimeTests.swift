import ClinicDomain
import Testing

@testable import Storage

@Suite("Free times")
struct FreeTimeTests {
  private let fixture: Fixture
  private let ana: PractitionerID

  init() throws {
    fixture = try Fixture()
    ana = try fixture.practitioner()
  }

  private func bruno() throws -> PractitionerID {
    try fixture.practitioner("Bruno Reis", number: "54321")
  }

  /// A patient who has a visit with Ana tomorrow.
  private func booked(at minute: Int) throws -> PatientID {
    let rita = try fixture.patient("Rita Moraes") {
      $0.phones = [try Phone(parsing: "27998761020")]
    }
    let booked = fixture.service.perform(
      try fixture.booking(rita, ana, at: minute), as: fixture.reception, now: Fixture.now)
    _ = try #require(booked.value)
    return rita
  }

  private func find(
    _ filter: FreeTimeFilter = FreeTimeFilter(), from place: FindFreeTimes.Place? = nil,
    limit: Int = 20
  ) throws -> FindFreeTimes.Answer {
    try fixture.service.answer(
      FindFreeTimes(
        filter: filter, from: place ?? FindFreeTimes.Place(date: fixture.tomorrow), limit: limit),
      as: fixture.reception, now: Fixture.now)
  }

  private func time(_ hour: Int, _ minute: Int = 0) throws -> CivilTime {
    try #require(CivilTime(hour: hour, minute: minute))
  }

  @Test("are by day and time over all doctors, and leave out what is booked")
  func order() throws {
    let bruno = try bruno()
    _ = try booked(at: 8 * 60)
    let page = try find(limit: 4)
    #expect(page.times.map(\.practitioner) == [bruno, ana, bruno, ana])
    #expect(page.times.map(\.start.text) == ["08:00", "08:30", "08:30", "09:00"])
    #expect(page.times.allSatisfy { $0.date == fixture.tomorrow && $0.minutes == 30 })
  }

  @Test("come in pages that leave nothing out and tell nothing twice")
  func pages() throws {
    let all = try find(limit: 100).times
    var paged: [FreeTime] = []
    var place: FindFreeTimes.Place? = FindFreeTimes.Place(date: fixture.tomorrow)
    while let next = place, paged.count < 100 {
      let page = try find(from: next, limit: 7)
      paged += page.times
      place = page.next
    }
    #expect(Array(paged.prefix(100)) == all)
    #expect(all.count == 100)
  }

  @Test("keep to the wishes: length, days, part of the day, specialty, doctor, patient")
  func wishes() throws {
    let (bruno, rita) = (try bruno(), try booked(at: 14 * 60))
    let weekday = fixture.tomorrow.adding(days: 2).weekday
    let page = try find(
      FreeTimeFilter(
        practitioners: [bruno], specialty: "card", minutes: 60, weekdays: [weekday],
        from: try time(13), until: try time(15)))
    #expect(page.times.first?.date == fixture.tomorrow.adding(days: 2))
    #expect(page.times.prefix(4).map(\.start.text) == ["13:00", "13:30", "14:00", "14:30"])
    #expect(page.times.allSatisfy { $0.practitioner == bruno && $0.minutes == 60 })
    #expect(try find(FreeTimeFilter(specialty: "ped")).times.isEmpty)
    let hers = try find(
      FreeTimeFilter(practitioners: [bruno], from: try time(13), patient: rita))
    #expect(hers.times.prefix(3).map(\.start.text) == ["13:00", "13:30", "14:30"])
  }

  @Test("end with the booking horizon, and begin with now")
  func bounds() throws {
    let today = fixture.tomorrow.adding(days: -1)
    let last = today.adding(days: BookingRules.horizonDays)
    let end = try find(from: FindFreeTimes.Place(date: last), limit: 500)
    #expect(end.next == nil)
    #expect(end.times.count == 20)
    let first = try find(from: FindFreeTimes.Place(date: today), limit: 1).times.first
    let now = Fixture.zone.civil(at: Fixture.now)
    let found = try #require(first)
    #expect(found.date > now.date || found.start >= now.time)
  }

  @Test("a booking is told beforehand what stands against it, and what is free near")
  func preview() throws {
    let (bruno, rita) = (try bruno(), try booked(at: 9 * 60))
    func preview(
      _ doctor: PractitionerID, _ hour: Int, patient: PatientID? = nil
    ) throws -> BookingPreview {
      let answer = try fixture.service.answer(
        PreviewBooking(
          practitioner: doctor, date: fixture.tomorrow, start: try time(hour), patient: patient),
        as: fixture.reception, now: Fixture.now)
      return try #require(answer)
    }
    let taken = try preview(ana, 9)
    #expect(taken.clashes.map(\.patientName) == ["Rita Moraes"])
    #expect(taken.near.prefix(2).map(\.start.text).sorted() == ["08:30", "09:30"])
    let free = try preview(ana, 10)
    #expect(free.refusal == nil && free.near.isEmpty && free.minutes == 30)
    #expect(try preview(bruno, 9).refusal == nil)
    let patients = try preview(bruno, 9, patient: rita)
    #expect(patients.phone == "(27) 99876-1020" && free.phone.isEmpty)
    #expect(patients.refusal == .taken(by: .patient, visits: patients.clashes.map(\.id), near: []))
    #expect(!patients.near.contains { $0.start.text == "09:00" })
    #expect(try preview(ana, 20).refusal == .outsideAgenda)
  }
}
