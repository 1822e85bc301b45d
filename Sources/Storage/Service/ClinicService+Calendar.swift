public import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

/// What was last published of a visit at one address; kept here only, never synced.
public struct PublishedResource: Hashable, Sendable {
  /// The resource's name in the collection, without its ending.
  public let name: String
  /// The visit's root.
  public let visit: AppointmentID
  public let date: CivilDate
  /// What the server calls this version of it; empty where it told nothing.
  public let etag: String
  /// Of the text that was sent.
  public let digest: String

  public init(name: String, visit: AppointmentID, date: CivilDate, etag: String, digest: String) {
    self.name = name
    self.visit = visit
    self.date = date
    self.etag = etag
    self.digest = digest
  }

  /// The digest of a text: SHA-256 in hexadecimal.
  public static func digest(of text: String) -> String {
    BinaryText.hex(sha256(Array(text.utf8)))
  }
}

/// A change of what is known to be published.
public enum PublishedChange: Hashable, Sendable {
  case put(PublishedResource)
  case deleted(name: String)
}

extension ClinicService {
  /// What was published of a practitioner's agenda at an address, from a day on.
  public func publishedResources(
    of practitioner: PractitionerID, at url: String, from date: CivilDate
  ) throws(StorageError) -> [PublishedResource] {
    try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT c.name, c.visit, c.date, c.etag, c.digest FROM calendar_resource c
            JOIN calendar_publication b ON b.key = c.publication
            JOIN practitioner p ON p.key = b.practitioner
          WHERE p.id = ? AND b.url = ? AND c.date >= ? ORDER BY c.name
          """, arguments: [practitioner.blob, url, date.dayNumber]
      ).map { row in
        PublishedResource(
          name: row[0], visit: try row.id(1), date: CivilDate(dayNumber: row[2]), etag: row[3],
          digest: row[4])
      }
    }
  }

  /// Keeps what the server took, and audits it: an agenda left the house.
  public func keepPublished(
    _ changes: [PublishedChange], of practitioner: PractitionerID, at url: String, as actor: Actor,
    now: Instant
  ) throws(StorageError) {
    try write(as: actor, now: now) { work in
      let owner = try work.store.key(.practitioner, practitioner)
      try work.store.run(
        "INSERT INTO calendar_publication(practitioner, url) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [owner, url])
      let place = try work.store.int(
        "SELECT key FROM calendar_publication WHERE practitioner = ? AND url = ?", [owner, url])
      for change in changes {
        switch change {
        case .put(let item):
          try work.store.run(
            """
            INSERT OR REPLACE INTO calendar_resource(publication, name, visit, date, etag, digest)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [place, item.name, item.visit.blob, item.date.dayNumber, item.etag, item.digest])
        case .deleted(let name):
          try work.store.run(
            "DELETE FROM calendar_resource WHERE publication = ? AND name = ?", [place, name])
        }
      }
      let entry = AuditEntry(
        action: "calendar.publish", subject: Subject(.practitioner, practitioner), outcome: .done,
        detail: "\(changes.count)")
      return ((), entry)
    }
  }
}
