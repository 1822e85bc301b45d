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

  @Test("its account can't open the screens")
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
    _ = state.update(.loggedIn(ticket, .welcome(user)))
    guard case .loggedOut(let form) = state.session else {
      Issue.record("logged in")
      return
    }
    #expect(form.error == context.wording.onlyBoard)
  }
}
