import ArgumentParser
import Glibc
import Storage
import TerminalKit

/// Opens the screens.
struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: Wording.commandLine.aboutOpen)

  @OptionGroup var site: SiteOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpTheme, valueName: "dark|light|monochrome"))
  var theme: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpIdleLock, valueName: "n"))
  var idleLock: Int = 10

  func validate() throws {
    if let theme, Theme(rawValue: theme) == nil {
      throw ValidationError(Wording.commandLine.badValue("--theme", theme))
    }
    if idleLock < 0 {
      throw ValidationError(Wording.commandLine.badValue("--idle-lock", "\(idleLock)"))
    }
  }

  func run() throws {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw CommandFailure.noTerminal
    }
    // Said before the screen is taken, where it stays to be read.
    guard site.folder.hasDatabase else { throw CommandFailure.noClinic(path: site.folder.path) }
    let options = ScreenSession.Options(
      language: site.wording.language, theme: theme.flatMap(Theme.init(rawValue:)),
      idleLockMinutes: idleLock == 0 ? nil : idleLock, demoAccounts: DemoClinic.accounts)
    do {
      try ScreenSession(options: options, environment: site.environment).run { try site.open() }
    } catch TerminalError.unknownTerminal(let name) {
      throw CommandFailure.unknownTerminal(name)
    } catch is TerminalError {
      throw CommandFailure.noTerminal
    }
  }
}
