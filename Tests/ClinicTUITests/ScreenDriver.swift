import ClinicDomain
import TerminalKit

@testable import ClinicTUI

/// Drives the whole app by keys, with answers and outcomes fed as values; no database.
struct ScreenDriver {
  var state: AppState
  /// Answers a query; nil leaves it unanswered.
  var answer: (any ClinicQuery) -> (any Equatable & Sendable)?
  /// Settles a command; nil leaves it under way.
  var settle: (any ClinicCommand) -> Performed?
  /// Everything that was asked to be done, oldest first, navigation and messages aside.
  private(set) var effects: [Effect] = []

  /// Someone of these roles is logged in, on Wednesday 2026-11-25 at 09:42.
  init(
    roles: Set<ClinicDomain.Role>, practitioner: PractitionerID? = nil,
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24)),
    answer: @escaping (any ClinicQuery) -> (any Equatable & Sendable)? = { _ in nil },
    settle: @escaping (any ClinicCommand) -> Performed? = { _ in nil }
  ) {
    self.answer = answer
    self.settle = settle
    var context = ScreenContext.fixture(variant)
    let user = User(
      id: context.makeID(), login: "recepcao", displayName: "Rosa", roles: roles,
      practitioner: practitioner)
    context.actor = user.actor
    state = AppState(context: context)
    state.session = .active(user)
  }

  /// The commands that were given, oldest first.
  var commands: [any ClinicCommand] {
    effects.compactMap { if case .perform(_, let command) = $0 { command.base } else { nil } }
  }

  /// The queries that were asked, oldest first.
  var queries: [any ClinicQuery] {
    effects.compactMap { if case .load(_, let query) = $0 { query.base } else { nil } }
  }

  mutating func press(_ keys: Key...) {
    for key in keys { send(.key(key)) }
  }

  mutating func type(_ text: String) {
    for character in text { send(.key(.character(character))) }
  }

  mutating func go(_ place: Place) { run(state.go(place)) }

  mutating func open(_ route: Route) { run(state.navigate(route)) }

  /// Lets an event in and everything that follows from it.
  mutating func send(_ event: AppEvent) { run(state.update(event)) }

  private mutating func run(_ given: [Effect]) {
    var waiting = given
    while !waiting.isEmpty {
      let effect = waiting.removeFirst()
      effects.append(effect)
      switch effect {
      case .load(let ticket, let query):
        if let value = answer(query.base) {
          waiting += state.update(.answered(ticket, .answer(AnyValue(base: value))))
        }
      case .perform(let ticket, let command):
        if let performed = settle(command.base) {
          waiting += state.update(.performed(ticket, performed))
        }
      case .navigate(let route): waiting += state.navigate(route)
      case .tell(let message): state.message = message
      default: break
      }
    }
  }

  /// The screen as text.
  var text: String { state.view().text }
}

extension ScreenContext {
  /// Wednesday 2026-11-25, 09:42 in Brasília; ids are counted.
  static func fixture(
    _ variant: ScreenVariant = ScreenVariant(
      language: .portuguese, size: Size(columns: 80, rows: 24))
  ) -> ScreenContext {
    let date = CivilDate(dayNumber: 20_782)
    let time = CivilTime(hour: 9, minute: 42) ?? .midnight
    let minute = SiteZone.brasilia.utcMinute(of: date, time)
    var ids = IDSource.counting(1)
    let user: UserID = ids.make(at: Instant(minutes: minute))
    return ScreenContext(
      now: Instant(minutes: minute), zone: .brasilia,
      actor: Actor(user: user, practitioner: nil, roles: []),
      wording: Wording(language: variant.language), size: variant.size,
      clinicName: "Clínica Boa Vista", ids: ids)
  }
}
