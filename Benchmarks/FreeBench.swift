import ClinicDomain
import SampleClinic
import Storage

/// The first free times of 50 doctors whose agendas reach over ten years and whose next weeks are
/// booked out.
enum FreeBench {
  private static let doctors = 50
  /// Days from tomorrow on without a free slot.
  private static let fullDays = 40
  private static let slotsPerDay = 24

  static func run(root: String) throws {
    let clinic = SampleClinic(root: root + "/free")
    let service = try clinic.initialise()
    try SampleClinic.addDoctors(doctors, slotMinutes: 60, to: service)
    try SampleClinic.addPatients(0..<2_000, to: service)
    try giveTenYears(to: service)
    let today = SampleClinic.zone.civil(at: SampleClinic.moment).date
    var visits: [Appointment] = []
    for day in 0...fullDays {
      for doctor in 0..<doctors {
        for slot in 0..<slotsPerDay {
          visits.append(
            try SampleClinic.visit(
              visits.count, patient: (slot * doctors + doctor) % 2_000, doctor: doctor,
              date: today.adding(days: day), minute: slot * 60, minutes: 60))
        }
      }
    }
    try SampleClinic.addVisits(visits, to: service)
    ClinicBench.note("\(visits.count) visits booked, none free for \(fullDays) days")
    for (name, filter, start) in try cases(today) {
      var (first, rest) = (Samples(), Samples())
      for _ in 0..<200 {
        var place: FindFreeTimes.Place? = FindFreeTimes.Place(date: start)
        var found = 0
        let began = Samples.clock
        while let next = place, found == 0 {
          let page = try ask(FindFreeTimes(filter: filter, from: next), service)
          (found, place) = (page.times.count, page.next)
        }
        first.add(Samples.clock - began)
        guard let next = place else { continue }
        try rest.measure { _ = try ask(FindFreeTimes(filter: filter, from: next), service) }
      }
      report("first free times, \(name)", first, bar: "≤ 16 ms")
      report("the next page, \(name)", rest, bar: "–")
    }
    try service.close()
  }

  private static func cases(_ today: CivilDate) throws -> [(String, FreeTimeFilter, CivilDate)] {
    let doctor = FreeTimeFilter(practitioners: [SampleClinic.id(.doctor, 7)])
    guard let from = CivilTime(hour: 8), let noon = CivilTime(hour: 12) else {
      throw SampleFailure.impossible("hours")
    }
    let morning = FreeTimeFilter(
      specialty: "cardio", weekdays: [.monday, .thursday], from: from, until: noon)
    let open = today.adding(days: fullDays + 1)
    return [
      ("all doctors", FreeTimeFilter(), open),
      ("all doctors, 40 full days", FreeTimeFilter(), today),
      ("one doctor, 40 full days", doctor, today),
      ("cardiology by wishes, 40 full days", morning, today),
    ]
  }

  /// The same hours once more in each of ten years, as agendas that were changed every year have.
  private static func giveTenYears(to service: ClinicService) throws {
    for index in 0..<doctors {
      let id: PractitionerID = SampleClinic.id(.doctor, index)
      guard
        let card = try service.answer(
          ReadPractitionerCard(practitioner: id, from: CivilDate(dayNumber: 0)),
          as: SampleClinic.manager, now: SampleClinic.moment)
      else { throw SampleFailure.impossible("doctor \(index)") }
      let today = SampleClinic.zone.civil(at: SampleClinic.moment).date
      var rules: [AgendaRule] = []
      for year in 0..<10 {
        let begin = today.adding(days: (year - 8) * 365)
        for (place, rule) in card.agenda.rules.enumerated() {
          rules.append(
            AgendaRule(
              id: SampleClinic.id(.rule, 100_000 + index * 1_000 + year * 10 + place),
              weekday: rule.weekday, from: rule.from, until: rule.until, slotMinutes: 60,
              validFrom: begin, validUntil: begin.adding(days: 364)))
        }
      }
      try SampleClinic.expectDone(
        service.perform(
          SetWeeklyAgenda(
            base: card.agenda.rules, basePolicy: card.agenda.policy,
            agenda: Agenda(practitioner: id, rules: rules, policy: card.agenda.policy)),
          as: SampleClinic.manager, now: SampleClinic.moment))
    }
  }

  private static func ask(
    _ query: FindFreeTimes, _ service: ClinicService
  ) throws -> FindFreeTimes.Answer {
    try service.answer(query, as: SampleClinic.reception, now: SampleClinic.moment)
  }

  private static func report(_ measure: String, _ samples: Samples, bar: String) {
    for (part, name) in [(0.5, "median"), (0.99, "p99")] {
      ClinicBench.say(
        Report(
          measure: "\(measure), \(name)", ours: samples.percentile(part), unit: "ms", peer: "–",
          theirs: 0, bar: bar
        ).line)
    }
  }
}
