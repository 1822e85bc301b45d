import ClinicDomain
import Foundation
import GRDB
import HubCore
import HubModel
import SampleClinic
import Storage
import SyncProtocol

extension World {
  /// The nine invariants of the sync log; the ninth, that queues drain, is `drain`'s.
  func check() throws {
    let feed = hubStore.backup().feed
    checkPromises(feed)
    try checkFeeds(head: Int64(feed.count), distinct: Set(feed.map(\.entry.id)).count)
    let documents = try hubDocuments()
    checkOverlaps(documents)
    checkRefusals(documents, feed)
    try checkReplicas()
    try checkFiles()
  }

  /// 1. Every change told as done on a screen is at the hub exactly once.
  private func checkPromises(_ feed: [FeedEntry]) {
    for site in liveSites {
      for promise in site.promised where !hubHas(promise) {
        violated("site \(site.number) told \(promise) as done, the hub doesn't have it")
      }
      let sent = Dictionary(grouping: feed, by: \.entry.id)
      for id in (try? entryIDs(of: site)) ?? [] where sent[id]?.count != 1 {
        violated("entry \(id) of site \(site.number) is \(sent[id]?.count ?? 0) times at the hub")
      }
    }
  }

  /// 2. and 3. Applied entries are distinct entries; each site's copy of the feed is dense.
  private func checkFeeds(head: Int64, distinct: Int) throws {
    if head != Int64(distinct) { violated("\(head) places of the feed, \(distinct) entries") }
    for site in liveSites {
      let (count, last, entries) = try rows(of: site) { db in
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT count(*), coalesce(max(seq), 0), count(DISTINCT entry) FROM feed_place
            WHERE hub_epoch = (SELECT hub_epoch FROM enrolment)
            """)
        return (row?[0] as Int64? ?? 0, row?[1] as Int64? ?? 0, row?[2] as Int64? ?? 0)
      }
      if count != head || last != head || entries != head {
        violated(
          "site \(site.number) has \(count) places up to \(last) with \(entries) entries of \(head)"
        )
      }
    }
  }

  private func hubDocuments() throws -> [ReplicatedDocument] {
    var documents: [ReplicatedDocument] = []
    try hubStore.read { tx in try tx.eachDocument { documents.append($0) } }
    return documents
  }

  /// 4. No two held or confirmed visits of a practitioner overlap.
  private func checkOverlaps(_ documents: [ReplicatedDocument]) {
    var taken: [String: [(id: String, from: Int64, until: Int64)]] = [:]
    for document in documents where document.entity == "appointment" {
      let body = document.body
      guard ["held", "confirmed", "local"].contains(body["reservation"]?.stringValue ?? ""),
        let status = body["status"]?.stringValue.flatMap(AppointmentStatus.init), status.isLive,
        body["exclusivity"]?["exclusive"] != nil, document.removedAt == nil,
        let busy = body["time"]?["busy"]?.arrayValue?.compactMap(\.intValue), busy.count == 2,
        let practitioner = body["practitioner"]?.stringValue
      else { continue }
      for other in taken[practitioner] ?? [] where other.from < busy[1] && busy[0] < other.until {
        violated("visits \(other.id) and \(document.id) overlap")
      }
      taken[practitioner, default: []].append((document.id, busy[0], busy[1]))
    }
  }

  /// 5. Each refused booking has exactly one compensation and one visible task at its desk.
  private func checkRefusals(_ documents: [ReplicatedDocument], _ feed: [FeedEntry]) {
    var tasks: [String: [JSONObject]] = [:]
    for document in documents where document.entity == RebookTask.entity {
      let body = document.body
      tasks[body["appointment"]?.stringValue ?? "", default: []].append(body)
    }
    for document in documents
    where document.entity == "appointment" && document.body["reservation"] == "refused" {
      count("refused")
      let status = document.body["status"]?.stringValue.flatMap(AppointmentStatus.init)
      let own = tasks[document.id] ?? []
      // Who gave it up before it was refused has no other time to find.
      if own.count > 1 || (own.isEmpty && status?.isLive == true) {
        violated(
          "refused visit \(document.id) has \(own.count) tasks: \(history(of: document.id, feed))")
      }
      let turns = refusals(of: document.id, feed)
      if turns.count != 1 {
        violated(
          "refused visit \(document.id) has \(turns.count) compensations: "
            + history(of: document.id, feed))
      }
      let again = refusalsAgain(of: document.id, feed)
      if !again.isEmpty {
        violated(
          "visit \(document.id) was refused again by \(again): \(history(of: document.id, feed))")
      }
      if let site = own.first?["site"]?.stringValue, !sites.contains(where: { $0.id == site }) {
        violated("the task of visit \(document.id) is at no desk: \(site)")
      }
    }
  }

  /// The entries that turned a visit into a refused one.
  ///
  /// Who held the lease may have refused in time what the hub, not hearing of it, refused as well, and
  /// so may two copies of a file: what says again what stands changes nothing.
  private func refusals(of visit: String, _ feed: [FeedEntry]) -> [SyncEntry] {
    var turns: [SyncEntry] = []
    var before: JSONValue?
    for entry in decisions(of: visit, feed) {
      let after = entry.body["reservation"]
      if after == "refused", before != after { turns.append(entry) }
      before = after
    }
    return turns
  }

  /// Who wrote the refusal of a visit more than once: no file does, in one life of its log.
  private func refusalsAgain(of visit: String, _ feed: [FeedEntry]) -> [String] {
    let writers = decisions(of: visit, feed).filter { $0.body["reservation"] == "refused" }
      .map { "\($0.site) in epoch \($0.epoch)" }
    return Dictionary(grouping: writers) { $0 }.filter { $1.count > 1 }.keys.sorted()
  }

  /// The entries that say how a visit's time stands.
  ///
  /// A copy of a file promises by a lease that the hub took away when the other copy came: what it
  /// confirms of what was refused, and the hub refuses at once, is left out.
  private func decisions(of visit: String, _ feed: [FeedEntry]) -> [SyncEntry] {
    var found: [SyncEntry] = []
    for entry in feed.lazy.map(\.entry)
    where entry.entityID == visit && entry.body["reservation"] != nil {
      if entry.site == Self.hubID, entry.body["reservation"] == "refused",
        let last = found.last, cloned.contains(last.site), last.body["reservation"] == "confirmed",
        found.dropLast().last?.body["reservation"] == "refused"
      {
        found.removeLast()
      } else {
        found.append(entry)
      }
    }
    return found
  }

  /// What was written of a visit, in the hub's order.
  private func history(of visit: String, _ feed: [FeedEntry]) -> String {
    var lines: [String] = []
    for place in feed where place.entry.entityID == visit {
      let entry = place.entry
      let writer = sites.first { $0.id == entry.site }.map { String($0.number) } ?? "hub"
      let told = ["status", "reservation", "time"].compactMap { field -> String? in
        entry.body[field].map { value in "\(field) \(value)" }
      }.joined(separator: ", ")
      lines.append(
        "\(place.sequence) \(entry.operation) by \(writer) in epoch \(entry.epoch) "
          + "at \(entry.timestamp >> 16) [\(told)]")
    }
    return lines.joined(separator: "; ")
  }

  /// 6. All replicas have the same canonical dump.
  private func checkReplicas() throws {
    let expected = try hub.canonicalHash()
    for site in liveSites where try site.service.canonicalHash() != expected {
      violated("site \(site.number) differs from the hub: \(try difference(site))")
    }
  }

  /// The first lines that differ.
  private func difference(_ site: Site) throws -> String {
    let theirs = try Set(
      hubDocuments().map { String(decoding: CanonicalDump.line($0), as: UTF8.self) })
    let ours = try Set(
      site.service.canonicalDump().split(separator: "\n").map { String($0) + "\n" })
    let (more, less) = (ours.subtracting(theirs).sorted(), theirs.subtracting(ours).sorted())
    return "\(more.count) only here, \(less.count) only there; "
      + (more.prefix(2) + less.prefix(2)).joined()
  }

  /// 7. and 8. Ledgers sum to zero, chains verify, every sealed text opens.
  private func checkFiles() throws {
    for site in liveSites {
      let report = try site.service.check(as: SampleClinic.systemOperator, now: site.now)
      if !report.isSound { violated("site \(site.number) is not sound: \(report)") }
      if report.locked > 0 {
        violated(
          "site \(site.number) lacks the keys of \(report.locked) texts: \(try missingKeys(site))")
      }
      for document in try site.service.unplacedDocuments() {
        count("unplaced \(document.entity) \(document.reason)")
      }
    }
  }

  /// The keys that others have or were sent and the site has not.
  private func missingKeys(_ site: Site) throws -> String {
    let keys = { (site: Site) in
      try self.rows(of: site) { db in
        Set(
          try String.fetchAll(
            db, sql: "SELECT lower(hex(patient)) || ' ' || version FROM patient_key"))
      }
    }
    let dues = { (site: Site) in
      try self.rows(of: site) { db in
        try String.fetchAll(
          db, sql: "SELECT lower(hex(patient)) || ' ' || version || ' for ' || site FROM key_due")
      }
    }
    let own = try keys(site)
    var lines: [String] = []
    for other in sites {
      for key in try keys(other).subtracting(own).sorted() {
        let due = try dues(other).filter { $0.hasPrefix(key) }
        let sent = hubStore.backup().grants.filter { grant in
          key.hasPrefix(grant.key.patient.filter { $0 != "-" })
        }.map { grant in
          "by \(number(grant.key.sender)) for \(number(grant.key.recipient)) v\(grant.key.version)"
        }
        lines.append(
          "\(key) is at \(other.number)\(other.isRetired ? " (retired)" : ""), due \(due), left \(sent.sorted())"
        )
      }
    }
    return lines.joined(separator: "; ")
  }

  private func number(_ id: String) -> String {
    sites.first { $0.id == id }.map { String($0.number) } ?? id
  }

  private func entryIDs(of site: Site) throws -> [String] {
    try rows(of: site) { db in
      try Data.fetchAll(
        db,
        sql: """
          SELECT DISTINCT id FROM sync_log WHERE tx NOT IN
            (SELECT tx FROM quarantine WHERE state = 'discarded')
          """
      ).map { try SyncEntryID(bytes: Array($0)).text }
    }
  }

  private func rows<Value>(of site: Site, _ body: (Database) throws -> Value) throws -> Value {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(
      path: site.clinic.folder.database, configuration: configuration)
    defer { try? queue.close() }
    return try queue.read(body)
  }
}
