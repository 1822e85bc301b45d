import ClinicDomain
import TerminalKit

/// Login and unlock: two fields, Enter goes on.
struct LoginForm: Equatable, Sendable {
  enum Field: Equatable, Sendable {
    case login, password
  }

  var login = ""
  var password = ""
  var focus = Field.login
  var error: String?
  private var awaited: Ticket?
  /// Keys pressed while the password is checked: meant for what comes behind the login.
  private(set) var typedAhead: [Key] = []

  init(login: String = "") {
    self.login = login
    if !login.isEmpty { focus = .password }
  }

  var isPending: Bool { awaited != nil }

  /// Takes a key; `isUnlock` says that the place is locked for the login that is shown.
  mutating func handle(
    _ key: Key, isUnlock: Bool, _ context: inout ScreenContext
  ) -> [Effect] {
    guard !isPending else {
      if typedAhead.count < 200 { typedAhead.append(key) }
      return []
    }
    switch key {
    case .character(let character): type(String(character))
    case .paste(let text): type(String(text.prefix { !$0.isNewline }))
    case .backspace: erase()
    case .control("u"): clearField()
    case .up, .backTab: if !isUnlock { focus = .login }
    case .tab, .down: focus = .password
    case .enter: return submit(&context)
    default: break
    }
    return []
  }

  private mutating func type(_ text: String) {
    error = nil
    switch focus {
    case .login: login = String((login + text.lowercased()).prefix(32))
    case .password: password = String((password + text).prefix(200))
    }
  }

  private mutating func erase() {
    switch focus {
    case .login: _ = login.popLast()
    case .password: _ = password.popLast()
    }
  }

  private mutating func clearField() {
    switch focus {
    case .login: login = ""
    case .password: password = ""
    }
  }

  private mutating func submit(_ context: inout ScreenContext) -> [Effect] {
    if focus == .login {
      if !login.isEmpty { focus = .password }
      return []
    }
    guard !password.isEmpty else { return [] }
    let ticket = context.makeTicket()
    awaited = ticket
    return [.logIn(ticket, login: login, password: password)]
  }

  /// Takes the reply; the user when the way is free.
  mutating func receive(_ ticket: Ticket, _ reply: LoginReply, _ context: ScreenContext) -> User? {
    guard ticket == awaited else { return nil }
    awaited = nil
    password = ""
    if case .welcome(let user) = reply { return user }
    typedAhead = []
    error = context.wording.loginProblem(reply, context.zone)
    return nil
  }
}
