public import ClinicDomain
import Foundation
import GRDB
public import SyncProtocol

/// What the hub asks people for, with the id of its document.
public struct HubTask<Content: Sendable & Hashable>: Sendable, Hashable {
  public let id: String
  public let content: Content

  public init(id: String, content: Content) {
    self.id = id
    self.content = content
  }
}

extension ClinicService {
  /// The visits that lost their time and are to be booked anew at this site's desk.
  public func rebookTasks() throws(StorageError) -> [HubTask<RebookTask>] {
    let own = site.id.text
    return try openTasks(RebookTask.entity).filter { $0.content.site == own && !$0.content.isDone }
  }

  /// Two values of a field that tells who somebody is: any site may decide.
  public func identityConflicts() throws(StorageError) -> [HubTask<IdentityConflict>] {
    try openTasks(IdentityConflict.entity).filter { !$0.content.resolved }
  }

  private func openTasks<Content: Decodable & Sendable & Hashable>(
    _ entity: String
  ) throws(StorageError) -> [HubTask<Content>] {
    try database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT id, document FROM sync_document WHERE entity = ? ORDER BY id",
        arguments: [entity]
      ).compactMap { row in
        let document = try ReplicatedDocument(json: try JSONValue(text: row[1]))
        guard let content = try? JSONValue.object(document.body).decode(Content.self) else {
          return nil
        }
        return HubTask(id: row[0], content: content)
      }
    }
  }

  /// Says everywhere that a visit was booked anew, or needn't be.
  public func finishRebooking(_ id: String, as actor: Actor, now: Instant) throws {
    try require(.changeBookings, actor)
    try patchTask(RebookTask.entity, id, JSONObject([("isDone", true)]), as: actor, now: now)
  }

  /// Says everywhere that a person decided about an identity; the field itself is changed by the
  /// command that changes it.
  public func finishConflict(_ id: String, as actor: Actor, now: Instant) throws {
    try require(.changePatient, actor)
    try patchTask(
      IdentityConflict.entity, id, JSONObject([("resolved", true)]), as: actor, now: now)
  }

  private func patchTask(
    _ entity: String, _ id: String, _ body: JSONObject, as actor: Actor, now: Instant
  ) throws {
    let isKnown = try write(as: actor, now: now) { work -> (Bool, AuditEntry?) in
      let documents = DocumentStore(db: work.db, site: site.id.text)
      guard let document = try documents.kept(entity, id) else { return (false, nil) }
      let base = body.keys.compactMap { name in
        document.fields[name].flatMap { HybridTimestamp(rawValue: $0.clock) }.map { (name, $0) }
      }
      try work.log.append(
        .patch, entity: entity, id: id, body: .object(body),
        base: Dictionary(uniqueKeysWithValues: base))
      work.store.touched.insert(.sync)
      let row = AuditEntry(
        action: "sync.settle", subject: Subject(.site, site.id), outcome: .done,
        detail: "\(entity) \(id)")
      return (true, row)
    }
    guard isKnown else { throw Refusal.notFound(.site) }
  }
}
