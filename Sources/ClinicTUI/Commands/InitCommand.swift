import ArgumentParser
import ClinicDomain
import Storage

/// Makes a new clinic, or its key file again from the recovery key.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: Wording.commandLine.aboutInit)

  @OptionGroup var site: SiteOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpClinicName, valueName: "name"))
  var name: String = Wording.commandLine.pick("Minha clínica", "My clinic")

  @Option(help: ArgumentHelp(Wording.commandLine.helpPrefix, valueName: "letters"))
  var prefix: String = "CL"

  @Option(help: ArgumentHelp(Wording.commandLine.helpZone, valueName: "zone"))
  var zone: String = SiteZone.brasilia.identifier

  @Flag(help: ArgumentHelp(Wording.commandLine.helpRecover))
  var recover = false

  @Option(help: ArgumentHelp(Wording.commandLine.helpRecoveryFD, valueName: "n"))
  var recoveryFd: Int32?

  func validate() throws {
    guard SiteOptions.isPrefix(prefix) else {
      throw ValidationError(Wording.commandLine.badValue("--prefix", prefix))
    }
    guard zone == SiteZone.brasilia.identifier || SiteZone(named: zone) != nil else {
      throw ValidationError(Wording.commandLine.badValue("--zone", zone))
    }
    guard name.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError(Wording.commandLine.badValue("--name", name))
    }
  }

  func run() throws {
    if recover { return try makeKeyAgain() }
    let made = try ClinicService.initialise(
      ClinicService.NewSite(name: name, prefix: prefix.uppercased(), zoneName: zone),
      in: site.folder, keyOption: site.keyFile, environment: site.environment,
      by: SiteOptions.operatorActor, now: Clock.now())
    Output.line(site.wording.initialised(name: name, folder: site.folder.path))
    Output.line(site.wording.keyFileIs(made.service.keyFile.path))
    Output.line()
    Output.line(site.wording.recoveryKeyIs)
    Output.line("  " + made.recoveryKey.text)
    Output.line()
    Output.line(site.wording.nextAfterInit)
    try made.service.close()
  }

  private func makeKeyAgain() throws {
    guard site.folder.hasDatabase else { throw CommandFailure.noClinic(path: site.folder.path) }
    let typed = try Secret.read(
      descriptor: recoveryFd, prompt: site.wording.recoveryKeyPrompt)
    guard let key = try? RecoveryKey(parsing: typed) else { throw CommandFailure.recoveryKey }
    try ClinicService.recover(
      key, in: site.folder, keyOption: site.keyFile, environment: site.environment)
    let service = try site.open()
    Output.line(site.wording.keyFileIs(service.keyFile.path))
    try service.close()
  }
}
