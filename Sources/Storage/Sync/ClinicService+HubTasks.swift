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
}
