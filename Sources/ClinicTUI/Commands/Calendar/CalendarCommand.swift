import ArgumentParser
import ClinicDomain
import Exchange
import Storage

/// Calendars for others and of others.
struct CalendarCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar", abstract: Wording.commandLine.aboutCalendar,
    subcommands: [
      CalendarExportCommand.self, CalendarPublishCommand.self, CalendarImportBusyCommand.self,
    ])
}

/// Which days, and how much is told of a visit.
struct CalendarOptions: ParsableArguments {
  @Option(help: ArgumentHelp(Wording.commandLine.helpFrom, valueName: "date"))
  var from: String = "t"

  @Option(help: ArgumentHelp(Wording.commandLine.helpUntil, valueName: "date"))
  var until: String?

  /// How far ahead it goes where nothing is said: the usual booking horizon.
  private static let horizon = 365

  func days(_ finder: Finder) throws -> ClosedRange<CivilDate> {
    let first = try finder.date(from, option: "--from")
    guard let until else { return first...first.adding(days: Self.horizon) }
    let last = try finder.date(until, option: "--until")
    guard first <= last else { throw CommandFailure.badValue(option: "--until", text: until) }
    return first...last
  }
}

extension VisitCalendarWriter {
  init(_ wording: Wording, names: Bool) {
    self.init { wording.calendarSummary($0, isNamed: names) }
  }

  /// Refuses patients' names to those who may not read them.
  static func checkNames(_ isNamed: Bool, _ actor: Actor) throws {
    guard !isNamed || PermissionTable.grant(.readPatients, to: actor) > .denied else {
      throw CommandFailure.refused(.denied(.readPatients))
    }
  }
}

/// Writes an agenda or one visit as a file.
struct CalendarExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: Wording.commandLine.aboutCalendarExport)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var calendar: CalendarOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
  var practitioner: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpVisit, valueName: "id"))
  var visit: String?

  @Flag(help: ArgumentHelp(Wording.commandLine.helpNames))
  var names = false

  @Flag(help: ArgumentHelp(Wording.commandLine.helpCancelled))
  var cancelled = false

  @Argument(help: ArgumentHelp(Wording.commandLine.helpCalendarFile))
  var file: String = "-"

  func validate() throws {
    guard (practitioner == nil) != (visit == nil) else {
      throw ValidationError(Wording.commandLine.practitionerOrVisit)
    }
    guard !output.json || file != "-" else {
      throw ValidationError(Wording.commandLine.badValue("--json", file))
    }
  }

  func run() throws {
    let service = try site.open()
    let actor = try person.logIn(service)
    try VisitCalendarWriter.checkNames(names, actor)
    let finder = Finder(service: service, actor: actor)
    let writer = VisitCalendarWriter(try service.wording(site, as: actor), names: names)
    let text: String
    let count: Int
    if let visit {
      let id = try finder.visit(visit)
      let found = try service.answer(
        ReadCalendarVisit(appointment: id), as: actor, now: Clock.now())
      guard let found, found.wasMeant else {
        throw CommandFailure.refused(.notFound(.appointment))
      }
      (text, count) = (writer.text(of: [found]), 1)
      try service.record(
        "calendar.export", Subject(.appointment, id), as: actor, now: Clock.now(),
        detail: names ? "names" : "")
    } else {
      let doctor = try finder.practitioner(practitioner ?? "")
      let days = try calendar.days(finder)
      let found = try service.answer(
        ReadCalendar(
          practitioner: doctor.id, from: days.lowerBound, until: days.upperBound), as: actor,
        now: Clock.now()
      ).filter { $0.wasMeant && (cancelled || $0.isOn) }
      (text, count) = (writer.text(of: found, name: doctor.name), found.count)
      try service.record(
        "calendar.export", Subject(.practitioner, doctor.id), as: actor, now: Clock.now(),
        detail: names ? "names" : "")
    }
    try service.close()
    try CalendarFiles.write(text, to: file)
    guard file != "-" else { return }
    if output.json { return try Output.json(CalendarExportOutput(events: count, file: file)) }
    Output.line(site.wording.calendarExported(count, file))
  }
}

private struct CalendarExportOutput: Encodable {
  let events: Int
  let file: String
}
