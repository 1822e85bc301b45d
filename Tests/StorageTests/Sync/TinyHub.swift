import ClinicDomain
import SyncProtocol
import Testing

@testable import Storage

/// As much of a hub as sites need to find one another: a feed in the order of arrival, and first
/// come, first served among visits.
final class TinyHub {
  static let id = "00000000-0000-7000-8000-0000000000ff"
  private(set) var feed: [SyncEntry] = []
  private var known: Set<String> = []
  private var sites: [DirectorySite] = []
  private var documents: [String: ReplicatedDocument] = [:]
  private var held: [String: [SyncEntry]] = [:]

  /// Enrols a site and tells everybody of it.
  func enrol(_ service: ClinicService, leaseUntil: Instant? = nil, now: Instant) throws {
    let request = try service.enrolmentRequest(code: "x", as: Fixture.operatorActor, now: now)
    let number = Int64(sites.count + 1)
    sites.append(
      DirectorySite(
        site: request.site, number: number, name: request.name, prefix: "S\(number)",
        agreementKey: request.agreementKey, state: .active))
    let answer = EnrolmentAnswer(
      hub: Self.id, hubEpoch: 1, hubName: "Hub", siteNumber: number, epoch: request.epoch ?? 77,
      serverTime: now.milliseconds,
      leaseUntil: (leaseUntil ?? now.adding(minutes: 72 * 60)).milliseconds)
    try service.enrol(at: "http://hub", answer, as: Fixture.operatorActor, now: now)
  }

  var directory: Directory { Directory(sites: sites) }

  /// Takes one push of a site; whether there was one.
  @discardableResult
  func push(from service: ClinicService, limit: Int = 500, now: Instant) throws -> Bool {
    guard let push = try service.nextPush(entryLimit: limit, byteLimit: 1 << 20) else {
      return false
    }
    take(push)
    let last = push.entries.map(\.sequence).max() ?? 0
    let answer = PushAnswer(
      items: push.entries.map { PushAnswer.Item(sequence: $0.sequence, outcome: .applied) },
      acknowledged: last, serverTime: now.milliseconds, leaseUntil: 0,
      feedHead: Int64(feed.count))
    try service.settle(push, answer, now: now)
    return true
  }

  /// Takes a push without an answer: it gets lost on the way back.
  func take(_ push: PushRequest) {
    for case .entry(let entry) in push.entries where known.insert(entry.id).inserted {
      feed.append(entry)
      merge(entry)
      if entry.entity == "appointment" { settle(entry) }
    }
  }

  private func merge(_ entry: SyncEntry) {
    let name = entry.entity + entry.entityID
    var document =
      documents[name] ?? ReplicatedDocument(entity: entry.entity, id: entry.entityID)
    document.take(entry)
    documents[name] = document
  }

  private func settle(_ entry: SyncEntry) {
    guard let visit = documents["appointment" + entry.entityID], visit.isPromised else { return }
    let clash = documents.values.contains {
      $0.entity == "appointment" && $0.id != visit.id && $0.isPromised && $0.overlaps(visit)
    }
    guard clash else { return }
    var refusal = entry
    refusal.site = Self.id
    refusal.epoch = 1
    refusal.sequence = Int64(feed.count + 1)
    refusal.id = String(entry.id.prefix(24)) + "0000" + String(entry.id.suffix(8))
    refusal.timestamp = entry.timestamp + 1
    refusal.operation = .patch
    refusal.base = ["reservation": entry.timestamp]
    refusal.body = ["reservation": "refused"]
    known.insert(refusal.id)
    feed.append(refusal)
    merge(refusal)
  }

  /// An entry that the hub makes itself.
  func tell(
    _ operation: SyncOperation, _ entity: String, _ id: String, _ body: JSONObject, at now: Instant
  ) {
    var random = SystemRandomNumberGenerator()
    let own: SyncEntryID = .make(at: now, random: &random)
    let last = feed.map(\.timestamp).max() ?? 0
    let entry = SyncEntry(
      site: Self.id, epoch: 1, sequence: Int64(feed.count + 1), id: own.text, transaction: own.text,
      timestamp: max(last + 1, now.milliseconds << 16), actor: "hub", schema: 1, entity: entity,
      entityID: id, operation: operation, base: [:], body: .object(body),
      previousHash: SyncEntry.noPreviousHash)
    known.insert(entry.id)
    feed.append(entry)
    merge(entry)
  }

  /// All documents as a hub serves them.
  func snapshot() throws -> [UInt8] {
    let all = documents.values.sorted { ($0.entity, $0.id) < ($1.entity, $1.id) }
    let header = SnapshotHeader(
      hub: Self.id, hubEpoch: 1, feedHead: Int64(feed.count),
      counts: Dictionary(all.map { ($0.entity, 1) }, uniquingKeysWith: +))
    let end = [UInt8(ascii: "\n")]
    let lines =
      try JSONValue(encoding: header).canonicalBytes + end + all.flatMap(CanonicalDump.line)
    let trailer = SnapshotTrailer(sha256: BinaryText.hex(sha256(lines)))
    return lines + (try JSONValue(encoding: trailer).canonicalBytes) + end
  }

  func page(for service: ClinicService, limit: Int = 500, from: Int64? = nil) throws -> FeedPage {
    let standing = try service.standing()
    let first = Int(from ?? standing.feed.sequence)
    let items = feed.dropFirst(first).prefix(limit).enumerated().map { offset, entry in
      let isOwn = entry.site == service.site.id.text && entry.epoch == standing.epoch
      return FeedItem(
        sequence: Int64(first + offset + 1),
        content: isOwn ? .own(epoch: entry.epoch, sequence: entry.sequence) : .entry(entry))
    }
    return FeedPage(hubEpoch: 1, items: items, head: Int64(feed.count), serverTime: 0)
  }

  func pull(to service: ClinicService, limit: Int = 500, now: Instant) throws {
    try service.takeIn(directory, as: Fixture.operatorActor, now: now)
    while true {
      let page = try page(for: service, limit: limit)
      if page.items.isEmpty { return }
      try service.takeIn(page, as: Fixture.operatorActor, now: now)
    }
  }

  /// Lets all sites push and pull until nothing moves.
  func settleDown(_ services: [ClinicService], now: Instant) throws {
    for _ in 0..<20 {
      var moved = false
      for service in services {
        while try push(from: service, now: now) { moved = true }
      }
      for service in services {
        try pull(to: service, now: now)
        if try service.decideRequests(as: Fixture.operatorActor, now: now) > 0 { moved = true }
      }
      if !moved { return }
    }
    Issue.record("the sites don't settle")
  }

  /// The hash that all replicas have to have.
  var hash: String {
    let lines = documents.values.sorted { ($0.entity, $0.id) < ($1.entity, $1.id) }
      .flatMap(CanonicalDump.line)
    return BinaryText.hex(sha256(lines))
  }
}

extension ReplicatedDocument {
  fileprivate func text(_ field: String) -> String? { fields[field]?.value.stringValue }

  /// Whether it keeps others out of its time by a promise.
  fileprivate var isPromised: Bool {
    ["held", "confirmed"].contains(text("reservation") ?? "")
      && ["pending", "booked", "arrived", "checked-in", "fulfilled"].contains(text("status") ?? "")
      && fields["exclusivity"]?.value["exclusive"] != nil
  }

  fileprivate func overlaps(_ other: ReplicatedDocument) -> Bool {
    let parties = ["practitioner", "patient", "room"]
    guard parties.contains(where: { text($0) != nil && text($0) == other.text($0) }),
      let mine = try? fields["time"]?.value.decode(VisitTime.self),
      let theirs = try? other.fields["time"]?.value.decode(VisitTime.self)
    else { return false }
    return mine.busy.overlaps(theirs.busy)
  }
}
