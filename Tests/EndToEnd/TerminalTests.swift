import Foundation
import Glibc
import SampleClinic
import Testing

/// The whole program in a real terminal.
@Suite(.serialized, .enabled(if: TerminalSession.isAvailable, "\(TerminalSession.whyNot)"))
struct TerminalTests {
  @Test(arguments: DemoData.logins)
  func everyRoleOfADemoLogsIn(login: String) throws {
    let session = try DemoData.make().session(as: login)
    try session.wait(for: login)
    let screen = try session.screen()
    #expect(screen.contains("Pacientes"))
    #expect(screen.contains("Faturamento") == (login != "enfermagem"))
    #expect(screen.contains("Prontuário") == ["medico", "enfermagem"].contains(login))
    try session.press("C-q")
    try session.waitForPrompt()
  }

  @Test func aWrongPasswordIsRefusedAndTheRightOneIsThenTaken() throws {
    let demo = try DemoData.make()
    let session = try TerminalSession()
    try session.run("clear; " + demo.opening())
    try session.wait(for: DemoData.password)
    try session.type("gestor")
    try session.press("Enter")
    try session.type("errada")
    try session.press("Enter")
    try session.wait(for: "! ")
    try session.type(DemoData.password)
    try session.press("Enter")
    try session.wait(without: DemoData.password)
  }

  @Test func keysTypedAheadOfTheLoginArriveBehindIt() throws {
    let demo = try DemoData.make()
    let session = try TerminalSession()
    try session.run("clear; " + demo.opening())
    try session.wait(for: DemoData.password)
    try session.type("recepcao")
    try session.press("Enter")
    try session.type(DemoData.password)
    try session.press("Enter", "F3", "z", "q", "w")
    try session.wait(for: "“zqw”")
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
  func aSignalEndsItAtOnceAndRestoresTheTerminal(signal: Int32) throws {
    let session = try DemoData.make().session(as: "recepcao")
    let program = try session.program()
    kill(program, signal)
    let began = Date()
    while kill(program, 0) == 0, Date().timeIntervalSince(began) < 5 { usleep(1_000) }
    #expect(kill(program, 0) != 0, "still there after 5 s")
    try session.waitForPrompt()
    try expectSaneTerminal(session)
  }

  @Test func aCrashRestoresTheTerminalAndDumpsNoMemory() throws {
    let session = try DemoData.make().session(as: "recepcao")
    let program = try session.program()
    let limits = try String(contentsOfFile: "/proc/\(program)/limits", encoding: .utf8)
    let core = try #require(limits.split(separator: "\n").first { $0.contains("core file size") })
    #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core)")
    kill(program, SIGSEGV)
    try session.wait(for: "pronto>")
    try expectSaneTerminal(session)
  }

  /// By its own key, and by the signal of somebody else.
  @Test(arguments: [true, false])
  func suspendedAndBackTheScreenIsWhole(byKey: Bool) throws {
    let session = try DemoData.make().session(as: "recepcao")
    try session.press("F3")
    try session.wait(for: "Buscar")
    let before = try settled(session)
    if byKey { try session.press("C-z") } else { kill(try session.program(), SIGTSTP) }
    try session.wait(for: "pronto>")
    try expectSaneTerminal(session)
    try session.run("fg")
    try session.wait("the same screen") { Self.sameButClock($0, before) }
  }

  @Test func itSurvivesOneByOneAndComesBackWhole() throws {
    let session = try DemoData.make().session(as: "recepcao")
    try session.press("F3")
    try session.wait(for: "Buscar")
    let before = try settled(session)
    try session.resize(columns: 1, rows: 1)
    try session.resize(columns: 40, rows: 10)
    try session.wait(for: "Janela pequena")
    try session.resize(columns: 80, rows: 24)
    try session.wait("the same screen") { Self.sameButClock($0, before) }
    try session.resize(columns: 120, rows: 40)
    try session.wait(for: "Buscar")
    #expect(kill(try session.program(), 0) == 0)
  }

  /// The window was made smaller and its old size again before the program looked.
  @Test func aScreenThatCameBackToItsSizeIsDrawnAnew() throws {
    let session = try DemoData.make().session(as: "recepcao")
    try session.press("F3")
    try session.wait(for: "Buscar")
    let before = try settled(session)
    let terminal = try FileHandle(
      forWritingTo: URL(fileURLWithPath: session.state("#{pane_tty}")))
    try terminal.write(contentsOf: Data("\u{1b}[2J\u{1b}[5;5Hzzqq".utf8))
    try session.wait(for: "zzqq")
    kill(try session.program(), SIGWINCH)
    try session.wait("the same screen") { Self.sameButClock($0, before) }
  }

  @Test func whatIsPastedStaysInTheField() throws {
    let session = try DemoData.make().session(as: "recepcao")
    try session.press("F3")
    try session.wait(for: "Buscar")
    try session.paste("gs zzqq\u{1b}[15~qx")
    try session.wait(for: "zzqq")
    let screen = try session.screen()
    #expect(screen.contains("Buscar"), "the paste went somewhere else:\n\(screen)")
    #expect(kill(try session.program(), 0) == 0)
  }

  @Test func aVisitBookedAtOneTerminalShowsAtAnotherByItself() throws {
    let demo = try DemoData.make()
    let desk = try demo.session(as: "recepcao")
    let watcher = try demo.session(as: "gestor")
    for session in [desk, watcher] {
      try session.press("F2")
      try session.wait(for: "semana")
      try session.type("]")
      _ = try settled(session)
      try session.type("F")
    }
    _ = try settled(desk)
    let before = try settled(watcher)
    try desk.type("n")
    _ = try settled(desk)
    try desk.type("adriana")
    _ = try settled(desk)
    try desk.press("Enter")
    _ = try settled(desk)
    try desk.press("C-s")

    // At the desk it stands when the transaction is done; from then on the other has 200 ms.
    var doneAt: Date?
    var late = 0.0
    try desk.wait("the visit at both terminals") { screen in
      if doneAt == nil, !screen.contains("Ctrl-S") { doneAt = Date() }
      guard try !Self.sameButClock(watcher.screen(), before) else { return false }
      late = doneAt.map { Date().timeIntervalSince($0) * 1000 } ?? 0
      return true
    }
    #expect(try watcher.screen().contains("Adriana"))
    #expect(late < 200, "it took \(late) ms")
  }

  @Test func inEnglishToo() throws {
    let session = try DemoData.make().session(as: "recepcao", options: "--lang en")
    try session.press("F3")
    try session.wait(for: "Search")
    #expect(try session.screen().contains("Patients"))
  }

  /// The last screen that stood still.
  private func settled(_ session: TerminalSession) throws -> String {
    var last = ""
    var since = Date()
    try session.wait("a screen that stands still") { now in
      if now != last { (last, since) = (now, Date()) }
      return Date().timeIntervalSince(since) > 0.2
    }
    return last
  }

  /// Whether two screens show the same, whatever the minute.
  private static func sameButClock(_ left: String, _ right: String) -> Bool {
    func withoutClock(_ screen: String) -> [Substring] {
      Array(screen.split(separator: "\n", omittingEmptySubsequences: false).dropFirst())
    }
    return withoutClock(left) == withoutClock(right)
  }

  /// Main screen, visible cursor, and the line discipline as a shell's commands find it.
  private func expectSaneTerminal(_ session: TerminalSession) throws {
    #expect(try session.state("#{alternate_on} #{cursor_flag}") == "0 1")
    try session.run("clear; stty -a | grep -oE -- '-(icanon|echo|isig|opost|icrnl)\\b'; echo fi''m")
    try session.wait(for: "fim")
    let wrong = try session.screen().split(separator: "\n").filter { $0.hasPrefix("-") }
    #expect(wrong.isEmpty)
  }
}
