import ArgumentParser
import ClinicDomain
import Storage

/// Lists what there is.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: Wording.commandLine.aboutList,
    subcommands: [
      Patients.self, Doctors.self, Appointments.self, DayListCommand.self, Beds.self, Stays.self,
      Attendances.self,
    ])

  struct Patients: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "patients", abstract: Wording.commandLine.aboutListPatients)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp(Wording.commandLine.helpLimit, valueName: "n"))
    var limit: Int = 50

    func run() throws {
      try PatientListing.show(text: "", limit: limit, site, person, output)
    }
  }

  struct Doctors: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "doctors", abstract: Wording.commandLine.aboutListDoctors)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp(Wording.commandLine.helpNamePart, valueName: "text"))
    var name: String = ""

    @Option(help: ArgumentHelp(Wording.commandLine.helpSpecialty, valueName: "text"))
    var specialty: String = ""

    @Option(help: ArgumentHelp(Wording.commandLine.helpCity, valueName: "text"))
    var city: String = ""

    @Option(help: ArgumentHelp(Wording.commandLine.helpState, valueName: "UF"))
    var state: String?

    func run() throws {
      let uf = try state.map { text in
        guard let uf = try? FederativeUnit(parsing: text) else {
          throw CommandFailure.badValue(option: "--state", text: text)
        }
        return uf
      }
      let service = try site.open()
      let actor = try person.logIn(service)
      let rows = try service.answer(
        SearchPractitioners(text: name, specialty: specialty, municipality: city, state: uf),
        as: actor, now: Clock.now())
      try service.close()
      if output.json { return try Output.json(rows.map(DoctorOutput.init)) }
      Output.table(
        site.wording.doctorColumns,
        rows.map {
          [
            site.wording.doctorName($0.name, $0.sex), $0.registration, $0.specialties,
            [$0.unitName, $0.roomName].filter { !$0.isEmpty }.joined(separator: " · "),
          ]
        })
    }
  }

  struct Appointments: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "appointments", abstract: Wording.commandLine.aboutListAppointments)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp(Wording.commandLine.helpDate, valueName: "date"))
    var date: String = "t"

    @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
    var doctor: String?

    func run() throws {
      let service = try site.open()
      let actor = try person.logIn(service)
      let finder = Finder(service: service, actor: actor)
      let day = try finder.date(date)
      let practitioner = try doctor.map { try finder.practitioner($0).id }
      let rows = try service.answer(ReadDesk(date: day), as: actor, now: Clock.now())
        .filter { practitioner == nil || $0.practitioner == practitioner }
      try service.close()
      if output.json { return try Output.json(rows.map(AppointmentOutput.init)) }
      Output.table(
        site.wording.appointmentColumns,
        rows.map {
          [
            $0.start.text, "\($0.minutes)", $0.patientName, $0.practitionerName,
            site.wording.status($0.status), $0.id.text,
          ]
        })
    }
  }
}

/// Searches patients.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: Wording.commandLine.aboutSearch)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp(Wording.commandLine.helpSearchText))
  var text: [String]

  @Option(help: ArgumentHelp(Wording.commandLine.helpLimit, valueName: "n"))
  var limit: Int = 50

  func run() throws {
    try PatientListing.show(
      text: text.joined(separator: " "), limit: limit, site, person, output)
  }
}

private enum PatientListing {
  static func show(
    text: String, limit: Int, _ site: SiteOptions, _ person: PersonOptions,
    _ output: OutputOptions
  ) throws {
    guard limit > 0 else { throw CommandFailure.badValue(option: "--limit", text: "\(limit)") }
    let service = try site.open()
    let actor = try person.logIn(service)
    var rows: [PatientRow] = []
    var hasMore = true
    while rows.count < limit, hasMore {
      let answer = try service.answer(
        SearchPatients(text: text, skipping: rows.count), as: actor, now: Clock.now())
      rows += answer.rows
      hasMore = answer.hasMore && !answer.rows.isEmpty
    }
    try service.record("patient.search", Subject(.patient), as: actor, now: Clock.now())
    try service.close()
    hasMore = hasMore || rows.count > limit
    rows = Array(rows.prefix(limit))
    if output.json {
      try Output.json(PatientPage(patients: rows.map(PatientOutput.init), hasMore: hasMore))
    } else {
      let wording = site.wording
      Output.table(
        wording.patientColumns,
        rows.map {
          [
            wording.sites.chart($0.chartNumber), $0.calledName,
            $0.birthDate.map { wording.date($0) } ?? "—",
            $0.cpf.isEmpty ? $0.cns : $0.cpf, $0.phone,
          ]
        })
      if hasMore { Output.line(wording.moreThan(limit)) }
    }
    if rows.isEmpty, !text.isEmpty { throw CommandFailure.status(.notFound) }
  }
}
