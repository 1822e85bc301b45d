import ClinicDomain
import GRDB
import SyncProtocol
import Synchronization

/// What came of the commands that waited in the staging area.
public struct ReplayReport: Hashable, Sendable {
  public var done = 0
  /// Refused by a rule now: each is a task at its desk.
  public var refused = 0
  /// Still waiting: the database can't take them yet.
  public var waiting = 0
}

extension ClinicService {
  /// Keeps a command in the staging area, sealed.
  func stage<Command: ClinicCommand>(
    _ command: Command, as actor: Actor, now: Instant
  ) throws(StorageError) {
    var random = SystemRandomNumberGenerator()
    let entry = StagedEntry(
      site: site.id.text, id: SyncEntryID.make(at: now, random: &random).text,
      transaction: TransactionID.make(at: now, random: &random).text,
      timestamp: HybridTimestamp.next(after: nil, at: now).rawValue, actor: actor.reference,
      schema: SyncLogWriter.schemaVersion, entity: command.subject.entity.rawValue,
      entityID: command.subject.id ?? "", operation: .command, body: .null)
    let body = try storing {
      JSONValue.object(
        JSONObject([
          ("command", .string(Command.kind.rawValue)), ("value", try JSONValue(encoding: command)),
          ("actor", try JSONValue(encoding: actor)), ("now", .int(now.milliseconds)),
        ]))
    }
    try staging.keep(entry, body: body, action: Command.kind.createsSomething ? .create : .update)
    hasStaged.withLock { $0 = true }
  }

  /// How many commands wait, without opening them.
  public var hasStagedCommands: Bool { !staging.isEmpty }

  /// Carries out what waits, oldest first, each with its rules checked again.
  ///
  /// Stops at the first that the database still can't take. A second replay of a command does
  /// nothing.
  public func replayStaged() -> ReplayReport {
    var report = ReplayReport()
    let waiting = staging.content().waiting
    for (index, command) in waiting.enumerated() {
      do throws(StorageError) {
        if let isRefused = try replay(command) {
          report.refused += isRefused ? 1 : 0
          report.done += isRefused ? 0 : 1
        }
        try staging.remove(command)
      } catch .corrupt("staged"), .constraint {
        // A command that only another version can do: it waits for that, and holds up nothing.
        report.waiting += 1
      } catch {
        report.waiting += waiting.count - index
        break
      }
    }
    if report.waiting == 0 { hasStaged.withLock { $0 = false } }
    return report
  }

  /// Whether the command was refused; nil when it had been replayed already.
  private func replay(_ waiting: StagingArea.Waiting) throws(StorageError) -> Bool? {
    guard let kind = waiting.body["command"]?.stringValue.flatMap(CommandKind.init(rawValue:)),
      let type = StagedCommands.types[kind], let value = waiting.body["value"],
      let now = waiting.body["now"]?.intValue,
      let actor = try? waiting.body["actor"]?.decode(Actor.self)
    else { throw .corrupt("staged") }
    return try replay(type, value, waiting.entry.id, actor, Instant(milliseconds: now))
  }

  private func replay<Command: ClinicCommand>(
    _ type: Command.Type, _ json: JSONValue, _ id: String, _ actor: Actor, _ now: Instant
  ) throws(StorageError) -> Bool? {
    // What this version can't read is no fault of the database: it must not hold the rest up.
    guard let command = try? json.decode(type) else { throw .corrupt("staged") }
    return try write(as: actor, now: now) { work -> (Bool?, AuditEntry?) in
      let isKnown = try work.store.int("SELECT count(*) FROM replayed WHERE id = ?", [id]) > 0
      guard !isKnown else { return (nil, nil) }
      try work.store.run(
        "INSERT INTO replayed (id, at) VALUES (?, ?)", [id, now.milliseconds])
      let result = try work.current(actor).flatMap { try work.decide(command, as: $0) }
      if case .failure(let refusal) = result {
        try work.keepTask(command, refusal)
        work.store.touched.insert(.sync)
      }
      let isRefused = if case .failure = result { true } else { false }
      return (isRefused, work.auditRow(of: command, result))
    }
  }
}

extension TransactionWork {
  /// The one who staged the command, with the rights of now; refused when the account is gone.
  fileprivate func current(_ actor: Actor) throws -> Result<Actor, Refusal> {
    guard let id = actor.userID else { return .success(actor) }
    guard let user = try store.user(id), user.isActive else { return .failure(.notFound(.user)) }
    return .success(user.actor)
  }

  fileprivate func decide<Command: ClinicCommand>(
    _ command: Command, as actor: Actor
  ) throws -> Result<Command.Outcome, Refusal> {
    try TransactionWork(self, as: actor).decide(command)
  }

  fileprivate func keepTask<Command: ClinicCommand>(
    _ command: Command, _ refusal: Refusal
  ) throws {
    try store.run(
      """
      INSERT INTO replay_task (at, command, entity, entity_id, refusal) VALUES (?, ?, ?, ?, ?)
      """,
      [
        context.now.milliseconds, Command.kind.rawValue, command.subject.entity.rawValue,
        command.subject.id ?? "", try JSONValue(encoding: refusal).canonicalText,
      ])
  }
}

extension Result where Failure == Refusal {
  fileprivate func flatMap<Next>(
    _ transform: (Success) throws -> Result<Next, Refusal>
  ) throws -> Result<Next, Refusal> {
    switch self {
    case .success(let value): try transform(value)
    case .failure(let refusal): .failure(refusal)
    }
  }
}

extension CommandKind {
  /// Whether a staged command is filed under `create` (an append is one) or `update`.
  var createsSomething: Bool {
    switch self {
    case .registerPatient, .registerPractitioner, .addAgendaException, .bookAppointment,
      .bookVisits,
      .startEncounter, .signEntry, .recordAllergy, .amendEntry, .orderExam, .createInvoice,
      .takePayment, .createUser, .addToWaitingList,
      .recordTeleConsent, .registerWalkIn, .registerAttendance:
      true
    default: false
    }
  }
}
