import ArgumentParser
import Glibc
import Storage

/// The command line: without a subcommand the screens open.
@main
struct Clinic: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clinic", abstract: Wording.commandLine.aboutClinic,
    discussion: Wording.commandLine.aboutExitCodes,
    subcommands: [
      OpenCommand.self, BoardCommand.self, InitCommand.self, DemoCommand.self, ImportCommand.self,
      ListCommand.self,
      SearchCommand.self, BookCommand.self, MoveCommand.self, CancelCommand.self,
      CheckCommand.self, BackupCommand.self, RestoreCommand.self, UserCommand.self,
      EnrolCommand.self, WorkerCommand.self, SyncCommand.self, CalendarCommand.self,
      AttachmentsCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  static func main() {
    ClinicProcess.harden()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// Says what went wrong on standard error and ends with its documented code.
  private static func end(with error: any Error) -> Never {
    if let failure = CommandFailure(error) {
      StandardError.write(failure.message(Wording.commandLine) + "\n")
      Glibc.exit(failure.status.rawValue)
    }
    let code = exitCode(for: error)
    guard !code.isSuccess else { exit(withError: error) }
    StandardError.write(fullMessage(for: error) + "\n")
    Glibc.exit(code == .validationFailure ? CommandStatus.usage.rawValue : code.rawValue)
  }
}
