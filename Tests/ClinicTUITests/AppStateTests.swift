import ClinicDomain
import Testing
import TerminalKit

@testable import ClinicTUI

/// A state with somebody logged in, at a fixed moment.
private func state(
  roles: Set<Role> = [.reception], language: Language = .portuguese
) -> AppState {
  var ids = IDSource.counting(1)
  let now = Instant(milliseconds: 1_795_610_520_000)
  let user = User(
    id: ids.make(at: now), login: "recepcao", displayName: "Rita", roles: roles)
  let context = ScreenContext(
    now: now, zone: .brasilia, actor: user.actor, wording: Wording(language: language),
    clinicName: "Clínica Boa Vista", ids: ids)
  var state = AppState(context: context)
  state.session = .active(user)
  return state
}

@Suite("The app")
struct AppStateTests {
  @Test("F-keys and g with a letter go to the same places", arguments: Place.allCases)
  func places(place: Place) {
    var byFunction = state(roles: Set(Role.allCases))
    _ = byFunction.update(.key(.function(place.functionKey)))
    #expect(byFunction.place == place)
    var byLetter = state(roles: Set(Role.allCases))
    _ = byLetter.update(.key(.character("g")))
    _ = byLetter.update(.key(.character(place.letter)))
    #expect(byLetter.place == place || byLetter.screenIsTyping)
  }

  @Test("letters after g are all different, and so are the F-keys")
  func distinct() {
    #expect(Set(Place.allCases.map(\.letter)).count == Place.allCases.count)
    #expect(Set(Place.allCases.map(\.functionKey)).count == Place.allCases.count)
    #expect(!Place.allCases.map(\.letter).contains("g"))
  }

  @Test("a place outside the role is not offered and not entered")
  func notOffered() {
    var state = state(roles: [.reception])
    let before = state.place
    _ = state.update(.key(.function(Place.record.functionKey)))
    #expect(state.place == before)
    #expect(state.message?.tone == .warning)
    #expect(!Place.offered(to: state.context.actor).contains(.record))
  }

  @Test("ten idle minutes lock the place, and the same person's password gives it back")
  func idleLock() throws {
    var state = state()
    guard case .active(let user) = state.session else { return }
    let place = state.place
    _ = state.update(.tick(state.context.now.adding(minutes: 9)))
    #expect(state.session == .active(user))
    _ = state.update(.tick(state.context.now.adding(minutes: 1)))
    guard case .locked(user, _) = state.session else {
      Issue.record("not locked")
      return
    }
    for letter in "segredo" { _ = state.update(.key(.character(letter))) }
    let effects = state.update(.key(.enter))
    guard case .logIn(let ticket, let login, let password)? = effects.first else {
      Issue.record("no login asked for")
      return
    }
    #expect(login == "recepcao" && password == "segredo")
    _ = state.update(.loggedIn(ticket, .wrong))
    #expect(state.session != .active(user))
    for letter in "outra" { _ = state.update(.key(.character(letter))) }
    let again = state.update(.key(.enter))
    guard case .logIn(let second, _, _)? = again.first else { return }
    _ = state.update(.loggedIn(second, .welcome(user)))
    #expect(state.session == .active(user))
    #expect(state.place == place)
  }

  @Test("another person's password does not open a locked place")
  func foreignUnlock() {
    var state = state()
    guard case .active(let user) = state.session else { return }
    state.session = .locked(user, LoginForm(login: user.login))
    _ = state.update(.key(.character("x")))
    guard case .logIn(let ticket, _, _)? = state.update(.key(.enter)).first else { return }
    var ids = IDSource.counting(900)
    let other = User(
      id: ids.make(at: state.context.now), login: "gestor", displayName: "G", roles: [.manager])
    _ = state.update(.loggedIn(ticket, .welcome(other)))
    guard case .locked = state.session else {
      Issue.record("opened for \(other.login)")
      return
    }
  }

  @Test("Ctrl-Q leaves the login and the lock, but loses no typed text behind it")
  func quitWithoutLogIn() {
    var state = state()
    guard case .active(let user) = state.session else { return }
    state.session = .loggedOut(LoginForm())
    #expect(state.update(.key(.control("q"))) == [.quit])
    state.session = .locked(user, LoginForm(login: user.login))
    #expect(state.update(.key(.control("q"))) == [.recordLogOut, .quit])
    var form = FormPanel.cancellation(state.context.wording)
    _ = form.handle(.character("x"), state.context.wording)
    state.billing.panel = .cancel(form)
    #expect(state.update(.key(.control("q"))).isEmpty)
    #expect(state.view().text.contains(state.context.wording.unsavedTextBehindLock))
  }

  @Test("a window too small says so, ignores keys but quits, and recovers")
  func tooSmall() {
    var state = state()
    _ = state.update(.resized(Size(columns: 79, rows: 24)))
    #expect(state.view().text.contains("79x24"))
    let place = state.place
    _ = state.update(.key(.function(Place.sync.functionKey)))
    #expect(state.place == place)
    #expect(state.update(.key(.control("q"))) == [.quit])
    for size in [Size(columns: 1, rows: 1), Size(columns: 200, rows: 2)] {
      _ = state.update(.resized(size))
      #expect(state.view().size == size)
    }
    _ = state.update(.resized(Size(columns: 80, rows: 24)))
    #expect(state.view().text.contains("Clínica Boa Vista"))
  }

  @Test("the palette finds a command without accents and carries it out")
  func palette() {
    var state = state(roles: Set(Role.allCases))
    _ = state.update(.key(.control("p")))
    for letter in "prontuario" { _ = state.update(.key(.character(letter))) }
    _ = state.update(.key(.enter))
    #expect(state.overlay == nil)
    #expect(state.place == .record)
  }

  @Test(
    "help shows the keys of the screen that is shown, in both languages",
    arguments: Language.allCases)
  func help(language: Language) {
    var state = state(language: language)
    _ = state.update(.resized(Size(columns: 120, rows: 60)))
    _ = state.update(.key(.function(1)))
    let text = state.view().text
    for hint in state.screen.keys(state.context) { #expect(text.contains(hint.action)) }
    _ = state.update(.key(.escape))
    #expect(state.overlay == nil)
  }

  @Test("help scrolls to its ends and no further, and names no key that does nothing here")
  func helpScrolls() {
    var state = state()
    _ = state.go(.sync)
    _ = state.update(.key(.function(1)))
    for _ in 0..<9 { _ = state.update(.key(.pageDown)) }
    let end = state.view().text
    _ = state.update(.key(.down))
    #expect(state.view().text == end)
    #expect(end.contains("Ctrl-Q"))
    _ = state.update(.key(.up))
    #expect(state.view().text != end)
    _ = state.update(.key(.home))
    #expect(state.view().text.contains(state.context.wording.helpHere))
    for key in ["/", "n e", "Ctrl-S"] {
      #expect(!state.context.wording.globalKeys.map(\.key).contains(key))
    }
  }

  @Test("the palette offers no pair of keys as one, and takes what is pasted")
  func paletteKeys() {
    var state = state()
    _ = state.go(.schedule)
    _ = state.update(.key(.control("p")))
    #expect(!state.view().text.contains("Ctrl-D Ctrl-U"))
    _ = state.update(.key(.paste("paci\n")))
    _ = state.update(.key(.paste("entes")))
    _ = state.update(.key(.enter))
    #expect(state.place == .patients)
  }

  @Test("keys typed while the password is checked are kept for what follows, unless it is wrong")
  func typeAheadAtLogin() {
    for isRight in [true, false] {
      var state = state()
      guard case .active(let user) = state.session else { return }
      state.session = .loggedOut(LoginForm(login: user.login))
      _ = state.update(.key(.character("x")))
      guard case .logIn(let ticket, _, _)? = state.update(.key(.enter)).first else { return }
      _ = state.update(.key(.function(Place.patients.functionKey)))
      for letter in "mar" { _ = state.update(.key(.character(letter))) }
      var last = ticket
      if !isRight {
        _ = state.update(.loggedIn(ticket, .wrong))
        _ = state.update(.key(.character("y")))
        guard case .logIn(let second, _, let password)? = state.update(.key(.enter)).first
        else { return }
        #expect(password == "y")
        last = second
      }
      _ = state.update(.loggedIn(last, .welcome(user)))
      #expect((state.place == .patients) == isRight)
      #expect(state.patients.list.text == (isRight ? "mar" : ""))
    }
  }

  @Test("what was kept for later shows in the sign at the top at once")
  func stagedSign() {
    var state = state()
    _ = state.sync.ask(ReadSyncStatus(entryCount: 0), &state.context)
    #expect(
      !state.update(.performed(0, .done(AnyValue(base: true)))).contains { $0.isSyncQuestion })
    #expect(state.update(.performed(0, .staged)).contains { $0.isSyncQuestion })
  }

  @Test("without Unicode the sync sign is no letter")
  func asciiSign() {
    var state = state()
    state.context.glyphs = .ascii
    let status = SyncStatus(
      isEnrolled: false, pendingCount: 0, oldestPendingAt: nil, stagedCount: 0, tornCount: 0,
      lastError: nil, entries: [], staged: [], tasks: [])
    let asked = state.sync.ask(ReadSyncStatus(entryCount: 0), &state.context)
    guard case .load(let question, _) = asked else { return }
    _ = state.update(.answered(question, .answer(AnyValue(base: status))))
    #expect(state.view().text.contains("* local"))
  }

  @Test("logging out leaves nothing of the person on the screen")
  func logOut() {
    var state = state()
    _ = state.update(.key(.control("p")))
    let word = state.context.wording.language == .portuguese ? "sair" : "log out"
    for letter in word { _ = state.update(.key(.character(letter))) }
    let effects = state.update(.key(.enter))
    #expect(effects.contains(.recordLogOut))
    guard case .loggedOut = state.session else {
      Issue.record("still logged in")
      return
    }
    #expect(state.context.actor.roles.isEmpty)
    #expect(!state.view().text.contains("recepcao"))
  }

  @Test("every place draws before its first answer came, at any size", arguments: Place.allCases)
  func unanswered(place: Place) {
    var state = state(roles: Set(Role.allCases))
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      _ = state.update(.resized(size))
      _ = state.go(place)
      for key in [Key.down, .pageDown, .end, .right, .enter, .escape] {
        _ = state.update(.key(key))
        #expect(state.view().size == size)
      }
    }
  }

  @Test("what waits in the staging area is tried again at login and each minute while it waits")
  func replay() {
    var state = state()
    guard case .active(let user) = state.session else { return }
    state.session = .loggedOut(LoginForm(login: user.login))
    _ = state.update(.key(.character("x")))
    guard case .logIn(let ticket, _, _)? = state.update(.key(.enter)).first else { return }
    let effects = state.update(.loggedIn(ticket, .welcome(user)))
    #expect(effects.contains(.replayStaged))
    guard case .load(let question, _)? = effects.first(where: { $0.isSyncQuestion }) else {
      Issue.record("the sync status is not asked for")
      return
    }
    #expect(!state.update(.tick(state.context.now.adding(minutes: 1))).contains(.replayStaged))
    guard let asked = state.sync.query else { return }
    let again = state.sync.ask(asked, &state.context)
    guard case .load(let newest, _) = again else { return }
    #expect(newest != question)
    let status = SyncStatus(
      isEnrolled: false, pendingCount: 0, oldestPendingAt: nil, stagedCount: 2, tornCount: 0,
      lastError: nil, entries: [], staged: [], tasks: [])
    _ = state.update(.answered(newest, .answer(AnyValue(base: status))))
    #expect(state.update(.tick(state.context.now.adding(minutes: 1))).contains(.replayStaged))
  }
}

extension Effect {
  fileprivate var isSyncQuestion: Bool {
    if case .load(_, let query) = self { query.base is ReadSyncStatus } else { false }
  }
}
