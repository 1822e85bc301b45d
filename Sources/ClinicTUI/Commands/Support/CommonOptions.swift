import ArgumentParser
import ClinicDomain
import Foundation
import Glibc
import Storage

/// What every subcommand takes.
struct SiteOptions: ParsableArguments {
  @Option(help: ArgumentHelp(Wording.commandLine.helpData, valueName: "dir"))
  var data: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpKeyFile, valueName: "file"))
  var keyFile: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpLanguage, valueName: "pt-BR|en"))
  var lang: String?

  mutating func validate() throws {
    if let lang, Language(tag: lang) == nil {
      throw ValidationError(Wording.commandLine.badValue("--lang", lang))
    }
  }

  var environment: [String: String] { ProcessInfo.processInfo.environment }
  var folder: DataFolder { DataFolder(option: data, environment: environment) }
  var wording: Wording { Wording.commandLine }

  /// Opens the clinic.
  ///
  /// - Throws: `CommandFailure.noClinic` where the folder holds none.
  func open() throws -> ClinicService {
    guard folder.hasDatabase else { throw CommandFailure.noClinic(path: folder.path) }
    do {
      return try ClinicService(folder: folder, keyOption: keyFile, environment: environment)
    } catch .notInitialised {
      throw CommandFailure.noClinic(path: folder.path)
    }
  }

  /// Whether a site may have these letters before its numbers.
  static func isPrefix(_ text: String) -> Bool {
    (2...6).contains(text.count) && text.allSatisfy { $0.isASCII && $0.isLetter }
  }

  /// The operator of the machine, named by the system.
  static var operatorActor: Actor {
    let uid = getuid()
    let name = getpwuid(uid).map { String(cString: $0.pointee.pw_name) } ?? "uid"
    return Actor(operator: name, uid: uid)
  }
}

/// Whether the answer is for a program.
struct OutputOptions: ParsableArguments {
  @Flag(help: ArgumentHelp(Wording.commandLine.helpJSON))
  var json = false
}

/// Who acts, where a person does.
struct PersonOptions: ParsableArguments {
  @Option(help: ArgumentHelp(Wording.commandLine.helpAs, valueName: "user"))
  var `as`: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpPasswordFD, valueName: "n"))
  var passwordFd: Int32?

  /// Logs the person in.
  func logIn(_ service: ClinicService) throws -> Actor {
    try logIn(service, password: try readPassword())
  }

  func readPassword() throws -> String {
    try Secret.read(
      descriptor: passwordFd, prompt: Wording.commandLine.passwordPrompt(self.as))
  }

  func logIn(_ service: ClinicService, password: String) throws -> Actor {
    switch service.logIn(self.as, password: password, now: Clock.now()) {
    case .welcome(let user): return user.actor
    case let outcome: throw CommandFailure.logIn(outcome)
    }
  }
}

extension ClinicService {
  /// The texts, with the clinic's own names for kinds of visit.
  func wording(_ site: SiteOptions, as actor: Actor) throws -> Wording {
    var wording = site.wording
    wording.kinds = try answer(ListVisitKinds(), as: actor, now: Clock.now())
    return wording
  }

  /// Carries a command out, or throws why not.
  func carryOut<Command: ClinicCommand>(
    _ command: Command, as actor: Actor
  ) throws -> Command.Outcome {
    switch perform(command, as: actor, now: Clock.now()) {
    case .done(let outcome): return outcome
    case .refused(let refusal): throw CommandFailure.refused(refusal)
    case .staged: throw CommandFailure.staged
    case .failed(let error): throw CommandFailure.storage(error)
    }
  }
}
