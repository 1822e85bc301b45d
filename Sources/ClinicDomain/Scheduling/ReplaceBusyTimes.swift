/// Closes the times that another calendar says are taken, in place of those that were imported from
/// it before, within a range of days.
///
/// Visits booked at such times stay and get on the list of visits to move; the outcome names them.
public struct ReplaceBusyTimes: ClinicCommand {
  public static let kind = CommandKind.replaceBusyTimes
  public static let capability = Capability.changeAgenda
  public let practitioner: PractitionerID
  /// The calendar's name, as in `ExceptionSource`.
  public let source: String
  public let from: CivilDate
  public let until: CivilDate
  /// Exceptions that close, of the practitioner and the source, within the days; each with a key of
  /// its own.
  public let times: [AgendaException]

  /// What became of it.
  public struct Outcome: Hashable, Sendable {
    public var added = 0
    public var moved = 0
    public var removed = 0
    public var kept = 0
    /// Live visits that lie in a time which was added or moved.
    public var visits: [AppointmentID] = []

    public init() {}
  }

  public init(
    practitioner: PractitionerID, source: String, from: CivilDate, until: CivilDate,
    times: [AgendaException]
  ) {
    self.practitioner = practitioner
    self.source = source
    self.from = from
    self.until = until
    self.times = times
  }

  public var subject: Subject { Subject(.practitioner, practitioner) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool {
    context.actor.practitioner == practitioner
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Outcome {
    guard try store.practitioner(practitioner) != nil else {
      throw Refusal.notFound(.practitioner)
    }
    guard from <= until else { throw Refusal.invalid([FieldProblem(.until, .outOfRange)]) }
    guard !source.isEmpty else { throw Refusal.invalid([FieldProblem(.name, .required)]) }
    guard source.count <= ExceptionSource.nameLimit else {
      throw Refusal.invalid([FieldProblem(.name, .tooLong)])
    }
    guard times.allSatisfy(fits), Set(times.map(\.source)).count == times.count else {
      throw Refusal.invalid([FieldProblem(.time, .malformed)])
    }
    let known = try store.exceptions(
      of: practitioner, importedFrom: source, on: from...until)
    var old = Dictionary(known.map { ($0.source?.key ?? "", $0) }) { first, _ in first }
    var outcome = Outcome()
    var changed: [AgendaException] = []
    for time in times {
      let before = time.source.flatMap { old[$0.key] }
      if let before, before.isSame(as: time) {
        outcome.kept += 1
      } else {
        if before == nil { outcome.added += 1 } else { outcome.moved += 1 }
        changed.append(time)
      }
      if let key = time.source?.key, before?.isSame(as: time) ?? true { old[key] = nil }
    }
    // What is left of the old ones is gone or stands elsewhere now.
    outcome.removed = old.count - outcome.moved
    for gone in old.values.sorted(by: { $0.id < $1.id }) {
      try AgendaImpact.list(.exceptionRemoval(gone.id), by: context, in: store)
      try store.remove(gone)
    }
    for time in changed {
      try AgendaImpact.list(.exception(time), by: context, in: store)
      try store.insert(time)
    }
    outcome.visits = try visits(in: changed, store)
    return outcome
  }

  private func fits(_ time: AgendaException) -> Bool {
    guard case .closes = time.effect else { return false }
    return time.practitioner == practitioner && time.source?.name == source
      && (from...until).contains(time.date) && time.problems().isEmpty
  }

  private func visits(
    in times: [AgendaException], _ store: any ClinicStore
  ) throws -> [AppointmentID] {
    let byDate = Dictionary(grouping: times, by: \.date)
    return try byDate.keys.sorted().flatMap { date in
      try store.blockingVisits(of: practitioner, on: date).filter { visit in
        let start = visit.start.minuteOfDay
        return byDate[date, default: []].contains {
          start < $0.until.minuteOfDay && start + visit.minutes > $0.from.minuteOfDay
        }
      }.map(\.id)
    }
  }
}

extension AgendaException {
  /// Whether both close or open the same time in the same way.
  fileprivate func isSame(as other: AgendaException) -> Bool {
    date == other.date && lastDate == other.lastDate && from == other.from
      && until == other.until && effect == other.effect
  }
}
