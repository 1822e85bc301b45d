import ClinicDomain
import Glibc
import Storage
import TerminalKit

/// Opens the screens on a clinic's data and stays until the person leaves.
struct ScreenSession {
  /// What the command line decides.
  struct Options {
    var language: Language
    var theme: Theme?
    /// Minutes without a key until the place is locked; nil never.
    var idleLockMinutes: Int?
    var demoAccounts: [AppState.DemoAccount] = []
  }

  let options: Options
  let environment: [String: String]

  /// Takes the terminal first, so that no thread is started before its signals are taken.
  ///
  /// - Throws: `TerminalError` where there is no usable terminal, and whatever `open` throws, with
  ///   the terminal given back.
  func run(open: () throws -> ClinicService) throws {
    var terminal = try Terminal()
    let service: ClinicService
    do {
      service = try open()
    } catch {
      terminal.restore()
      throw error
    }
    guard let mailbox = Mailbox() else {
      terminal.restore()
      throw StorageError.system(code: errno, operation: "pipe")
    }
    let theme = Theme.preferred(options.theme, environment: environment)
    let state = state(of: service, glyphs: terminal.isUTF8 ? .unicode : .ascii)
    let gateway = StorageGateway(service: service)
    var loop = AppLoop(
      terminal: terminal, state: state, gateway: gateway, mailbox: mailbox,
      files: ExportFolder(environment: environment, dataFolder: service.folder.path), theme: theme)
    loop.run()
    if let actor = loop.board {
      let wall = WallBoard(
        now: Clock.now(), zone: service.site.zone, wording: Wording(language: options.language),
        clinicName: service.site.name)
      var board = BoardLoop(
        terminal: loop.release(), wall: wall, gateway: gateway, actor: actor, theme: theme)
      board.run()
    }
    try service.close()
  }

  private func state(of service: ClinicService, glyphs: Glyphs) -> AppState {
    var ids = IDSource.system
    let now = Clock.now()
    let nobody = Actor(user: ids.make(at: now), practitioner: nil, roles: [])
    let context = ScreenContext(
      now: now, zone: service.site.zone, actor: nobody,
      wording: Wording(language: options.language), glyphs: glyphs,
      clinicName: service.site.name, ids: .system)
    return AppState(
      context: context,
      settings: AppState.Settings(
        idleLockMinutes: options.idleLockMinutes,
        demoAccounts: service.site.isDemo ? options.demoAccounts : []))
  }
}
