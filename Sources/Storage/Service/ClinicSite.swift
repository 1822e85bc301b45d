public import ClinicDomain
import Foundation
import GRDB

/// The clinic as its data names it.
public struct ClinicSite: Hashable, Sendable {
  public let id: SiteID
  public let name: String
  /// Two to six letters in front of the numbers that people see.
  public let prefix: String
  /// IANA name of the zone in which visits are agreed.
  public let zoneName: String
  /// Made by `clinic demo`: the login screen shows its users.
  public let isDemo: Bool

  public init(id: SiteID, name: String, prefix: String, zoneName: String, isDemo: Bool) {
    self.id = id
    self.name = name
    self.prefix = prefix
    self.zoneName = zoneName
    self.isDemo = isDemo
  }

  /// The rules of the site's zone; Brasília's where the system doesn't know it.
  public var zone: SiteZone { SiteZone(named: zoneName) ?? .brasilia }
}

extension ClinicSite {
  init?(in database: Database) throws {
    guard
      let row = try Row.fetchOne(
        database, sql: "SELECT id, name, prefix, zone, is_demo FROM site WHERE one = 1")
    else { return nil }
    self.init(
      id: try row.id(0), name: row[1], prefix: row[2], zoneName: row[3], isDemo: row[4])
  }

  /// Writes the site's only row and the beginning of its log; the epoch is the moment.
  func store(keyCheck: [UInt8], at now: Instant, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO site (one, id, name, prefix, zone, is_demo, key_check)
        VALUES (1, ?, ?, ?, ?, ?, ?)
        """, arguments: [id.blob, name, prefix, zoneName, isDemo, Data(keyCheck)])
    try Self.beginEpoch(at: now, in: database)
  }

  /// Starts a new epoch of the log: at the beginning and after a restore.
  static func beginEpoch(at now: Instant, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO sync_state (one, epoch, last_seq, last_hash, hlc) VALUES (1, ?1, 0, ?2, 0)
        ON CONFLICT (one) DO UPDATE SET epoch = max(epoch + 1, excluded.epoch), last_seq = 0,
          last_hash = excluded.last_hash, acknowledged_seq = 0
        """, arguments: [now.milliseconds, String(repeating: "0", count: 64)])
  }

  static func keyCheck(in database: Database) throws -> [UInt8] {
    let check = try Data.fetchOne(database, sql: "SELECT key_check FROM site WHERE one = 1")
    return Array(check ?? Data())
  }
}
