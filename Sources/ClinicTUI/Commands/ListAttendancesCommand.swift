import ArgumentParser
import ClinicDomain
import Storage

extension ListCommand {
  /// Who came to the units on a day without a visit.
  struct Attendances: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "attendances", abstract: Wording.commandLine.aboutListAttendances)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp(Wording.commandLine.helpDate, valueName: "date"))
    var date: String?

    func run() throws {
      let service = try site.open()
      let actor = try person.logIn(service)
      let now = Clock.now()
      let day = try date.map { try Finder(service: service, actor: actor).date($0) }
      let zone = service.site.zone
      let rows = try service.answer(
        ListAttendances(date: day ?? zone.civil(at: now).date), as: actor, now: now
      ).rows
      try service.close()
      if output.json { return try Output.json(rows.map { AttendanceOutput($0, zone) }) }
      let wording = site.wording
      Output.table(
        wording.attendanceColumns,
        rows.map { row in
          let came = zone.civil(at: row.registeredAt)
          return [
            wording.ticket(row), "\(wording.date(came.date)) \(came.time.text)",
            row.risk.map(wording.risk) ?? "", row.patientName, row.unitName,
            wording.attendanceState(row.state), row.seen?.practitionerName ?? "",
            row.outcome.map(wording.attendanceOutcome) ?? "",
          ]
        })
    }
  }
}

struct AttendanceOutput: Encodable {
  let id: String
  let ticket: Int
  let patient: String
  let patientName: String
  let unit: String
  let unitName: String
  /// HL7 v3's `AMB` or `EMER`.
  let encounterClass: String
  let state: String
  let priority: String
  let risk: String?
  let registered: String
  let called: String?
  let practitioner: String?
  let practitionerName: String?
  let started: String?
  let outcome: String?
  let ended: String?

  init(_ row: AttendanceRow, _ zone: some ZoneRules) {
    func text(_ instant: Instant) -> String {
      let civil = zone.civil(at: instant)
      return "\(civil.date.isoText)T\(civil.time.text)"
    }
    id = row.id.text
    ticket = row.ticket
    patient = row.patient.text
    patientName = row.patientName
    unit = row.unit.text
    unitName = row.unitName
    encounterClass = row.attendanceClass.rawValue
    state = row.state.rawValue
    priority = row.priority.rawValue
    risk = row.risk?.rawValue
    registered = text(row.registeredAt)
    called = row.calledAt.map(text)
    practitioner = row.seen?.practitioner.text
    practitionerName = row.seen?.practitionerName
    started = row.seen.map { text($0.at) }
    outcome = row.outcome?.rawValue
    ended = row.endedAt.map(text)
  }
}
