import ClinicDomain
import SyncProtocol

/// What keeps the hub from reading an entry.
///
/// Unknown entities and fields are no hindrance: they are kept as they came.
enum EntryReading {
  /// Why transactions can't be read, as codes, by transaction: all of one or nothing of it.
  static func problems(of entries: [SyncEntry]) -> [String: String] {
    var problems: [String: String] = [:]
    for entry in entries where problems[entry.transaction] == nil {
      problems[entry.transaction] = problem(of: entry)
    }
    return problems
  }

  private static func problem(of entry: SyncEntry) -> String? {
    guard entry.version == SyncEntry.formatVersion else { return "version" }
    guard isName(entry.entityID), isName(entry.id), isName(entry.transaction) else { return "id" }
    guard entry.timestamp >= 0 else { return "clock" }
    guard !entry.entity.isEmpty, entry.entity.utf8.count <= 64 else { return "entity" }
    guard entry.body.objectValue != nil else { return "body" }
    let isHubs = entry.entity == RebookTask.entity || entry.entity == IdentityConflict.entity
    return isHubs && entry.operation != .patch ? "entity" : nil
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}
