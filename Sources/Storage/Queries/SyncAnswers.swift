import ClinicDomain
import GRDB
import SyncProtocol

extension ReadSyncStatus {
  /// Answers from the log and from what the staging area holds.
  func answer(
    from runner: QueryRunner, staged: StagingArea.Content, isWorkerRunning: Bool
  ) throws -> SyncStatus {
    let state = try runner.row(
      """
      SELECT epoch, last_seq - acknowledged_seq, acknowledged_seq, last_error, is_enrolled
      FROM sync_state JOIN site ON site.one = sync_state.one
      """, [])
    guard let state else { throw StorageError.notInitialised }
    let (epoch, acknowledged): (Int64, Int64) = (state[0], state[2])
    let oldest = try runner.row(
      "SELECT hlc FROM sync_log WHERE epoch = ? AND seq = ?", [epoch, acknowledged + 1])
    // What waits longest comes first, then what was sent last.
    let columns = "seq, hlc, entity, entity_id, op, body"
    let waiting = try runner.rows(
      "SELECT \(columns) FROM sync_log WHERE epoch = ? AND seq > ? ORDER BY seq LIMIT ?",
      [epoch, acknowledged, entryCount])
    let sent = try runner.rows(
      "SELECT \(columns) FROM sync_log WHERE epoch = ? AND seq <= ? ORDER BY seq DESC LIMIT ?",
      [epoch, acknowledged, max(0, entryCount - waiting.count)])
    var status = SyncStatus(
      isEnrolled: state[4], pendingCount: state[1], oldestPendingAt: oldest.map { at($0[0]) },
      stagedCount: staged.waiting.count, tornCount: staged.tornCount, lastError: state[3],
      entries: try (waiting + sent).compactMap {
        try runner.syncRow($0, acknowledged: acknowledged)
      },
      staged: staged.waiting.compactMap(row), tasks: try tasks(runner))
    status.sites = try SitePrefixes(in: runner.db)
    status.taskCount = try runner.taskCount()
    if status.isEnrolled {
      status.hub = try hub(runner, isWorkerRunning: isWorkerRunning)
      status.peers = try peers(runner)
      status.services = try HubServiceRow.all(in: runner.db)
      status.practitionersElsewhere = try practitionersElsewhere(runner)
    }
    return status
  }

  private func hub(_ runner: QueryRunner, isWorkerRunning: Bool) throws -> HubStanding? {
    let row = try runner.row(
      """
      SELECT hub_name, last_success, failing_since, next_try, feed_head - feed_seq, clock_skew,
        lease_until, enrolled_at
      FROM enrolment WHERE hub IS NOT NULL
      """, [])
    guard let row else { return nil }
    func moment(_ column: Int) -> Instant? {
      (row[column] as Int64?).map(Instant.init(milliseconds:))
    }
    return HubStanding(
      name: row[0] ?? "", lastContactAt: moment(1) ?? moment(7), failingSince: moment(2),
      nextTryAt: moment(3), behind: max(0, row[4]), clockSkew: row[5],
      leaseUntil: Instant(milliseconds: row[6] - max(0, row[5])), isWorkerRunning: isWorkerRunning)
  }

  private func practitionersElsewhere(_ runner: QueryRunner) throws -> Set<PractitionerID> {
    let own = try SyncTaskReader(db: runner.db).ownSite()
    return Set(
      try runner.rows(
        """
        SELECT id FROM sync_document WHERE entity = 'practitioner'
          AND json_extract(document, '$.origin[1]') <> ?
        """, [own]
      ).compactMap { row in
        let id: String = row[0]
        return try? PractitionerID(parsing: id)
      })
  }

  private func peers(_ runner: QueryRunner) throws -> [PeerSite] {
    try runner.rows("SELECT number, name, prefix, state FROM peer ORDER BY number").map { row in
      PeerSite(
        number: row[0], name: row[1], prefix: row[2],
        state: try PeerSite.State(stored: row[3], "peer", "state"))
    }
  }

  private func at(_ hlc: Int64) -> Instant { Instant(milliseconds: hlc >> 16) }

  private func row(_ waiting: StagingArea.Waiting) -> StagedRow? {
    guard let kind = waiting.body["command"]?.stringValue.flatMap(CommandKind.init(rawValue:)),
      let now = waiting.body["now"]?.intValue
    else { return nil }
    return StagedRow(at: Instant(milliseconds: now), command: kind)
  }

  private func tasks(_ runner: QueryRunner) throws -> [ReplayTask] {
    try runner.rows(
      "SELECT key, at, command, refusal FROM replay_task WHERE settled_at IS NULL ORDER BY key", []
    ).compactMap { row in
      guard let command = CommandKind(rawValue: row[2]) else { return nil }
      let refusal: String = row[3]
      return ReplayTask(
        key: row[0], at: Instant(milliseconds: row[1]), command: command,
        refusal: try JSONValue(parsing: refusal).decode(Refusal.self))
    }
  }
}

extension QueryRunner {
  /// An entry of the log from seq, hlc, entity, entity_id, op and body.
  func syncRow(_ row: Row, acknowledged: Int64) throws -> SyncRow? {
    guard let entity = EntityKind(rawValue: row[2]),
      let operation = SyncRow.Operation(rawValue: row[4])
    else { return nil }
    let body: String = row[5]
    let isPatch = operation == .patch
    return SyncRow(
      seq: row[0], at: Instant(milliseconds: (row[1] as Int64) >> 16), entity: entity,
      operation: operation, label: try label(of: entity, row[3]),
      fields: isPatch ? try JSONValue(parsing: body).objectValue?.keys ?? [] : [],
      isAcknowledged: (row[0] as Int64) <= acknowledged)
  }

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
