import ArgumentParser
import ClinicDomain
import Storage

extension ListCommand {
  /// Every bed in use with its state and who lies in it.
  struct Beds: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "beds", abstract: Wording.commandLine.aboutListBeds)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let service = try site.open()
      let actor = try person.logIn(service)
      let rows = try service.answer(ReadBedMap(), as: actor, now: Clock.now())
      try service.close()
      if output.json { return try Output.json(rows.map(BedOutput.init)) }
      Output.table(
        site.wording.bedColumns,
        rows.map {
          [
            [$0.unitName, $0.roomName].filter { !$0.isEmpty }.joined(separator: " · "),
            $0.bed.details.code, site.wording.bedState($0.bed.state),
            $0.stay?.patientName ?? $0.bed.note, $0.stay?.practitionerName ?? "",
          ]
        })
    }
  }

  /// Who is in a bed now, or was on a day.
  struct Stays: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stays", abstract: Wording.commandLine.aboutListStays)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp(Wording.commandLine.helpStayDate, valueName: "date"))
    var date: String?

    func run() throws {
      let service = try site.open()
      let actor = try person.logIn(service)
      let finder = Finder(service: service, actor: actor)
      let day = try date.map { try finder.date($0) }
      let rows = try service.answer(
        ListStays(dates: day.map { $0...$0 }), as: actor, now: Clock.now())
      let zone = service.site.zone
      try service.close()
      if output.json { return try Output.json(rows.map { StayOutput($0, zone) }) }
      Output.table(
        site.wording.stayColumns,
        rows.map { row in
          let admitted = zone.civil(at: row.admittedAt)
          return [
            "\(site.wording.date(admitted.date)) \(admitted.time.text)", row.patientName,
            row.unitName, row.bedCode, row.practitionerName,
            row.disposition.map { site.wording.disposition($0) } ?? "",
          ]
        })
    }
  }
}

struct BedOutput: Encodable {
  let id: String
  let unit: String
  let unitName: String
  let room: String?
  let code: String
  let state: String
  let note: String?
  let stay: String?
  let patient: String?
  let patientName: String?
  let practitionerName: String?

  init(_ row: BedRow) {
    id = row.id.text
    unit = row.bed.unit.text
    unitName = row.unitName
    room = row.roomName.isEmpty ? nil : row.roomName
    code = row.bed.details.code
    state = row.bed.state.rawValue
    note = row.bed.note.isEmpty ? nil : row.bed.note
    stay = row.stay?.id.text
    patient = row.stay?.patient.text
    patientName = row.stay?.patientName
    practitionerName = row.stay?.practitionerName
  }
}

struct StayOutput: Encodable {
  let id: String
  let patient: String
  let patientName: String
  let practitioner: String
  let practitionerName: String
  let unitName: String
  let bedCode: String
  let admitted: String
  let discharged: String?
  let disposition: String?

  init(_ row: StayRow, _ zone: some ZoneRules) {
    func text(_ instant: Instant) -> String {
      let civil = zone.civil(at: instant)
      return "\(civil.date.isoText)T\(civil.time.text)"
    }
    id = row.id.text
    patient = row.patient.text
    patientName = row.patientName
    practitioner = row.practitioner.text
    practitionerName = row.practitionerName
    unitName = row.unitName
    bedCode = row.bedCode
    admitted = text(row.admittedAt)
    discharged = row.dischargedAt.map(text)
    disposition = row.disposition?.rawValue
  }
}
