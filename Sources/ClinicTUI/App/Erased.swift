import ClinicDomain

/// A query of any kind, comparable, so that tests can compare effects.
struct AnyQuery: Equatable, Sendable {
  let base: any ClinicQuery

  static func == (left: AnyQuery, right: AnyQuery) -> Bool {
    func equals<Query: ClinicQuery>(_ query: Query) -> Bool { right.base as? Query == query }
    return equals(left.base)
  }
}

/// A command of any kind, comparable.
struct AnyCommand: Equatable, Sendable {
  let base: any ClinicCommand

  static func == (left: AnyCommand, right: AnyCommand) -> Bool {
    func equals<Command: ClinicCommand>(_ command: Command) -> Bool {
      right.base as? Command == command
    }
    return equals(left.base)
  }
}

/// An answer or outcome of any kind, comparable.
struct AnyValue: Equatable, Sendable {
  let base: any Equatable & Sendable

  static func == (left: AnyValue, right: AnyValue) -> Bool {
    func equals<Value: Equatable>(_ value: Value) -> Bool { right.base as? Value == value }
    return equals(left.base)
  }
}
