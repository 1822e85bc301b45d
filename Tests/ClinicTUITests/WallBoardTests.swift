import ClinicDomain
import TerminalKit
import Testing

@testable import ClinicTUI

@Suite("The board on the wall")
struct WallBoardTests {
  typealias Fixture = AgendaFixture

  static func call(_ ticket: Int, _ label: String, minutesAgo: Int) -> BoardCall {
    BoardCall(
      ticket: BoardTicket(ticket: ticket, priority: ticket == 7 ? .over80 : .none), label: label,
      roomName: "Sala 2", practitionerName: "Ana Lima",
      calledAt: Fixture.instant(9, 42).adding(minutes: -minutesAgo))
  }

  static let board = Board(
    calls: [call(7, "M. S.", minutesAgo: 1), call(12, "Bia", minutesAgo: 4)],
    waiting: [
      BoardTicket(ticket: 9, priority: .pregnant), BoardTicket(ticket: 10, priority: .none),
    ])

  static func wall(_ variant: ScreenVariant = .standard) -> WallBoard {
    WallBoard(
      now: Fixture.instant(9, 42), zone: .brasilia, wording: Wording(language: variant.language),
      clinicName: "Clínica Boa Vista", size: variant.size)
  }

  @Test("calls in large letters, waiting tickets below", arguments: ScreenVariant.all)
  func calls(_ variant: ScreenVariant) {
    var wall = Self.wall(variant)
    _ = wall.take(Self.board)
    assertScreen(wall.view(), named: "board", variant)
  }

  @Test("it rings when somebody new is called, not when it begins or a call goes down")
  func rings() {
    var wall = Self.wall()
    let rung = [
      Self.board, Self.board,
      Board(calls: [Self.call(13, "J.", minutesAgo: 0)] + Self.board.calls, waiting: []),
      Board(calls: [], waiting: []),
    ].map { wall.take($0) }
    #expect(rung == [false, false, true, false])
  }

  @Test("lost data are said, with what was known still there")
  func fails() {
    var wall = Self.wall()
    _ = wall.take(Self.board)
    wall.now = Fixture.instant(9, 50)
    _ = wall.take(nil)
    wall.now = Fixture.instant(9, 55)
    _ = wall.take(nil)
    #expect(wall.view().text.contains("09:50") && wall.view().text.contains("M. S."))
    _ = wall.take(Self.board)
    #expect(!wall.view().text.contains("09:50"))
  }

  @Test(
    "nothing typed does anything but quit",
    arguments: [
      (Key.character("q"), true), (.control("q"), true), (.control("c"), true),
      (.character("i"), false), (.enter, false), (.escape, false), (.function(1), false),
      (.character("g"), false), (.control("p"), false),
    ])
  func quits(_ key: Key, _ expected: Bool) { #expect(WallBoard.quits(key) == expected) }

  @Test("its account opens the wall from the login, and never the screens")
  func account() {
    let context = ScreenContext.fixture()
    var state = AppState(context: context)
    for key in "painel" { _ = state.update(.key(.character(key))) }
    _ = state.update(.key(.enter))
    _ = state.update(.key(.character("x")))
    let effects = state.update(.key(.enter))
    guard case .logIn(let ticket, _, _)? = effects.first else {
      Issue.record("no login")
      return
    }
    let user = User(
      id: Fixture.id(1), login: "painel", displayName: "Painel", roles: [.board])
    #expect(state.update(.loggedIn(ticket, .welcome(user))) == [.openBoard(user.actor)])
    guard case .loggedOut = state.session else {
      Issue.record("logged in")
      return
    }
  }

  @Test("every role of the demo can be tried from its login, the wall's too")
  func demoAccounts() {
    #expect(DemoClinic.accounts.map(\.role).contains(.board))
    #expect(Set(DemoClinic.accounts.map(\.role)) == Set(ClinicDomain.Role.allCases))
  }

  /// The newest call stands in three lines of large letters, with nothing of it cut.
  @Test(
    "ticket, name and room of a call are large", arguments: [(80, 24), (120, 40), (200, 60)])
  func large(_ columns: Int, _ rows: Int) {
    var wall = Self.wall(
      ScreenVariant(language: .portuguese, size: Size(columns: columns, rows: rows)))
    _ = wall.take(Board(calls: [Self.call(7, "João", minutesAgo: 1)], waiting: []))
    let buffer = wall.view()
    let room = columns - 6
    for text in ["S007", "JOÃO", "SALA 2"] {
      let isDrawn = LargeLetters.Scale.allCases.contains { scale in
        Self.contains(buffer, text, scale, columns: room)
      }
      #expect(isDrawn, "\(text) is not there:\n\(buffer.text)")
    }
  }

  /// Whether the text stands somewhere in the buffer in large letters.
  private static func contains(
    _ buffer: CellBuffer, _ text: String, _ scale: LargeLetters.Scale, columns: Int
  ) -> Bool {
    let size = Size(
      columns: LargeLetters.columns(of: text, scale), rows: LargeLetters.rows(of: text, scale))
    guard size.columns <= columns else { return false }
    var stamp = CellBuffer(size: size)
    LargeLetters.draw(text, scale, into: &stamp, in: Rect(size), style: .normal)
    func lines(_ text: String) -> [[Character]] {
      text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }
    let (wanted, shown) = (lines(stamp.text), lines(buffer.text))
    guard wanted.count <= shown.count else { return false }
    return (0...(shown.count - wanted.count)).contains { top in
      // What is drawn begins four columns in.
      wanted.enumerated().allSatisfy { row, line in
        shown[top + row].dropFirst(4).starts(with: line)
      }
    }
  }

  @Test("a name without room for large letters is told in plain ones, whole")
  func longName() {
    var wall = Self.wall()
    let call = Self.call(7, "Wolfeschlegelsteinhausen", minutesAgo: 1)
    _ = wall.take(Board(calls: [call], waiting: []))
    #expect(wall.view().text.contains("Wolfeschlegelsteinhausen  →  Sala 2 · Ana Lima"))
  }
}
