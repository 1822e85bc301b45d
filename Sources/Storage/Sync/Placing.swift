import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

/// Lays documents down as rows, by the same code that stores what is done here, logging nothing.
///
/// Sealed texts stay the blobs they are: a stand-in takes the place of each while the thing is
/// stored, so that no key is needed.
struct Placing {
  let store: StoreTransaction
  let documents: DocumentStore
  let numbers: SiteNumbers
  /// Whether a document that is looked at once more may take its time from another visit: only one
  /// that just came may.
  var takesTime = true

  init(store: StoreTransaction) {
    self.store = store
    let site = store.log.state.site.text
    documents = DocumentStore(db: store.db, site: site)
    numbers = SiteNumbers(db: store.db, own: site)
  }

  /// Lays a document down.
  ///
  /// - Returns: what is missing; nil when the rows say all that they can.
  /// - Throws: the storage's errors. What rows can't hold now is an answer, not an error.
  func place(_ document: ReplicatedDocument) throws -> Unplaced? {
    guard let kind = EntityKind(rawValue: document.entity) else { return nil }
    guard (try? EntityID<PatientEntity>(parsing: document.id)) != nil else { return .unreadable }
    let words = store.waitingWords.count
    store.placing = document.origin?.clock ?? document.fields.values.map(\.clock).min() ?? 0
    defer {
      store.placing = nil
      store.sealedTexts = [:]
    }
    try store.run("SAVEPOINT place")
    do {
      let flaw = try lay(document, kind)
      try keepClocks(of: document, kind)
      try store.run("RELEASE place")
      return flaw
    } catch {
      guard let flaw = Unplaced(raised: error, document) else { throw error }
      try store.run("ROLLBACK TO place")
      try store.run("RELEASE place")
      store.waitingWords.removeSubrange(words...)
      return flaw
    }
  }

  private func lay(_ document: ReplicatedDocument, _ kind: EntityKind) throws -> Unplaced? {
    if document.removedAt != nil {
      try remove(document.id, kind)
      return nil
    }
    return try put(document, kind)
  }

  private func remove(_ id: String, _ kind: EntityKind) throws {
    switch kind {
    case .agendaException:
      try store.exception(try EntityID(parsing: id)).map { try store.remove($0) }
    case .holiday:
      try store.holiday(try EntityID(parsing: id)).map { try store.remove($0) }
    case .unitAssignment:
      try store.unitAssignment(try EntityID(parsing: id)).map { try store.remove($0) }
    default: break
    }
  }

  /// Fields whose clock isn't the row's: a change made here names what it was made from.
  private func keepClocks(of document: ReplicatedDocument, _ kind: EntityKind) throws {
    guard let row = try store.rowClock(kind, document.id) else { return }
    for (name, field) in document.fields {
      guard field.clock != row else {
        // The row's clock may be another than before.
        try store.run(
          "DELETE FROM field_clock WHERE entity = ? AND entity_id = ? AND field = ?",
          [document.entity, document.id, name])
        continue
      }
      try store.run(
        "INSERT OR REPLACE INTO field_clock(entity, entity_id, field, hlc) VALUES (?, ?, ?, ?)",
        [document.entity, document.id, name, field.clock])
    }
  }
}

extension Unplaced {
  /// Why an error keeps a document from its rows; nil for those that are the storage's own.
  init?(raised error: any Error, _ document: ReplicatedDocument) {
    switch error {
    case is DecodingError, is UnreadableRow, is JSONParseFailure:
      self = document.origin == nil ? .incomplete : .unreadable
    case let refusal as Refusal:
      if case .notFound = refusal { self = .dangling } else { self = .refused }
    case let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT:
      self = (error.message ?? "").hasPrefix("FOREIGN KEY") ? .dangling : .refused
    default: return nil
    }
  }
}

/// A field that should be there and isn't, or is of another kind.
struct JSONParseFailure: Error {}

/// A document's fields, as a body to read a thing from.
struct DocumentBody {
  var object: JSONObject
  let id: String

  init(_ document: ReplicatedDocument) {
    object = document.body
    for member in object.members where member.value == .null { object[member.key] = nil }
    object["id"] = .string(document.id)
    id = document.id
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try JSONValue.object(object).decode(type)
  }

  func int(_ name: String) throws -> Int {
    guard let value = object[name]?.intValue else { throw JSONParseFailure() }
    return Int(value)
  }

  func text(_ name: String) throws -> String {
    guard let value = object[name]?.stringValue else { throw JSONParseFailure() }
    return value
  }

  func identity<Entity>() throws -> EntityID<Entity> { try parsed(id) }

  func reference<Entity>(_ name: String) throws -> EntityID<Entity> { try parsed(text(name)) }

  private func parsed<Entity>(_ text: String) throws -> EntityID<Entity> {
    guard let id = try? EntityID<Entity>(parsing: text) else { throw JSONParseFailure() }
    return id
  }

  /// Takes a sealed field out.
  mutating func takeBlob(_ name: String) throws -> Data? {
    guard let value = object[name] else { return nil }
    object[name] = nil
    return try Self.blob(value)
  }

  static func blob(_ value: JSONValue) throws -> Data {
    guard let text = value.stringValue, let bytes = BinaryText.bytes(base64: text) else {
      throw JSONParseFailure()
    }
    return Data(bytes)
  }
}
