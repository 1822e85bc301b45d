import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension ListSyncTasks: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> SyncTasks {
    var tasks = SyncTasks()
    tasks.rebookings = try runner.rebookings()
    tasks.identities = try runner.identities()
    tasks.held = try runner.heldCommands()
    tasks.asked = try runner.askedVisits()
    return tasks
  }
}

extension QueryRunner {
  private var tasks: SyncTaskReader { SyncTaskReader(db: db) }

  /// Whether the machine's operator asks, who sees what there is without seeing whom it is about.
  private var isOperator: Bool {
    if case .operator = actor.identity { true } else { false }
  }

  private var mayReadPatients: Bool { grant(.readPatients) > .denied }

  /// How many tasks the reader may decide about.
  func taskCount() throws -> Int {
    try openRebookings().count + openIdentities().count + heldCount()
  }

  private func openRebookings() throws -> [Rebooking] {
    let all = try tasks.openRebookings()
    if isOperator || grant(.changeBookings) == .all { return all }
    guard grant(.changeBookings) == .own else { return [] }
    return all.filter { $0.practitioner == actor.practitioner }
  }

  private func openIdentities() throws -> [(id: SyncTaskID, conflict: IdentityConflict)] {
    try tasks.openIdentities().filter { item in
      switch item.conflict.subject {
      case EntityKind.patient.rawValue: isOperator || grant(.changePatient) == .all
      case EntityKind.practitioner.rawValue: grant(.changePractitioners) == .all
      default: false
      }
    }
  }

  private func heldCount() throws -> Int {
    guard grant(.repairSync) == .all else { return 0 }
    return try int("SELECT count(*) FROM quarantine WHERE state IN ('held', 'behind')", [])
  }

  fileprivate func rebookings() throws -> [RebookingRow] {
    try openRebookings().map { task in
      var (name, phone) = ("", "")
      if mayReadPatients,
        let row = try row(
          "SELECT CASE WHEN social = '' THEN name ELSE social END, phone FROM patient WHERE id = ?",
          [task.patient.blob])
      {
        name = row[0]
        let digits: String = row[1]
        phone = (try? Phone(parsing: digits))?.formatted ?? digits
      }
      let doctor = try String.fetchOne(
        try db.cachedStatement(sql: "SELECT name FROM practitioner WHERE id = ?"),
        arguments: [task.practitioner.blob])
      let visit =
        mayReadPatients
        ? try visits("a.id = ?", [task.visit.blob], order: "a.key").first : nil
      return RebookingRow(
        task: task, visit: visit, patientName: name, phone: phone, practitionerName: doctor ?? "",
        free: try task.free.filter { try isFree($0, for: task) })
    }
  }

  /// Whether a time is ahead and nobody's yet, as far as this site knows.
  private func isFree(_ slot: TimeSlot, for task: Rebooking) throws -> Bool {
    guard slot.start > now else { return false }
    return try int(
      """
      SELECT count(*) FROM appointment a WHERE takes AND busy_from > ? AND busy_from < ?
        AND busy_to > ? AND (practitioner = (SELECT key FROM practitioner WHERE id = ?)
          OR patient = (SELECT key FROM patient WHERE id = ?))
      """,
      [
        slot.startMinute - 1440, slot.endMinute, slot.startMinute, task.practitioner.blob,
        task.patient.blob,
      ]) == 0
  }

  fileprivate func identities() throws -> [IdentityQuestion] {
    let sites = try siteNames()
    return try openIdentities().compactMap { item in
      guard let bare = IdentityQuestion(item.id, item.conflict) else { return nil }
      return IdentityQuestion(
        id: bare.id, kind: bare.kind, subject: bare.subject,
        people: try bare.people.map { try person($0.id, bare.subject) }, field: bare.field,
        values: try zip(bare.values, item.conflict.values).map { value, raw in
          IdentityQuestion.Value(
            content: isOperator ? .none : value.content, at: value.at,
            siteName: sites[raw.site] ?? "", byName: try byName(raw.actor))
        }, isOpen: bare.isOpen)
    }
  }

  private func byName(_ reference: String) throws -> String {
    reference.isEmpty || isOperator ? "" : try name(ofActor: reference)
  }

  private func person(_ id: String, _ kind: EntityKind) throws -> IdentityQuestion.Person {
    let bare = IdentityQuestion.Person(id: id, name: "")
    guard !isOperator, let key = try? EntityID<PatientEntity>(parsing: id) else { return bare }
    if kind == .practitioner {
      let name = try row("SELECT name FROM practitioner WHERE id = ?", [key.blob])
      return IdentityQuestion.Person(id: id, name: name?[0] ?? "")
    }
    let found = try row(
      """
      SELECT CASE WHEN social = '' THEN name ELSE social END, chart, birth FROM patient
      WHERE id = ?
      """, [key.blob])
    guard let found else { return bare }
    let birth: Int? = found[2]
    return IdentityQuestion.Person(
      id: id, name: found[0], chart: found[1],
      birthDate: birth.map { CivilDate(dayNumber: $0) })
  }

  /// The names of this site and of the others by their ids.
  private func siteNames() throws -> [String: String] {
    var names: [String: String] = [:]
    for row in try rows("SELECT site, name FROM peer") { names[row[0]] = row[1] }
    if let own = try row("SELECT id, name FROM site", []) {
      let id: SiteID = try own.id(0)
      names[id.text] = own[1]
    }
    return names
  }

  fileprivate func heldCommands() throws -> [HeldCommand] {
    guard grant(.repairSync) == .all else { return [] }
    let epoch = try int("SELECT epoch FROM sync_state", [])
    return try rows(
      """
      SELECT tx, at, state, reason FROM quarantine WHERE state IN ('held', 'behind')
      ORDER BY at, (SELECT min(seq) FROM sync_log WHERE epoch = ? AND tx = quarantine.tx), tx
      """, [epoch]
    ).map { row in
      let changes = try rows(
        """
        SELECT seq, hlc, entity, entity_id, op, body FROM sync_log WHERE epoch = ? AND tx = ?
        ORDER BY seq
        """, [epoch, row[0] as Data])
      return HeldCommand(
        id: try row.id(0), at: Instant(milliseconds: row[1]),
        state: try HeldCommand.State(stored: row[2], "quarantine", "state"), reason: row[3],
        changes: try changes.compactMap { try syncRow($0, acknowledged: Int64.max) })
    }
  }

  fileprivate func askedVisits() throws -> [AskedVisit] {
    guard grant(.readAgenda) > .denied, mayReadPatients else { return [] }
    let sites = try siteNames()
    let own = try tasks.ownSite()
    let documents = DocumentStore(db: db, site: own)
    return try rows(
      """
      SELECT a.id, a.booked_at, d.id FROM appointment a
        JOIN practitioner d ON d.key = a.practitioner
      WHERE a.reservation IN ('requested', 'contested') AND a.end_minute > ?
        AND a.status IN ('pending', 'booked', 'arrived', 'checked-in')
      ORDER BY a.booked_at, a.id LIMIT 200
      """, [now.minutes]
    ).compactMap { row in
      let (id, doctor): (AppointmentID, PractitionerID) = (try row.id(0), try row.id(2))
      guard let visit = try visits("a.id = ?", [id.blob], order: "a.key").first else { return nil }
      let holder = try documents.origin(.practitioner, doctor.text)
      return AskedVisit(
        visit: visit, askedAt: Instant(milliseconds: row[1]),
        siteName: holder.flatMap { $0 == own ? nil : sites[$0] } ?? "")
    }
  }
}
