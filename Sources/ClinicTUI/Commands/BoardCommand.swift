import ArgumentParser
import ClinicDomain
import Glibc
import Storage
import TerminalKit

/// Hangs the waiting room's tickets on a wall.
struct BoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board", abstract: Wording.commandLine.aboutBoard)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpTheme, valueName: "dark|light|monochrome"))
  var theme: String?

  func validate() throws {
    if let theme, Theme(rawValue: theme) == nil {
      throw ValidationError(Wording.commandLine.badValue("--theme", theme))
    }
  }

  func run() throws {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw CommandFailure.noTerminal
    }
    guard site.folder.hasDatabase else { throw CommandFailure.noClinic(path: site.folder.path) }
    let password = try person.readPassword()
    let terminal: Terminal
    do {
      // Before any thread is started: its signals are taken first.
      terminal = try Terminal()
    } catch .unknownTerminal(let name) {
      throw CommandFailure.unknownTerminal(name)
    } catch {
      throw CommandFailure.noTerminal
    }
    try show(on: terminal, password)
  }

  private func show(on taken: consuming Terminal, _ password: String) throws {
    var terminal = taken
    let service: ClinicService
    let actor: Actor
    do {
      service = try site.open()
      actor = try person.logIn(service, password: password)
      guard PermissionTable.grant(.readBoard, to: actor) != .denied else {
        throw CommandFailure.refused(.denied(.readBoard))
      }
    } catch {
      terminal.restore()
      throw error
    }
    let wall = WallBoard(
      now: Clock.now(), zone: service.site.zone, wording: site.wording,
      clinicName: service.site.name)
    var loop = BoardLoop(
      terminal: terminal, wall: wall, gateway: StorageGateway(service: service), actor: actor,
      theme: Theme.preferred(
        theme.flatMap(Theme.init(rawValue:)), environment: site.environment))
    loop.run()
    try service.close()
  }
}
