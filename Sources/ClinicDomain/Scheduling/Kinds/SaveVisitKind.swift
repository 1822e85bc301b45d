/// Adds a kind of visit or changes one.
public struct SaveVisitKind: ClinicCommand {
  public static let kind = CommandKind.saveVisitKind
  public static let capability = Capability.changeVisitKinds
  /// What the person saw; nil for a new one.
  public let base: VisitKindSetup?
  public let setup: VisitKindSetup

  public init(base: VisitKindSetup?, setup: VisitKindSetup) {
    self.base = base
    self.setup = setup
  }

  public var subject: Subject { setup.subject }

  /// Who sees to prices may change the price and nothing else.
  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard var priced = VisitKinds(stored: try store.storedVisitKinds())[setup.kind] else {
      return false
    }
    priced.price = setup.price
    return priced == setup
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    let stored = try store.storedVisitKinds()
    let kinds = VisitKinds(stored: stored)
    let current = kinds.all.first { $0.id == setup.id }
    guard current != setup else { return Done() }
    var problems = setup.problems()
    if let other = kinds[setup.kind], other.id != setup.id {
      problems.append(FieldProblem(.name, .taken))
    }
    if setup.isActive, !setup.letter.isEmpty,
      kinds.all.contains(where: {
        $0.id != setup.id && $0.isActive && $0.letter.uppercased() == setup.letter.uppercased()
      })
    {
      problems.append(FieldProblem(.letter, .taken))
    }
    // What is booked without a word, walk-ins among it, is of this kind.
    if !setup.isActive, setup.kind == .routine { problems.append(FieldProblem(.kind, .required)) }
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    if current == nil, base != nil { throw Refusal.notFound(.visitKind) }
    guard current == base else { throw Refusal.changedMeanwhile([.name]) }
    guard current.map({ $0.kind == setup.kind }) ?? true else {
      throw Refusal.invalid([FieldProblem(.code, .taken)])
    }
    if let current, stored.contains(where: { $0.id == setup.id }) {
      try store.update(setup, from: current)
    } else {
      try store.insert(setup)
    }
    return Done()
  }
}

/// The kinds of visit that the clinic has.
public struct ListVisitKinds: ClinicQuery {
  public static let capability = Capability.readAgenda

  public init() {}

  public typealias Answer = VisitKinds
}
