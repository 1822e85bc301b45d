import ClinicDomain
import Testing

private func time(_ text: String) throws -> CivilTime { try CivilTime(parsing: text) }

private func rule(
  _ weekday: Weekday, _ from: String, _ until: String, slot: Int = 30,
  validFrom: CivilDate = CivilDate(dayNumber: 0), validUntil: CivilDate? = nil
) throws -> AgendaRule {
  var random = SystemRandomNumberGenerator()
  return AgendaRule(
    id: .make(at: Instant(milliseconds: 0), random: &random), weekday: weekday,
    from: try time(from), until: try time(until), slotMinutes: slot, validFrom: validFrom,
    validUntil: validUntil)
}

private func exception(
  _ date: CivilDate, _ from: String, _ until: String, _ effect: AgendaException.Effect
) throws -> AgendaException {
  var random = SystemRandomNumberGenerator()
  let now = Instant(milliseconds: 0)
  return AgendaException(
    id: .make(at: now, random: &random), practitioner: .make(at: now, random: &random), date: date,
    from: try time(from), until: try time(until), effect: effect)
}

@Suite("Open time")
struct OpenTimeTests {
  /// A Wednesday.
  let wednesday = CivilDate(year: 2026, month: 11, day: 25) ?? CivilDate(dayNumber: 0)

  private func open(_ rules: [AgendaRule], _ exceptions: [AgendaException]) -> [OpenTime] {
    AgendaBook(rules: rules, exceptions: exceptions).open(on: wednesday)
  }

  private func spans(_ open: [OpenTime]) -> [String] {
    open.map { "\($0.from.text)-\($0.until.text)/\($0.slotMinutes)" }
  }

  @Test("rules hold on their weekday and within their validity only")
  func rules() throws {
    let rules = [
      try rule(.wednesday, "08:00", "12:00"), try rule(.thursday, "08:00", "12:00"),
      try rule(.wednesday, "14:00", "15:00", validUntil: wednesday.adding(days: -1)),
      try rule(.wednesday, "16:00", "17:00", slot: 20, validFrom: wednesday),
    ]
    #expect(
      spans(open(rules, []))
        == ["08:00-12:00/30", "16:00-17:00/20"])
  }

  @Test("a closure cuts its piece out, a whole day leaves nothing")
  func closures() throws {
    let rules = [try rule(.wednesday, "08:00", "12:00")]
    let lunch = try exception(wednesday, "09:30", "10:30", .closes(reason: "reunião"))
    #expect(
      spans(open(rules, [lunch]))
        == ["08:00-09:30/30", "10:30-12:00/30"])
    let day = try exception(wednesday, "00:00", "24:00", .closes(reason: "férias"))
    #expect(open(rules, [day]).isEmpty)
    let elsewhere = try exception(wednesday.adding(days: 1), "00:00", "24:00", .closes(reason: ""))
    #expect(open(rules, [elsewhere]).count == 1)
  }

  @Test("an opening adds only what the rules don't open already, and closing wins")
  func openings() throws {
    let rules = [try rule(.wednesday, "08:00", "12:00")]
    let more = try exception(wednesday, "11:00", "14:00", .opens(slotMinutes: 15))
    #expect(
      spans(open(rules, [more]))
        == ["08:00-12:00/30", "12:00-14:00/15"])
    let closed = try exception(wednesday, "13:00", "24:00", .closes(reason: ""))
    #expect(
      spans(open(rules, [more, closed]))
        == ["08:00-12:00/30", "12:00-13:00/15"])
  }

  @Test("slots start every slot length and none sticks out at the end")
  func slots() throws {
    let open = OpenTime(from: try time("08:00"), until: try time("09:50"), slotMinutes: 30)
    #expect(open.slotStarts.map(\.text) == ["08:00", "08:30", "09:00"])
    #expect(open.holds(from: try time("09:20"), minutes: 30))
    #expect(!open.holds(from: try time("09:25"), minutes: 30))
  }

  @Test("rules that overlap, end before they start or have odd slots are told")
  func problems() throws {
    var random = SystemRandomNumberGenerator()
    let practitioner = PractitionerID.make(at: Instant(milliseconds: 0), random: &random)
    let good = Agenda(
      practitioner: practitioner,
      rules: [try rule(.monday, "08:00", "12:00"), try rule(.monday, "12:00", "18:00")])
    #expect(good.problems().isEmpty)
    let overlapping = Agenda(
      practitioner: practitioner,
      rules: [try rule(.monday, "08:00", "12:30"), try rule(.monday, "12:00", "18:00")])
    #expect(overlapping.problems() == [FieldProblem(.from, .taken)])
    let odd = Agenda(
      practitioner: practitioner, rules: [try rule(.monday, "12:00", "08:00", slot: 7)])
    #expect(
      odd.problems() == [
        FieldProblem(.slotMinutes, .outOfRange), FieldProblem(.until, .outOfRange),
      ])
  }
}
