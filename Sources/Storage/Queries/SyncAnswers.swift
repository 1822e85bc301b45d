import ClinicDomain
import GRDB
import SyncProtocol

extension ReadSyncStatus {
  /// Answers from the log and from what the staging area holds.
  func answer(from runner: QueryRunner, staged: StagingArea.Content) throws -> SyncStatus {
    let state = try runner.row(
      """
      SELECT epoch, last_seq - acknowledged_seq, acknowledged_seq, last_error, is_enrolled
      FROM sync_state JOIN site ON site.one = sync_state.one
      """, [])
    guard let state else { throw StorageError.notInitialised }
    let (epoch, acknowledged): (Int64, Int64) = (state[0], state[2])
    let oldest = try runner.row(
      "SELECT hlc FROM sync_log WHERE epoch = ? AND seq = ?", [epoch, acknowledged + 1])
    let rows = try runner.rows(
      """
      SELECT seq, hlc, entity, entity_id, op, body FROM sync_log WHERE epoch = ?
      ORDER BY seq DESC LIMIT ?
      """, [epoch, entryCount])
    var status = SyncStatus(
      isEnrolled: state[4], pendingCount: state[1], oldestPendingAt: oldest.map { at($0[0]) },
      stagedCount: staged.waiting.count, tornCount: staged.tornCount, lastError: state[3],
      entries: try rows.compactMap { try entry($0, acknowledged, runner) },
      staged: staged.waiting.compactMap(row), tasks: try tasks(runner))
    status.sites = try SitePrefixes(in: runner.db)
    return status
  }

  private func at(_ hlc: Int64) -> Instant { Instant(milliseconds: hlc >> 16) }

  private func entry(
    _ row: Row, _ acknowledged: Int64, _ runner: QueryRunner
  ) throws -> SyncRow? {
    guard let entity = EntityKind(rawValue: row[2]),
      let operation = SyncRow.Operation(rawValue: row[4])
    else { return nil }
    let body: String = row[5]
    let isPatch = operation == .patch
    return SyncRow(
      seq: row[0], at: at(row[1]), entity: entity, operation: operation,
      label: try runner.label(of: entity, row[3]),
      fields: isPatch ? try JSONValue(parsing: body).objectValue?.keys ?? [] : [],
      isAcknowledged: (row[0] as Int64) <= acknowledged)
  }

  private func row(_ waiting: StagingArea.Waiting) -> StagedRow? {
    guard let kind = waiting.body["command"]?.stringValue.flatMap(CommandKind.init(rawValue:)),
      let now = waiting.body["now"]?.intValue
    else { return nil }
    return StagedRow(at: Instant(milliseconds: now), command: kind)
  }

  private func tasks(_ runner: QueryRunner) throws -> [ReplayTask] {
    try runner.rows(
      "SELECT at, command, refusal FROM replay_task WHERE settled_at IS NULL ORDER BY key", []
    ).compactMap { row in
      guard let command = CommandKind(rawValue: row[1]) else { return nil }
      let refusal: String = row[2]
      return ReplayTask(
        at: Instant(milliseconds: row[0]), command: command,
        refusal: try JSONValue(parsing: refusal).decode(Refusal.self))
    }
  }
}

extension QueryRunner {
  /// A name or number of a thing that the reader may see, or empty.
  fileprivate func label(of entity: EntityKind, _ id: String) throws -> String {
    guard let id = try? EntityID<PatientEntity>(parsing: id) else { return "" }
    let patientName = "CASE WHEN p.social = '' THEN p.name ELSE p.social END"
    let mayReadPatients = grant(.readPatients) > .denied
    let sql: String? =
      switch entity {
      case .patient where mayReadPatients:
        "SELECT \(patientName) FROM patient p WHERE p.id = ?"
      case .appointment where mayReadPatients, .arrival where mayReadPatients:
        """
        SELECT \(patientName) FROM appointment a JOIN patient p ON p.key = a.patient WHERE a.id = ?
        """
      case .waitingEntry where mayReadPatients:
        """
        SELECT \(patientName) FROM waiting_entry w JOIN patient p ON p.key = w.patient
        WHERE w.id = ?
        """
      case .stay where mayReadPatients:
        "SELECT \(patientName) FROM stay s JOIN patient p ON p.key = s.patient WHERE s.id = ?"
      case .attendance where mayReadPatients:
        """
        SELECT \(patientName) FROM attendance a JOIN patient p ON p.key = a.patient WHERE a.id = ?
        """
      case .stayChange where mayReadPatients:
        "SELECT \(patientName) FROM stay_change c JOIN patient p ON p.key = c.patient WHERE c.id = ?"
      case .bed:
        "SELECT b.code || ' · ' || u.name FROM bed b JOIN unit u ON u.key = b.unit WHERE b.id = ?"
      case .practitioner, .agenda: "SELECT name FROM practitioner WHERE id = ?"
      case .unitAssignment:
        """
        SELECT d.name || ' · ' || u.name FROM unit_assignment a
          JOIN practitioner d ON d.key = a.practitioner JOIN unit u ON u.key = a.unit
        WHERE a.id = ?
        """
      case .unit: "SELECT name FROM unit WHERE id = ?"
      case .room: "SELECT name FROM room WHERE id = ?"
      case .invoice where grant(.readBilling) == .all:
        "SELECT number FROM invoice WHERE invoice.id = ?"
      case .payment where grant(.readBilling) == .all:
        """
        SELECT number FROM payment JOIN invoice ON invoice.key = payment.invoice
        WHERE payment.id = ?
        """
      case .receipt where grant(.readBilling) == .all:
        """
        SELECT number FROM receipt JOIN payment ON payment.key = receipt.payment
          JOIN invoice ON invoice.key = payment.invoice
        WHERE receipt.id = ?
        """
      case .user: "SELECT login FROM user WHERE id = ?"
      default: nil
      }
    guard let sql else { return "" }
    if [.invoice, .payment, .receipt].contains(entity) {
      let number = try Int.fetchOne(try db.cachedStatement(sql: sql), arguments: [id.blob])
      return try number.map { try InvoiceNumber(in: db).text($0) } ?? ""
    }
    return try String.fetchOne(try db.cachedStatement(sql: sql), arguments: [id.blob]) ?? ""
  }
}
