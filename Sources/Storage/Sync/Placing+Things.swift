import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension Placing {
  /// Stores a document's thing, new or changed.
  func put(_ document: ReplicatedDocument, _ kind: EntityKind) throws -> Unplaced? {
    let body = DocumentBody(document)
    let isNew = try store.rowClock(kind, document.id) == nil
    switch kind {
    case .patient: return try putPatient(body, document, isNew)
    case .appointment: return try putVisit(body, isNew)
    case .user: return try putUser(body, document, isNew)
    case .practitioner: try putPractitioner(body, isNew)
    case .unit: try put(body, isNew, store.insert, store.update) as ClinicDomain.Unit
    case .room: try put(body, isNew, store.insert, store.update) as Room
    case .unitAssignment:
      try put(body, isNew, store.insert, store.update) as UnitAssignment
    case .bed: try putBed(body, isNew)
    case .stay: try putReasoned(body, isNew, store.insert, store.update) as Stay
    case .stayChange: try putStayChange(body, isNew)
    case .attendance: try putReasoned(body, isNew, store.insert, store.update) as Attendance
    case .agenda: try put(body, isNew, store.insert, store.update) as Agenda
    case .agendaException: try putOnce(body, isNew, store.insert) as AgendaException
    case .holiday: try put(body, isNew, store.insert, store.update) as Holiday
    case .visitKind: try put(body, isNew, store.insert, store.update) as VisitKindSetup
    case .teleConsent: try putConsent(body, isNew)
    case .displacedVisit: try putDisplaced(body, isNew)
    case .encounter: try put(body, isNew, store.insert, store.update) as Encounter
    case .waitingEntry: try put(body, isNew, store.insert, store.update) as WaitingEntry
    case .arrival: try putArrival(body, isNew)
    case .recordEntry: try putEntry(body, isNew)
    case .exam: try putExam(body, isNew)
    case .attachment: try putAttachment(body, isNew)
    case .invoice: try putInvoice(body, document, isNew)
    case .payment: try putPayment(body, document, isNew)
    case .receipt: try putOnce(body, isNew, store.insert) as Receipt
    // Kept by each site for itself, or no thing at all.
    case .draft, .chartAccess, .credential, .site, .batch: break
    // Read from their documents.
    case .rebookTask, .identityConflict: break
    }
    return nil
  }

  @discardableResult
  private func put<Item: Aggregate>(
    _ body: DocumentBody, _ isNew: Bool, _ insert: (Item) throws -> Void,
    _ update: (Item, Item) throws -> Void
  ) throws -> Item {
    let item = try body.decode(Item.self)
    if isNew { try insert(item) } else { try update(item, item) }
    return item
  }

  /// A thing of which nothing ever changes.
  @discardableResult
  private func putOnce<Item: Aggregate>(
    _ body: DocumentBody, _ isNew: Bool, _ insert: (Item) throws -> Void
  ) throws -> Item {
    let item = try body.decode(Item.self)
    if isNew { try insert(item) }
    return item
  }

  private func putPatient(
    _ body: DocumentBody, _ document: ReplicatedDocument, _ isNew: Bool
  ) throws -> Unplaced? {
    let given = try body.int("chartNumber")
    let id: PatientID = try body.identity()
    var number = try numbers.stored(given, of: document.origin?.site)
    if let wanted = number,
      try store.int("SELECT count(*) FROM patient WHERE chart = ? AND id <> ?", [wanted, id.blob])
        > 0
    {
      number = nil
    }
    // Until the site is known, a number below all others, which nobody is shown.
    let chart = try number ?? store.int("SELECT min(0, coalesce(min(chart), 0)) - 1 FROM patient")
    let patient = Patient(
      id: id, chartNumber: chart, details: try body.decode(PatientDetails.self),
      registeredAt: Instant(milliseconds: Int64(try body.int("registeredAt"))))
    if isNew {
      try store.insert(patient)
    } else if let loaded = try store.patient(id) {
      try store.update(patient, from: loaded)
      if let number {
        try store.run("UPDATE patient SET chart = ? WHERE id = ? AND chart < 0", [number, id.blob])
      }
    }
    if document.origin?.site == numbers.own { try moveOn("chart", to: given) }
    let isWhole =
      try store.int(
        "SELECT count(*) FROM patient WHERE id = ? AND cpf IS ? AND cns IS ? AND chart > 0",
        [id.blob, patient.details.cpf?.value, patient.details.cns?.value]) == 1
    return isWhole ? nil : .clash
  }

  /// A file that was put back gets its own later numbers by the feed: they are not given again.
  func moveOn(_ counter: String, to value: Int) throws {
    let last =
      try store.counters[counter]
      ?? store.int("SELECT value FROM counter WHERE name = ?", [counter])
    if last < value { store.counters[counter] = value }
  }

  private func putUser(
    _ body: DocumentBody, _ document: ReplicatedDocument, _ isNew: Bool
  ) throws -> Unplaced? {
    let user = try body.decode(User.self)
    guard isNew else {
      try store.update(user, from: user)
      return nil
    }
    guard let other = try store.user(login: user.login), other.id != user.id else {
      try store.insert(user)
      return nil
    }
    // Names to log in with are a site's own: somebody else has this one here.
    let login = "\(user.login)@\(user.id.text.suffix(12))"
    try store.insert(
      User(
        id: user.id, login: login, displayName: user.displayName, roles: user.roles,
        practitioner: user.practitioner, isActive: user.isActive))
    return nil
  }

  private func putPractitioner(_ body: DocumentBody, _ isNew: Bool) throws {
    let practitioner = Practitioner(
      id: try body.identity(), details: try body.decode(PractitionerDetails.self),
      isActive: body.object["isActive"]?.boolValue ?? true)
    if isNew {
      try store.insert(practitioner)
    } else {
      try store.update(practitioner, from: practitioner)
    }
  }

  private func putBed(_ body: DocumentBody, _ isNew: Bool) throws {
    let bed = Bed(
      id: try body.identity(), unit: try body.reference("unit"),
      details: try body.decode(BedDetails.self),
      state: try Bed.State(stored: body.text("operationalStatus"), "bed", "state"),
      note: try body.text("note"))
    if isNew { try store.insert(bed) } else { try store.update(bed, from: bed) }
  }

  private func putConsent(_ body: DocumentBody, _ isNew: Bool) throws {
    let consent = try body.decode(TeleConsent.self)
    guard isNew else { return }
    try store.insert(consent)
    // The mark is that of the newest word, not of the one that came last.
    try store.run(
      """
      UPDATE patient SET tele_consent = (SELECT given FROM tele_consent t
          WHERE t.patient = patient.key ORDER BY recorded_at DESC, id DESC LIMIT 1)
        WHERE id = ?
      """, [consent.patient.blob])
  }

  private func putArrival(_ body: DocumentBody, _ isNew: Bool) throws {
    var body = body
    body.object["visit"] = .string(body.id)
    let arrival = try body.decode(Arrival.self)
    if isNew { try store.insert(arrival) } else { try store.replace(arrival) }
  }
}
