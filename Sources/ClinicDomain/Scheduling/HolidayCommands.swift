/// Adds or changes a holiday; visits that it leaves outside the agenda get on the list to move.
public struct SaveHoliday: ClinicCommand {
  public static let kind = CommandKind.saveHoliday
  public static let capability = Capability.changeAgenda
  /// What the person saw; nil for a new one.
  public let base: Holiday?
  public let holiday: Holiday

  public init(base: Holiday?, holiday: Holiday) {
    self.base = base
    self.holiday = holiday
  }

  public var subject: Subject { holiday.subject }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    let problems = holiday.problems()
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    if case .unit(let unit) = holiday.scope, try store.unit(unit) == nil {
      throw Refusal.notFound(.unit)
    }
    let current = try store.holiday(holiday.id)
    guard current != holiday else { return Done() }
    if current == nil, base != nil { throw Refusal.notFound(.holiday) }
    guard current == base else { throw Refusal.changedMeanwhile([.date]) }
    try AgendaImpact.list(.holiday(holiday), by: context, in: store)
    if let current {
      try store.update(holiday, from: current)
    } else {
      try store.insert(holiday)
    }
    return Done()
  }
}

/// Takes a holiday back.
public struct RemoveHoliday: ClinicCommand {
  public static let kind = CommandKind.removeHoliday
  public static let capability = Capability.changeAgenda
  public let id: HolidayID

  public init(id: HolidayID) { self.id = id }

  public var subject: Subject { Subject(.holiday, id) }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let holiday = try store.holiday(id) else { throw Refusal.notFound(.holiday) }
    try AgendaImpact.list(.holidayRemoval(id), by: context, in: store)
    try store.remove(holiday)
    return Done()
  }
}

/// The holidays that the clinic entered.
public struct ListHolidays: ClinicQuery {
  public static let capability = Capability.readAgenda

  public init() {}

  /// By name.
  public typealias Answer = [Holiday]
}
