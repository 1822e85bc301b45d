import ClinicDomain
import Testing

@Suite struct RepetitionTests {
  /// A Saturday.
  private let today = CivilDate(dayNumber: 20_778)

  @Test(arguments: [
    ("10x", Repetition(end: .count(10))), ("10", Repetition(end: .count(10))),
    ("toda semana 10x", Repetition(end: .count(10))),
    ("10x toda semana", Repetition(end: .count(10))),
    ("a cada 2 semanas 6x", Repetition(every: 2, end: .count(6))),
    ("every 3 days 6x", Repetition(every: 3, unit: .day, end: .count(6))),
    ("quinzenal 6x", Repetition(every: 2, end: .count(6))),
    ("mensal 12 vezes", nil), ("mensal 12vezes", Repetition(unit: .month, end: .count(12))),
    ("todo mês 3x", Repetition(unit: .month, end: .count(3))),
    ("diário 5x", Repetition(unit: .day, end: .count(5))),
    ("1x", nil), ("105x", nil), ("60", Repetition(end: .count(60))), ("toda semana", nil),
    ("10x maria", nil), ("", nil),
  ])
  func `is read as it is said`(_ text: String, _ expected: Repetition?) {
    #expect(Repetition(parsing: text, today: today) == expected)
  }

  @Test func `an end may be a day`() throws {
    let last = try #require(CivilDate(year: 2026, month: 12, day: 20))
    let read = Repetition(parsing: "weekly until 20/12", today: today)
    #expect(read == Repetition(end: .until(last)))
    #expect(try read?.dates(from: today).last == CivilDate(year: 2026, month: 12, day: 19))
    #expect(try read?.dates(from: today).count == 5)
  }

  @Test func `an end that leaves one visit, or more than a series has, is told`() throws {
    let early = try #require(Repetition(unit: .month, end: .until(today.adding(days: 5))))
    #expect(throws: Repetition.Fault.endsBeforeTheSecond) { try early.dates(from: today) }
    let past = try #require(Repetition(end: .until(today.adding(days: -4))))
    #expect(throws: Repetition.Fault.endsBeforeTheSecond) { try past.dates(from: today) }
    let last = today.adding(days: Repetition.limit - 1)
    let fits = try #require(Repetition(unit: .day, end: .until(last)))
    #expect(try fits.dates(from: today).count == Repetition.limit)
    let long = try #require(Repetition(unit: .day, end: .until(last.adding(days: 1))))
    #expect(throws: Repetition.Fault.tooMany(last: last)) { try long.dates(from: today) }
  }

  @Test(arguments: [
    (Repetition(every: 2, end: .count(3)), [0, 14, 28]),
    (Repetition(unit: .day, end: .count(3)), [0, 1, 2]),
    (Repetition(unit: .month, end: .count(3)), [0, 30, 61]),
  ])
  func `days follow one another`(_ repetition: Repetition?, _ days: [Int]) throws {
    let dates = try #require(repetition).dates(from: today)
    #expect(dates.map { $0.days(since: today) } == days)
  }

  @Test func `a month without the day takes its last, and the next has the day again`() throws {
    let first = try #require(CivilDate(year: 2027, month: 1, day: 31))
    let dates = try #require(Repetition(unit: .month, end: .count(3))).dates(from: first)
    #expect(dates.map(\.isoText) == ["2027-01-31", "2027-02-28", "2027-03-31"])
  }

  @Test func `a line has its repetition wherever it stands, and the patient without it`() {
    for text in ["14:30 maria s 10x", "14:30 10x maria s", "14:30 maria s toda semana 10x"] {
      let line = BookingLine(text, today: today)
      #expect(line.repetition == Repetition(end: .count(10)), "\(text)")
      #expect(line.patient == "maria s" && line.time?.minuteOfDay == 870, "\(text)")
    }
    #expect(BookingLine("14:30 maria toda", today: today).patient == "maria toda")
  }

  @Test func `this, the following and all mean what they say`() {
    let start = CivilTime(hour: 9) ?? .midnight
    let rows = (0..<4).map { Self.row(UInt64($0), today.adding(days: 7 * $0), start) }
    #expect(SeriesScope.this.visits(from: rows[2], in: rows) == [rows[2]])
    #expect(SeriesScope.following.visits(from: rows[2], in: rows) == [rows[2], rows[3]])
    #expect(SeriesScope.all.visits(from: rows[2], in: rows) == rows)
  }

  private static func row(_ number: UInt64, _ date: CivilDate, _ start: CivilTime) -> VisitRow {
    var random = SystemRandomNumberGenerator()
    func id<Entity>() -> EntityID<Entity> {
      .make(at: Instant(milliseconds: Int64(number)), random: &random)
    }
    return VisitRow(
      id: id(), patient: id(), patientName: "", practitioner: id(), practitionerName: "",
      date: date, start: start, minutes: 30, status: .booked, confirmation: .none,
      reservation: .confirmed, kind: .routine, isOverbooked: false, isHistorical: false,
      arrivedAt: nil, encounter: nil, encounterStatus: nil, encounterStartedAt: nil, invoice: nil)
  }
}
