import ArgumentParser
import ClinicDomain
import Storage

/// Accounts, for the operator of the machine.
struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: Wording.commandLine.aboutUser,
    subcommands: [Add.self, List.self, Disable.self, Enable.self, Password.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: Wording.commandLine.aboutUserAdd)

    @OptionGroup var site: SiteOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpLogin))
    var login: String

    @Option(help: ArgumentHelp(Wording.commandLine.helpDisplayName, valueName: "name"))
    var name: String?

    @Option(
      name: .customLong("role"),
      help: ArgumentHelp(
        Wording.commandLine.helpRole,
        valueName: Role.allCases.map(\.rawValue).joined(separator: "|")))
    var roles: [String]

    @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
    var practitioner: String?

    @Option(help: ArgumentHelp(Wording.commandLine.helpPasswordFD, valueName: "n"))
    var passwordFd: Int32?

    func run() throws {
      let roles = try roles.map { text in
        guard let role = Role(rawValue: text) else {
          throw CommandFailure.badValue(option: "--role", text: text)
        }
        return role
      }
      let service = try site.open()
      let finder = Finder(service: service, actor: SiteOptions.operatorActor)
      var random = SystemRandomNumberGenerator()
      let user = User(
        id: .make(at: Clock.now(), random: &random), login: login, displayName: name ?? login,
        roles: Set(roles), practitioner: try practitioner.map { try finder.practitioner($0).id })
      let credential = try NewPassword.hash(descriptor: passwordFd, login: login)
      _ = try service.carryOut(
        CreateUser(user: user, credential: credential), as: SiteOptions.operatorActor)
      try service.close()
      Output.line(site.wording.userDone(login))
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: Wording.commandLine.aboutUserList)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let service = try site.open()
      let users = try service.answer(
        ListUsers(), as: SiteOptions.operatorActor, now: Clock.now())
      try service.close()
      if output.json { return try Output.json(users.map(UserOutput.init)) }
      let wording = site.wording
      Output.table(
        wording.userColumns,
        users.map { user in
          [
            user.login, user.displayName,
            user.roles.sorted().map { wording.role($0) }.joined(separator: ", "),
            user.isActive ? "" : wording.disabled,
          ]
        })
    }
  }

  struct Disable: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disable", abstract: Wording.commandLine.aboutUserDisable)

    @OptionGroup var site: SiteOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpLogin))
    var login: String

    func run() throws { try UserCommand.set(login, isActive: false, site) }
  }

  struct Enable: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "enable", abstract: Wording.commandLine.aboutUserEnable)

    @OptionGroup var site: SiteOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpLogin))
    var login: String

    func run() throws { try UserCommand.set(login, isActive: true, site) }
  }

  struct Password: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "password", abstract: Wording.commandLine.aboutUserPassword)

    @OptionGroup var site: SiteOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpLogin))
    var login: String

    @Option(help: ArgumentHelp(Wording.commandLine.helpPasswordFD, valueName: "n"))
    var passwordFd: Int32?

    func run() throws {
      let service = try site.open()
      let user = try UserCommand.find(login, service)
      let credential = try NewPassword.hash(descriptor: passwordFd, login: login)
      _ = try service.carryOut(
        SetPassword(user: user.id, credential: credential), as: SiteOptions.operatorActor)
      try service.close()
      Output.line(site.wording.userDone(login))
    }
  }

  fileprivate static func set(_ login: String, isActive: Bool, _ site: SiteOptions) throws {
    let service = try site.open()
    let user = try find(login, service)
    _ = try service.carryOut(
      SetUserActive(id: user.id, isActive: isActive), as: SiteOptions.operatorActor)
    try service.close()
    Output.line(site.wording.userDone(login))
  }

  fileprivate static func find(_ login: String, _ service: ClinicService) throws -> User {
    let users = try service.answer(
      ListUsers(), as: SiteOptions.operatorActor, now: Clock.now())
    guard let user = users.first(where: { $0.login == login }) else {
      throw CommandFailure.notOne(what: .user, text: login, found: [])
    }
    return user
  }
}

private struct UserOutput: Encodable {
  let id: String
  let login: String
  let name: String
  let roles: [String]
  let isActive: Bool

  init(_ user: User) {
    id = user.id.text
    login = user.login
    name = user.displayName
    roles = user.roles.sorted().map(\.rawValue)
    isActive = user.isActive
  }
}

/// A password that is being set: typed twice at a terminal, once through a descriptor.
private enum NewPassword {
  static func hash(descriptor: Int32?, login: String) throws -> String {
    let wording = Wording.commandLine
    let password = try Secret.read(
      descriptor: descriptor, prompt: wording.newPasswordPrompt(login))
    guard password.count >= LockOut.passwordLength else { throw CommandFailure.passwordTooShort }
    if descriptor == nil {
      let again = try Secret.read(descriptor: nil, prompt: wording.passwordAgain)
      guard again == password else { throw CommandFailure.passwordsDiffer }
    }
    return try PasswordHash(password: password).stored
  }
}
