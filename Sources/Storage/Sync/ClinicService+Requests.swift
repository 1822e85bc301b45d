public import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension ClinicService {
  /// Whether a visit to come waits for another site's answer, or the feed has more than is here.
  public func awaitsNews(at now: Instant) throws(StorageError) -> Bool {
    try database.read { db in
      try Bool.fetchOne(
        try db.cachedStatement(
          sql: """
            SELECT feed_head > feed_seq OR EXISTS
              (SELECT 1 FROM appointment WHERE reservation IN ('requested', 'contested')
                AND end_minute > ? AND status IN ('pending', 'booked'))
            FROM enrolment WHERE hub IS NOT NULL
            """), arguments: [now.minutes]) ?? false
    }
  }

  /// Decides the visits that other sites asked for with practitioners whose time this site leases.
  ///
  /// - Returns: how many it decided; each is an entry of the log.
  public func decideRequests(as actor: Actor, now: Instant) throws(StorageError) -> Int {
    let isHolder = try database.read { db in
      try Bool.fetchOne(
        try db.cachedStatement(
          sql: """
            SELECT lease_until > ? + max(clock_skew, 0) AND EXISTS
              (SELECT 1 FROM appointment WHERE reservation IN ('requested', 'contested'))
            FROM enrolment WHERE hub IS NOT NULL
            """), arguments: [now.milliseconds]) ?? false
    }
    guard isHolder else { return 0 }
    return try write(as: actor, now: now) { work in
      let decided = try work.decideRequests()
      guard decided > 0 else { return (0, nil) }
      work.store.touched.formUnion([.schedule, .sync])
      return (
        decided,
        AuditEntry(
          action: "sync.decide", subject: Subject(.site, site.id), outcome: .done,
          detail: "\(decided)")
      )
    }
  }
}

extension TransactionWork {
  fileprivate func decideRequests() throws -> Int {
    let documents = DocumentStore(db: db, site: log.state.site.text)
    let asked = try store.rows(
      """
      SELECT a.id, p.id FROM appointment a JOIN practitioner p ON p.key = a.practitioner
      WHERE a.reservation IN ('requested', 'contested') ORDER BY a.booked_at, a.id
      """, [])
    var count = 0
    for row in asked {
      let (visit, practitioner): (AppointmentID, PractitionerID) = (try row.id(0), try row.id(1))
      let entity = EntityKind.appointment.rawValue
      guard let document = try documents.kept(entity, visit.text),
        document.fields["reservation"]?.value == "requested",
        try documents.origin(.practitioner, practitioner.text) == log.state.site.text
      else { continue }
      log.beginNextCommand()
      let isTaken = try isTaken(visit)
      var placing = Placing(store: store)
      placing.takesTime = false
      try patchReservation(document, isTaken ? .refused : .confirmed)
      guard let decided = try documents.kept(entity, visit.text) else { continue }
      try documents.keep(decided, unplaced: try placing.place(decided))
      count += 1
    }
    return count
  }

  /// Whether another live visit has the time of this one, promised or asked for earlier.
  private func isTaken(_ visit: AppointmentID) throws -> Bool {
    try ["practitioner", "patient", "room"].contains { party in
      try store.int(
        """
        SELECT count(*) FROM appointment a JOIN appointment b
          ON a.\(party) = b.\(party) AND b.key <> a.key AND b.takes
            AND b.reservation IN ('local', 'held', 'confirmed')
            AND b.busy_from > a.busy_from - 1440 AND b.busy_from < a.busy_to
            AND b.busy_to > a.busy_from
            AND (b.group_id IS NULL OR b.group_id IS NOT a.group_id)
        WHERE a.id = ? AND a.exclusivity IN ('exclusive', 'group')
          AND a.status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
        """, [visit.blob]) > 0
    }
  }

  private func patchReservation(
    _ document: ReplicatedDocument, _ reservation: Reservation
  ) throws {
    let seen = document.fields["reservation"].flatMap { HybridTimestamp(rawValue: $0.clock) }
    try log.append(
      .patch, .appointment, id: document.id,
      body: .object(JSONObject([("reservation", .string(reservation.rawValue))])),
      base: seen.map { ["reservation": $0] } ?? [:])
  }
}

extension StoreTransaction {
  /// What may be promised of a practitioner's time here and now: a site that is not enrolled is its
  /// own authority; an enrolled one promises its own practitioners' time while its lease lasts.
  func reservation(with practitioner: PractitionerID, at now: Instant) throws -> Reservation {
    guard log.state.isEnrolled else { return .confirmed }
    let documents = DocumentStore(db: db, site: log.state.site.text)
    guard try documents.origin(.practitioner, practitioner.text) == log.state.site.text else {
      return .requested
    }
    // By the hub's clock where this one is behind it.
    let leases = try int(
      "SELECT lease_until > ? + max(clock_skew, 0) FROM enrolment", [now.milliseconds])
    return leases == 1 ? .confirmed : .requested
  }
}
