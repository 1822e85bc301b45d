import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

/// Reads what the hub asks people for from the documents that it made.
struct SyncTaskReader {
  let db: Database

  /// Conditions of partial indexes: a question that is to use them says the same.
  static let openRebookings = """
    entity = 'rebook_task' AND json_extract(document, '$.fields.isDone[1]') IS NOT 1
    """
  static let openIdentities = """
    entity = 'identity_conflict' AND json_extract(document, '$.fields.resolved[1]') IS NOT 1
    """

  func ownSite() throws -> String {
    let id = try Data.fetchOne(try db.cachedStatement(sql: "SELECT id FROM site"))
    guard let id else { throw StorageError.notInitialised }
    return try SiteID(blob: id).text
  }

  /// The open tasks of this site's desk, oldest first.
  func openRebookings() throws -> [Rebooking] {
    let own = try ownSite()
    return try documents(Self.openRebookings).compactMap { id, document in
      guard let task: RebookTask = content(document), task.site == own, !task.isDone else {
        return nil
      }
      return Rebooking(id, task)
    }
  }

  /// The open task of a visit.
  func openRebooking(of visit: AppointmentID) throws -> Rebooking? {
    try openRebookings().first { $0.visit == visit }
  }

  func rebooking(_ id: SyncTaskID) throws -> Rebooking? {
    guard let document = try document(RebookTask.entity, id),
      let task: RebookTask = content(document)
    else { return nil }
    return Rebooking(id, task)
  }

  /// The open questions about identities, oldest first.
  func openIdentities() throws -> [(id: SyncTaskID, conflict: IdentityConflict)] {
    try documents(Self.openIdentities).compactMap { id, document in
      guard let conflict: IdentityConflict = content(document), !conflict.resolved else {
        return nil
      }
      return (id, conflict)
    }
  }

  func identity(_ id: SyncTaskID) throws -> IdentityConflict? {
    try document(IdentityConflict.entity, id).flatMap { content($0) }
  }

  private func documents(
    _ condition: String
  ) throws -> [(id: SyncTaskID, document: ReplicatedDocument)] {
    try Row.fetchAll(
      try db.cachedStatement(
        sql: "SELECT id, document FROM sync_document WHERE \(condition) ORDER BY id")
    ).compactMap { row in
      let name: String = row[0]
      guard let id = try? SyncTaskID(parsing: name) else { return nil }
      return (id, try ReplicatedDocument(json: try JSONValue(text: row[1])))
    }
  }

  private func document(_ entity: String, _ id: SyncTaskID) throws -> ReplicatedDocument? {
    try DocumentStore(db: db, site: "").kept(entity, id.text)
  }

  private func content<Content: Decodable>(_ document: ReplicatedDocument) -> Content? {
    try? JSONValue.object(document.body).decode(Content.self)
  }
}

extension Rebooking {
  /// Nil where it names what is no id, or no time.
  init?(_ id: SyncTaskID, _ task: RebookTask) {
    guard let visit = try? AppointmentID(parsing: task.appointment),
      let practitioner = try? PractitionerID(parsing: task.practitioner),
      let patient = try? PatientID(parsing: task.patient), let lost = TimeSlot(task.lost)
    else { return nil }
    self.init(
      id: id, visit: visit, practitioner: practitioner, patient: patient,
      reason: Reason(rawValue: task.reason) ?? .refused, lost: lost,
      free: task.free.compactMap(TimeSlot.init), madeAt: Instant(milliseconds: task.madeAt),
      isDone: task.isDone, outcome: task.outcome.flatMap(Outcome.init),
      calls: Int(clamping: task.calls ?? 0))
  }
}

extension TimeSlot {
  fileprivate init?(_ time: RebookTask.Time) {
    guard let start = Int(exactly: time.start), let minutes = Int(exactly: time.minutes) else {
      return nil
    }
    self.init(startMinute: start, length: minutes)
  }
}

extension IdentityQuestion {
  /// As the document says it; names are for who asks to add.
  init?(_ id: SyncTaskID, _ conflict: IdentityConflict) {
    guard let subject = EntityKind(rawValue: conflict.subject) else { return nil }
    self.init(
      id: id, kind: conflict.kind == .field ? .field : .samePerson, subject: subject,
      people: [conflict.subjectID, conflict.otherID].compactMap(\.self).map {
        Person(id: $0, name: "")
      },
      field: conflict.field,
      values: conflict.values.map {
        Value(
          content: IdentityValue($0.value, field: conflict.field),
          at: Instant(milliseconds: $0.clock >> 16), siteName: "", byName: "")
      }, isOpen: !conflict.resolved)
  }
}

extension IdentityValue {
  init(_ json: JSONValue, field: String) {
    switch json {
    case .null: self = .none
    case .int(let day) where field.hasSuffix("Date"):
      self = Int(exactly: day).map { .date(CivilDate(dayNumber: $0)) } ?? .none
    case .string(let text): self = .text(text)
    // A council's registration and the like: its parts one after the other.
    case .object(let object):
      self = .text(object.members.compactMap(\.value.stringValue).joined(separator: " "))
    default: self = .text(json.canonicalText)
    }
  }
}
