import ClinicDomain
import GRDB

/// The work of one write transaction: decides commands, each undone as a whole when it is refused.
struct TransactionWork {
  let db: Database
  let store: StoreTransaction
  let context: CommandContext
  private let keyring: PatientKeyring

  var log: SyncLogWriter { store.log }

  init(_ db: Database, _ keyring: PatientKeyring, _ context: CommandContext) throws {
    self.db = db
    self.keyring = keyring
    self.context = context
    let log = try SyncLogWriter(in: db, actor: context.actor.reference, now: context.now)
    store = StoreTransaction(db: db, keyring: keyring, log: log, actor: context.actor.reference)
  }

  /// The same work as another actor: with the rights of now instead of those of then.
  init(_ other: TransactionWork, as actor: Actor) {
    db = other.db
    keyring = other.keyring
    store = other.store
    context = CommandContext(actor: actor, now: other.context.now, zone: other.context.zone)
  }

  /// Checks the permission, then lets the command load, decide and store.
  func decide<Command: ClinicCommand>(
    _ command: Command
  ) throws -> Result<Command.Outcome, Refusal> {
    store.command = Command.kind
    return try undoing {
      switch context.grant(Command.capability) {
      case .denied: throw Refusal.denied(Command.capability)
      case .own:
        guard try command.isOwn(of: context, in: store) else {
          throw Refusal.denied(Command.capability)
        }
      case .all: break
      }
      return try command.execute(by: context, in: store)
    }
  }

  /// Runs work in a savepoint: a refusal, also one by the schema, undoes it and is the answer.
  func undoing<T>(_ work: () throws -> T) throws -> Result<T, Refusal> {
    let (state, touched, words) = (log.state, store.touched, store.waitingWords.count)
    let counters = store.counters
    try store.run("SAVEPOINT work")
    do {
      let value = try work()
      try store.run("RELEASE work")
      return .success(value)
    } catch {
      guard let refusal = Refusal(raised: error) else { throw error }
      try store.run("ROLLBACK TO work")
      try store.run("RELEASE work")
      log.restore(state)
      store.touched = touched
      store.waitingWords.removeSubrange(words...)
      store.counters = counters
      store.sealedTexts = [:]
      keyring.forgetAll()
      return .failure(refusal)
    }
  }

  func auditRow<Command: ClinicCommand>(
    of command: Command, _ result: Result<Command.Outcome, Refusal>
  ) -> AuditEntry {
    switch result {
    case .success(let value):
      AuditEntry(
        action: Command.kind.rawValue, subject: command.subject, outcome: .done,
        detail: command.auditDetail(of: value))
    case .failure(let refusal):
      AuditEntry(
        action: Command.kind.rawValue, subject: command.subject,
        outcome: refusal.isDenial ? .denied : .refused, detail: refusal.code)
    }
  }
}

extension Refusal {
  /// The refusal that an error is, or stands for: the schema's guards speak through their messages.
  init?(raised error: any Error) {
    if let refusal = error as? Refusal {
      self = refusal
      return
    }
    guard let error = error as? DatabaseError, error.resultCode == .SQLITE_CONSTRAINT else {
      return nil
    }
    let message = error.message ?? ""
    if message.hasPrefix("overlap ") {
      guard let party = SchedulingRefusal.Party(rawValue: String(message.dropFirst(8))) else {
        return nil
      }
      self = .scheduling(.taken(by: party, visits: [], near: []))
    } else if message == "group full" {
      self = .scheduling(.groupFull(capacity: 0, near: []))
    } else if message.hasPrefix("bed not ") || message.contains("stay.bed") {
      self = .stay(.bedNotFree(.occupied))
    } else if message.contains("attendance.patient") {
      self = .attendance(.alreadyHere)
    } else if message.contains("stay.patient") {
      self = .stay(.patientAdmitted)
    } else if message.contains("patient.cpf") || message.contains("patient.cns") {
      self = .duplicate(DuplicateFound(patients: [], isCertain: true))
    } else {
      return nil
    }
  }
}
