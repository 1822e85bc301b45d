import ArgumentParser
import ClinicDomain
import Glibc
import Storage
import SyncClient
import SyncProtocol
import WebClient

/// Joins the site to a hub, with the code that its administrator made; in an empty folder a new site
/// is made, with all that the hub knows.
struct EnrolCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol", abstract: Wording.commandLine.aboutEnrol, aliases: ["enroll"])

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpHub, valueName: "URL"))
  var hub: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpCodeFD, valueName: "n"))
  var codeFd: Int32?

  @Option(help: ArgumentHelp(Wording.commandLine.helpJoinName, valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpJoinPrefix, valueName: "letters"))
  var prefix: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpZone, valueName: "zone"))
  var zone: String = SiteZone.brasilia.identifier

  func validate() throws {
    if let prefix, !SiteOptions.isPrefix(prefix) {
      throw ValidationError(Wording.commandLine.badValue("--prefix", prefix))
    }
    guard zone == SiteZone.brasilia.identifier || SiteZone(named: zone) != nil else {
      throw ValidationError(Wording.commandLine.badValue("--zone", zone))
    }
  }

  func run() throws {
    let address = try WebAddress(argument: hub)
    guard address.isSafe else { throw CommandFailure.web(.unencrypted) }
    guard site.folder.hasDatabase else { return try join(address) }
    let service = try site.open()
    let answer = try enrol(service, at: address)
    // A worker that runs already begins at once.
    _ = DrainerLock.nudge(service.folder)
    try service.close()
    if output.json { return try Output.json(EnrolOutput(answer)) }
    Output.line(site.wording.enrolled(answer.hubName, Int(answer.siteNumber)))
  }

  private func enrol(
    _ service: ClinicService, at address: WebAddress
  ) throws -> EnrolmentAnswer {
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
    return answer
  }

  /// A new site, with what the hub knows; an earlier run that was ended goes on.
  private func join(_ address: WebAddress) throws {
    guard let name, let prefix, name.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError(site.wording.joinNeedsName(site.folder.path))
    }
    let actor = SiteOptions.operatorActor
    let bootstrap = try SiteBootstrap(
      ClinicService.NewSite(name: name, prefix: prefix.uppercased(), zoneName: zone),
      in: site.folder, keyOption: site.keyFile, environment: site.environment, by: actor,
      now: Clock.now())
    let count: Int64
    do {
      if try !bootstrap.isEnrolled() { _ = try enrol(bootstrap.service, at: address) }
      if !output.json { Output.line(site.wording.joinLoading) }
      let directory = try fetchSnapshot(for: bootstrap)
      count = try bootstrap.load(among: directory, as: actor, now: Clock.now())
    } catch {
      try? bootstrap.leave()
      throw error
    }
    let standing = try bootstrap.service.standing()
    let (keyFile, siteName) = (bootstrap.service.keyFile.path, bootstrap.service.site.name)
    // Shown before the site is in its place: whoever has the site has seen it.
    if !output.json {
      Output.line(site.wording.keyFileIs(keyFile))
      Output.line()
      Output.line(site.wording.recoveryKeyIs)
      Output.line("  " + bootstrap.recoveryKey.text)
      Output.line()
    }
    try bootstrap.finish()
    if output.json {
      return try Output.json(
        JoinOutput(
          hub: standing.enrolment?.hub ?? "", siteNumber: standing.enrolment?.siteNumber ?? 0,
          documents: count, recoveryKey: bootstrap.recoveryKey.text))
    }
    Output.line(site.wording.joined(siteName, site.folder.path, count))
    Output.line(site.wording.nextAfterJoin)
  }

  private func fetchSnapshot(for bootstrap: SiteBootstrap) throws -> Directory {
    let path = bootstrap.snapshotPath
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
    defer { close(file) }
    let transport = SiteTransport(
      service: bootstrap.service, client: CurlClient(totalSeconds: 3600), clock: Clock.now)
    do throws(HubFailure) {
      try transport.snapshot(into: file)
      return try transport.directory()
    } catch {
      throw CommandFailure.hub(error.failure)
    }
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

private struct JoinOutput: Encodable {
  let hub: String
  let siteNumber: Int64
  let documents: Int64
  let recoveryKey: String
}
