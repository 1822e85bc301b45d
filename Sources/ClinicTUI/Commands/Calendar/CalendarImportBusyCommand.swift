import ArgumentParser
import ClinicDomain
import Exchange
import Storage
import WebClient

/// Closes the times that a calendar of others says are taken.
struct CalendarImportBusyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-busy", abstract: Wording.commandLine.aboutCalendarImportBusy)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var calendar: CalendarOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
  var practitioner: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpSource, valueName: "name"))
  var source: String?

  @Flag(help: ArgumentHelp(Wording.commandLine.helpTitles))
  var titles = false

  @Flag(help: ArgumentHelp(Wording.commandLine.helpDryRun))
  var dryRun = false

  @Option(help: ArgumentHelp(Wording.commandLine.helpCredentials, valueName: "file"))
  var credentials: String?

  @Argument(help: ArgumentHelp(Wording.commandLine.helpBusyFile))
  var place: String

  func run() throws {
    let bytes = try read()
    let service = try site.open()
    let actor = try person.logIn(service)
    let finder = Finder(service: service, actor: actor)
    let doctor = try finder.practitioner(practitioner)
    let days = try calendar.days(finder)
    let busy = BusyCalendar(
      reading: bytes, from: days.lowerBound, until: days.upperBound, zone: service.site.zone)
    guard !busy.isTorn else {
      try tell(BusyReport(ReplaceBusyTimes.Outcome(), busy, sourceName, isDone: false))
      throw CommandFailure.tornCalendar
    }
    var random = SystemRandomNumberGenerator()
    let command = ReplaceBusyTimes(
      practitioner: doctor.id, source: sourceName, from: days.lowerBound,
      until: days.upperBound,
      times: busy.closures(
        of: doctor.id, source: sourceName, on: days, showsTitles: titles
      ) { .make(at: Clock.now(), random: &random) })
    var outcome = ReplaceBusyTimes.Outcome()
    if dryRun {
      outcome.added = command.times.count
    } else {
      outcome = try service.carryOut(command, as: actor)
    }
    try service.close()
    try tell(BusyReport(outcome, busy, sourceName, isDone: !dryRun))
    if busy.problems.contains(where: { $0.effect == .skipped }) {
      throw CommandFailure.status(.partly)
    }
  }

  private var isWeb: Bool {
    let start = place.prefix(8).lowercased()
    return start.hasPrefix("http://") || start.hasPrefix("https://")
  }

  private func read() throws -> [UInt8] {
    guard isWeb else { return try CalendarFiles.read(place) }
    let address = try WebAddress(argument: place)
    let credentials = try WebCredentials.read(
      file: credentials, environment: site.environment)
    guard credentials == nil || address.isSafe else { throw CommandFailure.web(.unencrypted) }
    return try CalendarFiles.fetch(address, credentials, by: CurlClient())
  }

  /// What the calendar is called: as said, or the file's name, or the host alone, since the rest of
  /// an address may be its secret.
  private var sourceName: String {
    if let source { return source }
    if isWeb { return (try? WebAddress(parsing: place))?.host ?? "web" }
    let name = place == "-" ? "stdin" : place.split(separator: "/").last.map(String.init) ?? place
    return String(name.prefix(ExceptionSource.nameLimit))
  }

  private func tell(_ report: BusyReport) throws {
    if output.json { return try Output.json(report) }
    for line in site.wording.busyImported(report) { Output.line(line) }
  }
}

/// What an import of busy times did.
struct BusyReport: Encodable {
  struct Problem: Encodable {
    let line: Int
    let subject: String
    let reason: String
    let effect: String
  }

  let source: String
  let isDone: Bool
  let events: Int
  let added: Int
  let moved: Int
  let removed: Int
  let kept: Int
  /// Visits that lie in time which was closed: to be looked after.
  let visits: [String]
  let problems: [Problem]

  init(
    _ outcome: ReplaceBusyTimes.Outcome, _ calendar: BusyCalendar, _ source: String, isDone: Bool
  ) {
    self.source = source
    self.isDone = isDone
    events = calendar.eventCount
    added = outcome.added
    moved = outcome.moved
    removed = outcome.removed
    kept = outcome.kept
    visits = outcome.visits.map(\.text)
    problems = calendar.problems.map {
      Problem(
        line: $0.line, subject: $0.subject, reason: $0.reason.rawValue, effect: $0.effect.rawValue)
    }
  }
}

extension BusyCalendar {
  /// Whether part of the file is missing or it is another thing: what is not in it may still be on.
  var isTorn: Bool {
    problems.contains { problem in
      guard problem.effect == .skipped else { return false }
      switch problem.reason {
      case .notACalendar, .unclosed, .tooLarge, .tooMany: return true
      case .missing: return problem.subject == "VCALENDAR"
      default: return false
      }
    }
  }

  /// The times as closures of an agenda, one a day; each with a key of its own.
  func closures(
    of practitioner: PractitionerID, source: String, on days: ClosedRange<CivilDate>,
    showsTitles: Bool, makeID: () -> AgendaExceptionID
  ) -> [AgendaException] {
    times.flatMap { time -> [AgendaException] in
      let first = max(time.start.date, days.lowerBound)
      // An end at midnight is the end of the day before.
      let last = min(time.end.adding(minutes: -1).date, days.upperBound)
      guard first <= last else { return [] }
      return (first...last).map { date in
        let from = date == time.start.date ? time.start.time : .midnight
        let until = date == time.end.date ? time.end.time : .endOfDay
        let day = date.days(since: time.start.date)
        let reason = showsTitles && !time.title.isEmpty ? time.title : source
        return AgendaException(
          id: makeID(), practitioner: practitioner, date: date, from: from, until: until,
          effect: .closes(reason: reason),
          source: ExceptionSource(name: source, key: day == 0 ? time.key : "\(time.key)+\(day)"))
      }
    }
  }
}
