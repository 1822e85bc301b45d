/// Two values of a field that tells who somebody is, or two cards with one number: a person decides.
public struct IdentityQuestion: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Two sites changed the field, neither having seen the other's value.
    case field
    /// Two cards have the same number.
    case samePerson = "same_person"
  }

  /// One of the values, with where it comes from.
  public struct Value: Hashable, Sendable {
    public let content: IdentityValue
    public let at: Instant
    /// Empty where nobody knows.
    public let siteName: String
    public let byName: String

    public init(content: IdentityValue, at: Instant, siteName: String, byName: String) {
      self.content = content
      self.at = at
      self.siteName = siteName
      self.byName = byName
    }
  }

  /// Whom it is about.
  public struct Person: Hashable, Sendable {
    /// Canonical text of the patient's or practitioner's id.
    public let id: String
    public let name: String
    /// Chart number and birth date of a patient, as far as the reader may see them.
    public let chart: Int?
    public let birthDate: CivilDate?

    public init(id: String, name: String, chart: Int? = nil, birthDate: CivilDate? = nil) {
      self.id = id
      self.name = name
      self.chart = chart
      self.birthDate = birthDate
    }
  }

  public let id: SyncTaskID
  public let kind: Kind
  /// `patient` or `practitioner`.
  public let subject: EntityKind
  /// One, or the two who share a number.
  public let people: [Person]
  /// The field's name on the wire.
  public let field: String
  /// Of a field's conflict: first the one that stands meanwhile.
  public let values: [Value]
  public let isOpen: Bool

  public init(
    id: SyncTaskID, kind: Kind, subject: EntityKind, people: [Person], field: String,
    values: [Value], isOpen: Bool
  ) {
    self.id = id
    self.kind = kind
    self.subject = subject
    self.people = people
    self.field = field
    self.values = values
    self.isOpen = isOpen
  }

  /// What can be chosen.
  public var choices: [IdentityChoice] {
    switch kind {
    case .field: values.indices.map { .value($0) }
    case .samePerson: people.indices.map { .numberOf($0) } + [.samePerson]
    }
  }
}

/// A value as a person reads it.
public enum IdentityValue: Hashable, Sendable {
  case none
  case text(String)
  case date(CivilDate)
}

/// What a person decides.
public enum IdentityChoice: Hashable, Codable, Sendable {
  /// The value of that place stands.
  case value(Int)
  /// They are two people: the number is that one's, the other's card loses it.
  case numberOf(Int)
  /// Both cards are one person's: both stay as they are.
  case samePerson
}

/// Settles a question about who somebody is.
public struct SettleIdentity: ClinicCommand {
  public static let kind = CommandKind.settleIdentity
  public static let capability = Capability.changePatient
  public let id: SyncTaskID
  public let choice: IdentityChoice

  public init(id: SyncTaskID, choice: IdentityChoice) {
    self.id = id
    self.choice = choice
  }

  public var subject: Subject { Subject(.identityConflict, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    let question = try store.question(id, context)
    guard question.isOpen else { throw Refusal.changedMeanwhile([]) }
    guard question.choices.contains(choice) else { throw Refusal.invalid([]) }
    try store.settle(question, choice)
    return Done()
  }

  public func auditDetail(of outcome: Done) -> String {
    switch choice {
    case .value(let place): "value \(place + 1)"
    case .numberOf(let place): "number \(place + 1)"
    case .samePerson: "same person"
    }
  }
}

/// Asks a settled question again: what was chosen stands until another choice.
public struct ReopenIdentity: ClinicCommand {
  public static let kind = CommandKind.reopenIdentity
  public static let capability = Capability.changePatient
  public let id: SyncTaskID

  public init(id: SyncTaskID) { self.id = id }

  public var subject: Subject { Subject(.identityConflict, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    let question = try store.question(id, context)
    if !question.isOpen { try store.reopen(question) }
    return Done()
  }
}

extension ClinicStore {
  /// A question that the actor may decide.
  fileprivate func question(
    _ id: SyncTaskID, _ context: CommandContext
  ) throws -> IdentityQuestion {
    guard let question = try identityQuestion(id) else {
      throw Refusal.notFound(.identityConflict)
    }
    if question.subject == .practitioner, context.grant(.changePractitioners) != .all {
      throw Refusal.denied(.changePractitioners)
    }
    return question
  }
}
