import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  private var tasks: SyncTaskReader { SyncTaskReader(db: db) }

  func rebooking(_ id: SyncTaskID) throws -> Rebooking? { try tasks.rebooking(id) }

  func update(_ task: Rebooking, from loaded: Rebooking) throws {
    var body = JSONObject()
    if task.isDone != loaded.isDone { body["isDone"] = .bool(task.isDone) }
    if task.outcome != loaded.outcome {
      body["outcome"] = task.outcome.map { .string($0.rawValue) } ?? .null
    }
    if task.calls != loaded.calls { body["calls"] = .int(Int64(task.calls)) }
    guard !body.members.isEmpty else { return }
    try patch(RebookTask.entity, task.id.text, body)
  }

  func identityQuestion(_ id: SyncTaskID) throws -> IdentityQuestion? {
    try tasks.identity(id).flatMap { IdentityQuestion(id, $0) }
  }

  func settle(_ question: IdentityQuestion, _ choice: IdentityChoice) throws {
    guard let conflict = try tasks.identity(question.id) else {
      throw Refusal.notFound(.identityConflict)
    }
    switch choice {
    case .value(let place):
      guard conflict.values.indices.contains(place) else { throw Refusal.invalid([]) }
      try write(conflict.values[place].value, conflict, of: conflict.subjectID)
    case .numberOf(let place):
      // The other's card loses the number.
      guard let other = conflict.otherID else { throw Refusal.invalid([]) }
      try write(.null, conflict, of: place == 0 ? other : conflict.subjectID)
    case .samePerson: break
    }
    try patch(
      IdentityConflict.entity, question.id.text,
      JSONObject([("resolved", .bool(true)), ("decision", .string(choice.code))]))
    // Who could not have her number beside the other's has it now.
    try SyncIntake(store: self).retry()
  }

  func reopen(_ question: IdentityQuestion) throws {
    try patch(
      IdentityConflict.entity, question.id.text, JSONObject([("resolved", .bool(false))]))
  }

  /// Writes a field of a thing whatever its document says, by the rule of merging.
  private func write(_ value: JSONValue, _ conflict: IdentityConflict, of id: String) throws {
    let documents = DocumentStore(db: db, site: log.state.site.text)
    guard let before = try documents.document(conflict.subject, id) else {
      throw Refusal.notFound(EntityKind(rawValue: conflict.subject) ?? .patient)
    }
    guard before.fields[conflict.field]?.value ?? .null != value else { return }
    try patch(conflict.subject, id, JSONObject([(conflict.field, value)]))
    guard let after = try documents.document(conflict.subject, id) else { return }
    try documents.keep(after, unplaced: try Placing(store: self).place(after))
    touched.formUnion([.patients, .practitioners])
  }

  /// Logs fields of a document, each with the clock of what they replace.
  private func patch(_ entity: String, _ id: String, _ body: JSONObject) throws {
    let document = try DocumentStore(db: db, site: log.state.site.text).document(entity, id)
    let base = body.keys.compactMap { name in
      document?.fields[name].flatMap { HybridTimestamp(rawValue: $0.clock) }.map { (name, $0) }
    }
    try log.append(
      .patch, entity: entity, id: id, body: .object(body),
      base: Dictionary(uniqueKeysWithValues: base))
    touched.insert(.sync)
  }

  func heldCommand(_ id: TransactionID) throws -> HeldCommand.State? {
    try row("SELECT state FROM quarantine WHERE tx = ?", [id.blob]).map {
      try HeldCommand.State(stored: $0[0], "quarantine", "state")
    }
  }

  func release(_ id: TransactionID) throws { try decide(id, .released, note: nil) }

  func discard(_ id: TransactionID, reason: String) throws {
    try decide(id, .discarded, note: reason)
  }

  private func decide(_ id: TransactionID, _ state: HeldCommand.State, note: String?) throws {
    try run(
      "UPDATE quarantine SET state = ?, note = ? WHERE tx = ? AND state IN ('held', 'behind')",
      [state.rawValue, note, id.blob])
    // Those behind are looked at again: what still hangs on a held one is held again.
    try run(
      """
      UPDATE quarantine SET state = 'released' WHERE state = 'behind' AND NOT EXISTS
        (SELECT 1 FROM quarantine held JOIN sync_log h ON h.tx = held.tx
          JOIN sync_log l ON l.entity_id = h.entity_id AND l.entity = h.entity
            AND l.epoch = h.epoch AND l.seq > h.seq
          WHERE held.state = 'held' AND l.tx = quarantine.tx)
      """)
    touched.insert(.sync)
  }

  func heldText(_ id: TransactionID) throws -> String {
    try rows(
      "SELECT \(SyncEntry.columns) FROM sync_log WHERE epoch = ? AND tx = ? ORDER BY seq",
      [log.state.epoch, id.blob]
    ).map { try SyncEntry(row: $0, site: log.state.site.text).json.canonicalText + "\n" }.joined()
  }

  func replayTaskIsOpen(_ key: Int) throws -> Bool? {
    try row("SELECT settled_at IS NULL FROM replay_task WHERE key = ?", [key]).map { $0[0] }
  }

  func settleReplayTask(_ key: Int) throws {
    try run(
      "UPDATE replay_task SET settled_at = ? WHERE key = ?",
      [log.stamp.instant.milliseconds, key])
    touched.insert(.sync)
  }

  /// A lost visit that is moved or called off needs no new time any more; one that comes back does.
  func settleRebooking(of visit: Appointment, from loaded: Appointment) throws {
    guard placing == nil, loaded.reservation == .refused,
      visit.status.isLive != loaded.status.isLive
    else { return }
    if loaded.status.isLive {
      guard let task = try tasks.openRebooking(of: visit.id) else { return }
      var done = task
      done.isDone = true
      let party = visit.cancellation?.party
      done.outcome =
        party == .rescheduled || party == .rescheduledByClinic ? .booked : .declined
      try update(done, from: task)
    } else if let task = try closedRebooking(of: visit) {
      var open = task
      open.isDone = false
      open.outcome = nil
      try update(open, from: task)
    }
  }

  private func closedRebooking(of visit: Appointment) throws -> Rebooking? {
    try rows(
      """
      SELECT id FROM sync_document WHERE entity = 'rebook_task'
        AND json_extract(document, '$.fields.appointment[1]') = ?
      """, [visit.id.text]
    ).lazy.compactMap { row in
      let name: String = row[0]
      return try SyncTaskID(parsing: name)
    }.compactMap(rebooking).first { $0.isDone && $0.lost == visit.time.slot }
  }
}

extension IdentityChoice {
  fileprivate var code: String {
    switch self {
    case .value(let place): "value \(place)"
    case .numberOf(let place): "number \(place)"
    case .samePerson: "same"
    }
  }
}
