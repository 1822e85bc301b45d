import ArgumentParser
import ClinicDomain
import Foundation
import Storage

/// Prints a day's visits as pages of plain text.
struct DayListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "day", abstract: Wording.commandLine.aboutListDay)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpDate, valueName: "date"))
  var date: String = "t"

  @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
  var practitioner: [String] = []

  func run() throws {
    let service = try site.open()
    let actor = try person.logIn(service)
    let finder = Finder(service: service, actor: actor)
    let query = ReadDayList(
      date: try finder.date(date),
      practitioners: try practitioner.map { try finder.practitioner($0).id })
    let now = Clock.now()
    let list = try service.answer(query, as: actor, now: now)
    try service.recordPrint(of: query, as: actor, now: now)
    let text = DayListText(
      clinicName: service.site.name, date: query.date, list: list,
      printedAt: service.site.zone.civil(at: now)
    ).text(site.wording)
    try service.close()
    guard !list.doctors.isEmpty else { throw CommandFailure.status(.notFound) }
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
