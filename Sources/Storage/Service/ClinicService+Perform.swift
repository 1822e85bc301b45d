public import ClinicDomain
import GRDB
import Synchronization

extension ClinicService {
  /// Carries a command out in one write transaction: permission, decision, rows, sync log, audit.
  ///
  /// When the database can't be written, a command that may wait is kept in the staging area.
  public func perform<Command: ClinicCommand>(
    _ command: Command, as actor: Actor, now: Instant
  ) -> CommandOutcome<Command.Outcome> {
    if hasStaged.withLock({ $0 }) { _ = replayStaged() }
    do throws(StorageError) {
      return try carryOut(command, as: actor, now: now)
    } catch {
      guard error.isReasonToStage, StagedCommands.canStage(Command.kind) else {
        return .failed(error)
      }
      do throws(StorageError) {
        try stage(command, as: actor, now: now)
        return .staged
      } catch _ {
        return .failed(error)
      }
    }
  }

  private func carryOut<Command: ClinicCommand>(
    _ command: Command, as actor: Actor, now: Instant
  ) throws(StorageError) -> CommandOutcome<Command.Outcome> {
    let result = try write(as: actor, now: now) { work in
      let result = try work.decide(command)
      return (result, work.auditRow(of: command, result))
    }
    return switch result {
    case .success(let value): .done(value)
    case .failure(let refusal): .refused(refusal)
    }
  }

  /// One write transaction that ends with its audit row; a nil row audits nothing.
  func write<T>(
    as actor: Actor, now: Instant, isBulk: Bool = false,
    _ body: (TransactionWork) throws -> (T, AuditEntry?)
  ) throws(StorageError) -> T {
    var isSecondTry = false
    do throws(StorageError) {
      return try database.write(isBulk: isBulk, afterCommit: { self.keepAnchor($0.1) }) {
        db -> ((T, AuditLog.Head?), Topics) in
        // A full disk undid the first try, and the keys that it had made with it.
        if isSecondTry { keyring.forgetAll() }
        isSecondTry = true
        let work = try TransactionWork(
          db, keyring, CommandContext(actor: actor, now: now, zone: site.zone))
        let (result, row) = try body(work)
        let head = try row.map { try audit.append($0, by: actor, at: now, in: db) }
        try work.store.finish()
        return ((result, head), work.store.touched)
      }.0
    } catch {
      // Keys made in a transaction that is gone were never stored.
      keyring.forgetAll()
      throw error
    }
  }

  private func keepAnchor(_ head: AuditLog.Head?) {
    if let head { anchor.keep(head) }
  }

  /// Audits something that changes nothing: a search, a print-out, an export, a log-out.
  ///
  /// It rings no bell: an audited read wakes nobody.
  public func record(
    _ action: String, _ subject: Subject, as actor: Actor, now: Instant, detail: String = ""
  ) throws(StorageError) {
    try write(as: actor, now: now) { _ in
      ((), AuditEntry(action: action, subject: subject, outcome: .done, detail: detail))
    }
  }
}

/// What a transaction has to say for the audit trail.
struct AuditEntry {
  let action: String
  let subject: Subject
  let outcome: AuditRow.Outcome
  let detail: String
}

extension AuditLog {
  func append(
    _ entry: AuditEntry, by actor: Actor, at now: Instant, in database: Database
  ) throws -> Head {
    try append(
      at: now.milliseconds, actor: actor.reference, action: entry.action,
      entity: entry.subject.entity.rawValue, entityID: entry.subject.id ?? "",
      outcome: entry.outcome, detail: entry.detail, in: database)
  }
}
