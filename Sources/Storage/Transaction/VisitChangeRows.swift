import ClinicDomain
import GRDB
import SyncProtocol

/// The changes that can be taken back.
extension StoreTransaction {
  func lastChange(of visit: AppointmentID) throws -> VisitChange? {
    try row(
      "\(Self.selectedChange) WHERE visit = ? ORDER BY key DESC LIMIT 1", [visit.blob]
    ).map(VisitChange.init(row:))
  }

  func changes(of transaction: TransactionID) throws -> [VisitChange] {
    var seen: Set<AppointmentID> = []
    return try rows("\(Self.selectedChange) WHERE tx = ? ORDER BY key", [transaction.blob])
      .map(VisitChange.init(row:)).filter { seen.insert($0.visit).inserted }
  }

  func logUndo(of transaction: TransactionID, _ visits: [AppointmentID]) throws {
    try run("DELETE FROM visit_change WHERE tx = ?", [transaction.blob])
    let body = JSONObject([("undoes", .string(transaction.text))])
    for visit in visits {
      try log.append(
        .command, .appointment, id: visit.text, body: .object(body), base: [:])
    }
  }

  /// Remembers what the command at work changes of a visit; `before` is nil where it makes it.
  ///
  /// What a person did can be taken back by her; what others did to the same visit ends that.
  func remember(_ visit: AppointmentID, before: Appointment?) throws {
    guard !takesBack else { return }
    guard let command, !actor.hasPrefix("operator:") else {
      if before != nil { try run("DELETE FROM visit_change WHERE visit = ?", [visit.blob]) }
      return
    }
    let now = log.stamp.instant
    let oldest = now.milliseconds - Int64(VisitChange.keptHours) * 3_600_000
    try run("DELETE FROM visit_change WHERE at < ?", [oldest])
    let state = try before.map { try JSONValue(encoding: VisitChange.State($0)).canonicalText }
    try run(
      "INSERT INTO visit_change(tx, visit, command, actor, at, before) VALUES (?, ?, ?, ?, ?, ?)",
      [
        log.transaction.blob, visit.blob, command.rawValue, actor, now.milliseconds, state,
      ])
  }

  /// Whether the command at work takes an earlier one back.
  private var takesBack: Bool {
    command == .undoVisitChange || command == .undoCheckIn || command == .undoEncounter
  }

  private static let selectedChange =
    "SELECT tx, visit, command, actor, at, before FROM visit_change"
}

extension VisitChange {
  fileprivate init(row: Row) throws {
    let before: String? = row[5]
    self.init(
      transaction: try row.id(0), visit: try row.id(1),
      command: try CommandKind(stored: row[2], "visit_change", "command"), actor: row[3],
      at: Instant(milliseconds: row[4]),
      before: try before.map { try JSONValue(text: $0).decode(State.self) })
  }
}
