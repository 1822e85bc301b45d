import ArgumentParser
import ClinicDomain
import Foundation
import Glibc
import Storage

/// Makes a believable clinic in a folder of its own and opens it.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: Wording.commandLine.aboutDemo)

  @OptionGroup var site: SiteOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpClinicName, valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpDemoPrefix, valueName: "letters"))
  var prefix: String?

  @Flag(help: ArgumentHelp(Wording.commandLine.helpNoOpen))
  var noOpen = false

  @Flag(help: ArgumentHelp(Wording.commandLine.helpFresh))
  var fresh = false

  @Option(help: ArgumentHelp(Wording.commandLine.helpTheme, valueName: "dark|light|monochrome"))
  var theme: String?

  /// Its own folder beside the real clinic's, unless `--data` says where.
  private var folder: DataFolder {
    if site.data != nil { return site.folder }
    let other = wantedPrefix == DemoClinic.prefix ? "" : "-" + wantedPrefix.lowercased()
    return DataFolder(path: DataFolder(option: nil, environment: xdgOnly).path + "-demo" + other)
  }

  private var wantedPrefix: String { prefix?.uppercased() ?? DemoClinic.prefix }
  private var wantedName: String {
    name ?? (wantedPrefix == DemoClinic.prefix ? DemoClinic.name : "Clínica \(wantedPrefix)")
  }

  private var xdgOnly: [String: String] {
    site.environment.filter { $0.key != "CLINIC_DATA" }
  }

  func validate() throws {
    if let prefix, !SiteOptions.isPrefix(prefix) {
      throw ValidationError(Wording.commandLine.badValue("--prefix", prefix))
    }
    if let name, !name.contains(where: { $0.isLetter || $0.isNumber }) {
      throw ValidationError(Wording.commandLine.badValue("--name", name))
    }
  }

  func run() throws {
    try clearOld()
    if !folder.hasDatabase { try make() }
    if noOpen {
      Output.line(folder.path)
    } else {
      try openInNewProcess()
    }
  }

  /// Takes a demo of another day away; one that is open at another terminal stays as it is.
  private func clearOld() throws {
    guard folder.hasDatabase else { return }
    var isSame = true
    let service = try? ClinicService(
      folder: folder, keyOption: site.keyFile, environment: site.environment)
    if let service {
      let today = service.site.zone.civil(at: Clock.now()).date
      let made = service.site.zone.civil(at: service.site.id.madeAt).date
      let isDemo = service.site.isDemo
      isSame =
        (prefix == nil || service.site.prefix == wantedPrefix)
        && (name == nil || service.site.name == wantedName)
      try service.close()
      guard isDemo else { throw CommandFailure.notADemo(path: folder.path) }
      if made == today, isSame, !fresh { return }
    }
    do {
      let isGone = try ClinicService.removeDemo(
        in: folder, keyOption: site.keyFile, environment: site.environment)
      guard isGone else { throw CommandFailure.notADemo(path: folder.path) }
    } catch StorageError.openElsewhere where !fresh && isSame {
      return
    }
  }

  /// Makes it beside its place and then moves it there: a demo is whole or not there.
  private func make() throws {
    let now = Clock.now()
    if StandardError.isTerminal { StandardError.write(site.wording.makingDemo + "\n") }
    let making = DataFolder(path: "\(folder.path).making-\(getpid())")
    let made = try ClinicService.initialise(
      ClinicService.NewSite(name: wantedName, prefix: wantedPrefix, isDemo: true),
      in: making, keyOption: site.keyFile, environment: site.environment,
      by: SiteOptions.operatorActor, now: now)
    let loader = DemoLoader(
      service: made.service, actor: SiteOptions.operatorActor, now: now,
      credential: try PasswordHash(password: DemoClinic.password).stored)
    do {
      try loader.load(
        try DemoClinic(
          now: now, zone: made.service.site.zone, name: wantedName, prefix: wantedPrefix))
      try made.service.close()
      if rename(making.path, folder.path) != 0 {
        let failure = errno
        // Somebody else made one meanwhile: theirs is opened.
        guard folder.hasDatabase else {
          throw CommandFailure.file(path: folder.path, errno: failure)
        }
        _ = try ClinicService.removeDemo(
          in: making, keyOption: site.keyFile, environment: site.environment)
      }
    } catch {
      _ = try? ClinicService.removeDemo(
        in: making, keyOption: site.keyFile, environment: site.environment)
      throw error
    }
  }

  /// The screens block signals before any thread is there, so they begin in a process of their own.
  private func openInNewProcess() throws {
    var words = ["clinic", "open", "--data", folder.path]
    for (name, value) in [("--lang", site.lang), ("--theme", theme), ("--key-file", site.keyFile)] {
      if let value { words += [name, value] }
    }
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    execv("/proc/self/exe", arguments)
    throw CommandFailure.file(path: "/proc/self/exe", errno: errno)
  }
}
