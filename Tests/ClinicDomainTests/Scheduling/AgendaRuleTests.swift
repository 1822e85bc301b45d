import ClinicDomain
import Testing

private func time(_ text: String) throws -> CivilTime { try CivilTime(parsing: text) }

@Suite struct AgendaRuleTests {
  /// A Wednesday.
  let wednesday = CivilDate(dayNumber: 20_782)
  private func rule(
    _ from: String = "08:00", _ until: String = "12:00", weekday: Weekday = .wednesday,
    validFrom: Int = 0, validUntil: Int? = nil, everyWeeks: Int = 1, breaks: [(String, String)] = []
  ) throws -> AgendaRule {
    var random = SystemRandomNumberGenerator()
    return AgendaRule(
      id: .make(at: Instant(milliseconds: 0), random: &random), weekday: weekday,
      from: try time(from), until: try time(until), slotMinutes: 30,
      validFrom: wednesday.adding(days: validFrom),
      validUntil: validUntil.map { wednesday.adding(days: $0) }, everyWeeks: everyWeeks,
      breaks: try breaks.map { TimeSpan(from: try time($0.0), until: try time($0.1)) })
  }

  private func spans(_ open: [OpenTime]) -> [String] {
    open.map { "\($0.from.text)-\($0.until.text)" }
  }

  @Test(arguments: [(1, [0, 7, 14, 21]), (2, [0, 14]), (3, [0, 21]), (4, [0])])
  func `a rule holds every n-th week from the week of its first day`(
    weeks: Int, days: [Int]
  ) throws {
    for anchor in [-2, 0] {
      let rule = try rule(validFrom: anchor, everyWeeks: weeks)
      #expect((0..<28).filter { rule.applies(on: wednesday.adding(days: $0)) } == days)
    }
    #expect(try !rule(validFrom: 1, everyWeeks: 2).applies(on: wednesday.adding(days: 7)))
    #expect(try rule(validFrom: 1, everyWeeks: 2).applies(on: wednesday.adding(days: 14)))
  }

  @Test func `breaks are no open time`() throws {
    let book = AgendaBook(
      rules: [try rule(breaks: [("09:00", "09:30"), ("10:00", "10:15")])], exceptions: [])
    #expect(spans(book.open(on: wednesday)) == ["08:00-09:00", "09:30-10:00", "10:15-12:00"])
  }

  @Test(arguments: [
    ([("08:00", "09:00")], false), ([("09:00", "12:00")], false), ([("09:00", "09:00")], false),
    ([("10:00", "11:00"), ("09:00", "09:30")], false), ([("09:00", "10:00")], true), ([], true),
  ])
  func `breaks lie within the hours, one after the other`(
    breaks: [(String, String)], isGood: Bool
  ) throws {
    var random = SystemRandomNumberGenerator()
    let agenda = Agenda(
      practitioner: .make(at: Instant(milliseconds: 0), random: &random),
      rules: [try rule(breaks: breaks)])
    #expect(agenda.problems().isEmpty == isGood)
  }

  @Test(arguments: [(0, 7, false), (0, 14, true), (0, 0, true), (2, 7, false)])
  func `alternating weeks don't overlap, the same weeks do`(
    first: Int, second: Int, overlaps: Bool
  ) throws {
    var random = SystemRandomNumberGenerator()
    let agenda = Agenda(
      practitioner: .make(at: Instant(milliseconds: 0), random: &random),
      rules: [
        try rule(validFrom: first, everyWeeks: 2), try rule(validFrom: second, everyWeeks: 2),
      ])
    #expect(agenda.problems().contains(FieldProblem(.from, .taken)) == overlaps)
  }

  @Test func `cycles of two and three weeks meet in the sixth, unless one ends before`() throws {
    var random = SystemRandomNumberGenerator()
    let practitioner = PractitionerID.make(at: Instant(milliseconds: 0), random: &random)
    for (end, overlaps) in [(27, false), (28, true)] {
      // Weeks 0, 2, 4… and 1, 4, 7…
      let agenda = Agenda(
        practitioner: practitioner,
        rules: [
          try rule(validUntil: end, everyWeeks: 2), try rule(validFrom: 7, everyWeeks: 3),
        ])
      #expect(!agenda.problems().isEmpty == overlaps)
    }
  }

  @Test func `buffers widen the step from slot to slot`() throws {
    let book = AgendaBook(
      rules: [try rule()], policy: AgendaPolicy(bufferBefore: 5, bufferAfter: 10), exceptions: [])
    #expect(
      book.open(on: wednesday).flatMap(\.slotStarts).map(\.text) == [
        "08:00", "08:45", "09:30", "10:15", "11:00",
      ])
  }

  @Test func `a run of days closes each of them, at its hours`() throws {
    var random = SystemRandomNumberGenerator()
    let now = Instant(milliseconds: 0)
    let vacation = AgendaException(
      id: .make(at: now, random: &random), practitioner: .make(at: now, random: &random),
      date: wednesday.adding(days: -3), lastDate: wednesday.adding(days: 7),
      from: try time("10:00"), effect: .closes(reason: "férias"))
    let book = AgendaBook(rules: [try rule()], exceptions: [vacation])
    #expect(spans(book.open(on: wednesday)) == ["08:00-10:00"])
    #expect(spans(book.open(on: wednesday.adding(days: 7))) == ["08:00-10:00"])
    #expect(spans(book.open(on: wednesday.adding(days: 14))) == ["08:00-12:00"])
  }

  @Test(arguments: [(0, 0, "09:42"), (30, 0, "10:12"), (24 * 60, 0, nil), (24 * 60, 1, "09:42")])
  func `notice and horizon decide what can be booked of a day`(
    notice: Int, ahead: Int, earliest: String?
  ) throws {
    let now = CivilDateTime(date: wednesday, time: try time("09:42"))
    let policy = AgendaPolicy(noticeMinutes: notice, horizonDays: 30)
    #expect(
      policy.earliestStart(on: wednesday.adding(days: ahead), at: now)?.text == earliest)
    #expect(policy.earliestStart(on: wednesday.adding(days: 30), at: now) == .midnight)
    #expect(policy.earliestStart(on: wednesday.adding(days: 31), at: now) == nil)
    #expect(policy.earliestStart(on: wednesday.adding(days: -1), at: now) == nil)
  }
}
