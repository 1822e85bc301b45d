import ArgumentParser
import ClinicDomain
import Exchange
import Storage
import WebClient

/// Publishes an agenda to a CalDAV server: what changed since the last time.
struct CalendarPublishCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: Wording.commandLine.aboutCalendarPublish)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var calendar: CalendarOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
  var practitioner: String

  @Flag(help: ArgumentHelp(Wording.commandLine.helpNames))
  var names = false

  @Flag(help: ArgumentHelp(Wording.commandLine.helpKeepCancelled))
  var keepCancelled = false

  @Option(help: ArgumentHelp(Wording.commandLine.helpCredentials, valueName: "file"))
  var credentials: String?

  @Argument(help: ArgumentHelp(Wording.commandLine.helpCalendarURL))
  var url: String

  func run() throws {
    let address = try WebAddress(argument: url)
    guard address.isSafe else { throw CommandFailure.web(.unencrypted) }
    let credentials = try WebCredentials.read(
      file: credentials, environment: site.environment)
    let service = try site.open()
    let actor = try person.logIn(service)
    try VisitCalendarWriter.checkNames(names, actor)
    let finder = Finder(service: service, actor: actor)
    let publication = CalendarPublication(
      service: service, actor: actor, practitioner: try finder.practitioner(practitioner).id,
      url: url, days: try calendar.days(finder),
      collection: CalDAVCollection(at: address, credentials, client: CurlClient()),
      writer: VisitCalendarWriter(try service.wording(site, as: actor), names: names),
      keepsCancelled: keepCancelled)
    let report = try publication.run()
    try service.close()
    if output.json {
      try Output.json(report)
    } else {
      for line in site.wording.calendarPublished(report) { Output.line(line) }
    }
    if !report.foreign.isEmpty { throw CommandFailure.status(.partly) }
  }
}

/// What a publication did; names of resources where somebody else had a hand in.
struct PublicationReport: Encodable, Equatable {
  var created = 0
  var updated = 0
  var deleted = 0
  var unchanged = 0
  /// Changed on the server by somebody else, and now as it is here.
  var overwritten: [String] = []
  /// Something else has the name there: left alone.
  var foreign: [String] = []
}

/// Brings a collection to what the agenda is.
struct CalendarPublication {
  let service: ClinicService
  let actor: Actor
  let practitioner: PractitionerID
  let url: String
  let days: ClosedRange<CivilDate>
  let collection: CalDAVCollection
  let writer: VisitCalendarWriter
  /// Whether visits that were called off stay there, marked so.
  let keepsCancelled: Bool

  /// How many changes are kept at once: what is lost when the program is killed is sent again.
  private static let batch = 50

  func run() throws -> PublicationReport {
    let known = try service.publishedResources(
      of: practitioner, at: url, from: days.lowerBound)
    let byName = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
    let visits = try service.answer(
      ReadCalendar(
        practitioner: practitioner, from: days.lowerBound, until: days.upperBound,
        roots: Set(known.map(\.visit))), as: actor, now: Clock.now())
    var report = PublicationReport()
    var changes: [PublishedChange] = []
    var gone = byName
    // What the server took is kept whatever happens to the rest.
    let outcome = Result { () throws in
      for visit in visits where isShown(visit, byName) {
        let name = VisitCalendarWriter.resourceName(of: visit)
        gone[name] = nil
        if let change = try put(visit, as: name, byName[name], &report) { changes.append(change) }
        if changes.count >= Self.batch { try keep(&changes) }
      }
      for old in gone.values.sorted(by: { $0.name < $1.name }) {
        if let change = try delete(old, &report) { changes.append(change) }
        if changes.count >= Self.batch { try keep(&changes) }
      }
    }
    try keep(&changes)
    do {
      try outcome.get()
    } catch let failure as CalDAVCollection.Failure {
      throw CommandFailure.web(WebProblem(failure))
    }
    return report
  }

  private func isShown(_ visit: CalendarVisit, _ known: [String: PublishedResource]) -> Bool {
    guard visit.wasMeant else { return false }
    if visit.isOn { return true }
    return keepsCancelled && known[VisitCalendarWriter.resourceName(of: visit)] != nil
  }

  private func put(
    _ visit: CalendarVisit, as name: String, _ known: PublishedResource?,
    _ report: inout PublicationReport
  ) throws -> PublishedChange? {
    let text = writer.text(of: [visit])
    let digest = PublishedResource.digest(of: text)
    if let known, known.digest == digest {
      report.unchanged += 1
      return nil
    }
    let outcome = try collection.put(
      text, uid: VisitCalendarWriter.uid(of: visit), as: name, etag: known?.etag)
    switch outcome {
    case .foreign:
      report.foreign.append(name)
      return nil
    case .done(let etag, let isOverwritten):
      if known == nil { report.created += 1 } else { report.updated += 1 }
      if isOverwritten { report.overwritten.append(name) }
      return .put(
        PublishedResource(
          name: name, visit: visit.root, date: visit.date, etag: etag ?? "", digest: digest))
    }
  }

  private func delete(
    _ old: PublishedResource, _ report: inout PublicationReport
  ) throws -> PublishedChange? {
    let uid = "\(old.name)@\(service.site.id.text)"
    switch try collection.delete(old.name, uid: uid, etag: old.etag) {
    case .foreign:
      report.foreign.append(old.name)
      return nil
    case .done(_, let isOverwritten):
      report.deleted += 1
      if isOverwritten { report.overwritten.append(old.name) }
      return .deleted(name: old.name)
    }
  }

  private func keep(_ changes: inout [PublishedChange]) throws {
    guard !changes.isEmpty else { return }
    try service.keepPublished(
      changes, of: practitioner, at: url, as: actor, now: Clock.now())
    changes = []
  }
}

extension WebProblem {
  init(_ failure: CalDAVCollection.Failure) {
    switch failure {
    case .web(let failure): self = .failure(failure)
    case .denied: self = .denied
    case .notFound: self = .notFound
    case .status(let status): self = .status(status)
    }
  }
}
