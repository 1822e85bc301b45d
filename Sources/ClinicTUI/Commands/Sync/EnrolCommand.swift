import ArgumentParser
import ClinicDomain
import Storage
import SyncClient
import SyncProtocol
import WebClient

/// Joins the site to a hub, with the code that its administrator made.
struct EnrolCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol", abstract: Wording.commandLine.aboutEnrol, aliases: ["enroll"])

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpHub, valueName: "URL"))
  var hub: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpCodeFD, valueName: "n"))
  var codeFd: Int32?

  func run() throws {
    let address = try WebAddress(argument: hub)
    guard address.isSafe else { throw CommandFailure.web(.unencrypted) }
    let service = try site.open()
    let code = try Secret.read(descriptor: codeFd, prompt: Wording.commandLine.enrolCodePrompt)
    let actor = SiteOptions.operatorActor
    let request = try service.enrolmentRequest(code: code, as: actor, now: Clock.now())
    let answer: EnrolmentAnswer
    do throws(HubFailure) {
      answer = try request.send(to: address, by: CurlClient())
    } catch {
      throw CommandFailure.hub(error.failure)
    }
    try service.enrol(at: address.text, answer, as: actor, now: Clock.now())
    // A worker that runs already begins at once.
    _ = DrainerLock.nudge(service.folder)
    try service.close()
    if output.json { return try Output.json(EnrolOutput(answer)) }
    Output.line(site.wording.enrolled(answer.hubName, Int(answer.siteNumber)))
  }
}

private struct EnrolOutput: Encodable {
  let hub: String
  let hubName: String
  let siteNumber: Int64

  init(_ answer: EnrolmentAnswer) {
    hub = answer.hub
    hubName = answer.hubName
    siteNumber = answer.siteNumber
  }
}
