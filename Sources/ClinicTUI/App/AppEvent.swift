import ClinicDomain
import TerminalKit

/// What happens to the app.
enum AppEvent: Equatable, Sendable {
  case key(Key)
  case resized(Size)
  /// The minute changed, or the clock was looked at for another reason.
  case tick(Instant)
  case answered(Ticket, Reply)
  case performed(Ticket, Performed)
  case loggedIn(Ticket, LoginReply)
  case fileWritten(Ticket, path: String?)
  /// Another terminal, or this one, changed data.
  case changed(Topics)
}

/// What came of a question.
enum Reply: Equatable, Sendable {
  case answer(AnyValue)
  case denied(Capability)
  case failed(Fault)

  /// The answer where it is of that kind.
  func value<Value: Equatable & Sendable>(_ type: Value.Type = Value.self) -> Value? {
    if case .answer(let box) = self { box.base as? Value } else { nil }
  }
}

/// What came of an order.
enum Performed: Equatable, Sendable {
  case done(AnyValue)
  case refused(Refusal)
  /// The database is away: kept in the staging area, not yet done.
  case staged
  case failed(Fault)
}

/// What can be wrong with the machine rather than with what was asked.
enum Fault: Equatable, Sendable {
  /// Another process held the lock for its whole time: try again.
  case busy
  case full, readOnly, missing, damaged
  case other(String)
}

/// What came of a login or an unlock.
enum LoginReply: Equatable, Sendable {
  case welcome(User)
  case wrong
  case locked(until: Instant)
  case failed(Fault)
}
