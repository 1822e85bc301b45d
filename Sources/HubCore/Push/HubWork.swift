import ClinicDomain
import SyncProtocol

/// What one transaction does to documents and feed, kept until its end.
final class HubWork<Transaction: HubTransaction> {
  let tx: Transaction
  let identity: HubIdentity
  let rules: HubRules
  let now: Instant
  private var state = State()

  /// What has come together, as a value: a part that is taken back leaves nothing of it.
  struct State {
    fileprivate var documents: [DocumentReference: HubDocument] = [:]
    fileprivate var changed: Set<DocumentReference> = []
    fileprivate var drafts: [Draft] = []
    fileprivate var taken: [String: SyncEntry] = [:]
    /// The sites' entries of this transaction.
    fileprivate var recent: [DocumentReference: [SyncEntry]] = [:]
    fileprivate var holders: [String: SiteRecord?] = [:]
  }

  /// An entry on its way into the feed.
  fileprivate enum Draft {
    case site(SyncEntry, canonical: [UInt8]?)
    /// The hub's own: its place in the hub's chain is taken last.
    case hub(SyncEntry)
  }

  init(tx: Transaction, rules: HubRules, now: Instant) throws {
    self.tx = tx
    self.rules = rules
    self.now = now
    identity = try tx.identity()
  }

  // Documents.

  /// Loads and locks what entries are about.
  func load(_ entries: [SyncEntry]) throws {
    try lock(Set(entries.map { DocumentReference($0.entity, $0.entityID) }))
    var resources: Set<String> = []
    for entry in entries {
      let members = [entry.body.objectValue, state.documents[entry.reference]?.document.body]
      for case let body? in members {
        resources.formUnion(VisitClaim.resources(of: entry.entity, body))
        resources.formUnion(PatientNumbers.of(entry.entity, body))
      }
    }
    guard !resources.isEmpty else { return }
    try tx.lock(resources: resources.sorted())
    try tx.expect(expected(of: entries))
  }

  /// What will be asked for once the entries are merged.
  private func expected(of entries: [SyncEntry]) throws -> Expected {
    var expected = Expected()
    var visits: [DocumentReference: ReplicatedDocument] = [:]
    for entry in entries {
      if let body = entry.body.objectValue {
        expected.numbers += PatientNumbers.of(entry.entity, body)
      }
      if entry.entity == EntityKind.patient.rawValue { expected.patients.append(entry.entityID) }
      guard entry.entity == VisitClaim.entity else { continue }
      var visit =
        visits[entry.reference] ?? state.documents[entry.reference]?.document
        ?? ReplicatedDocument(entity: entry.entity, id: entry.entityID)
      visit.take(entry)
      visits[entry.reference] = visit
      if let claim = VisitClaim(visit)?.claim { expected.claims.append(claim) }
    }
    let practitioners = Set(expected.claims.map(\.practitioner)).map {
      DocumentReference(EntityKind.practitioner.rawValue, $0)
    }.filter { state.documents[$0] == nil }
    state.documents.merge(try tx.documents(practitioners.sorted())) { own, _ in own }
    return expected
  }

  func lock(_ references: Set<DocumentReference>) throws {
    let found = try tx.lockedDocuments(references.sorted())
    state.documents.merge(found) { _, new in new }
  }

  /// A document as this transaction sees it.
  func document(_ reference: DocumentReference) throws -> HubDocument? {
    if let document = state.documents[reference] { return document }
    let found = try tx.documents([reference])[reference]
    state.documents[reference] = found
    return found
  }

  /// Takes a site's entry in, with what follows from it at once.
  func take(
    _ entry: SyncEntry, canonical: [UInt8]?
  ) throws -> ReplicatedDocument.Change {
    let change = merge(entry)
    state.drafts.append(.site(entry, canonical: canonical))
    state.taken[entry.id] = entry
    state.recent[entry.reference, default: []].append(entry)
    try noteConflicts(change, of: entry)
    return change
  }

  /// An entry of a site that this transaction took in, by its id.
  func taken(_ id: String) -> SyncEntry? { state.taken[id] }

  /// The entry of this transaction that wrote a document at a clock.
  func recent(_ reference: DocumentReference, clock: Int64) -> SyncEntry? {
    state.recent[reference]?.first { $0.timestamp == clock }
  }

  /// Runs a part of the transaction that can be taken back alone.
  ///
  /// - Returns: the part's own failure, where the transaction goes on without it.
  func apart<Value>(_ body: () throws -> Value) throws -> Result<Value, any Error> {
    // What another part brought may have made somebody the holder.
    state.holders = [:]
    let before = state
    let result = try tx.apart(body)
    if case .failure = result { state = before }
    return result
  }

  private func merge(_ entry: SyncEntry) -> ReplicatedDocument.Change {
    var document =
      state.documents[entry.reference]
      ?? HubDocument(
        document: ReplicatedDocument(entity: entry.entity, id: entry.entityID), isNew: true)
    let change = document.document.take(entry)
    state.documents[entry.reference] = document
    state.changed.insert(entry.reference)
    return change
  }

  // The hub's own entries.

  /// Makes an entry of the hub's own; its clock is later than those of the fields it writes.
  func write(
    _ operation: SyncOperation, _ reference: DocumentReference, _ body: JSONObject,
    transaction: String
  ) throws {
    let fields = try document(reference)?.document.fields ?? [:]
    let written = body.keys.compactMap { fields[$0]?.clock }
    let clock = max(
      HybridTimestamp.next(after: nil, at: now).rawValue, (written.max() ?? -1) + 1)
    let base =
      operation == .patch
      ? body.keys.compactMap { key in
        fields[key].map { (key, $0.clock) }
      } : []
    let entry = SyncEntry(
      site: identity.hub, epoch: identity.epoch, sequence: 0,
      id: DerivedID.make(
        identity.hub, String(identity.epoch), transaction, reference.entity, reference.id,
        String(clock), at: now.milliseconds),
      transaction: transaction, timestamp: clock, actor: "hub", schema: 1,
      entity: reference.entity, entityID: reference.id, operation: operation,
      base: Dictionary(uniqueKeysWithValues: base), body: .object(body), previousHash: "")
    _ = merge(entry)
    state.drafts.append(.hub(entry))
  }

  /// The site that may decide about a practitioner's time now, if one may: the one that registered
  /// her, while it has its lease.
  func activeHolder(of practitioner: String) throws -> SiteRecord? {
    if let known = state.holders[practitioner] { return known }
    let reference = DocumentReference(EntityKind.practitioner.rawValue, practitioner)
    let holder = try document(reference)?.document.origin.flatMap { try tx.site($0.site) }
    let active = holder.flatMap { $0.mayPromise(at: now) ? $0 : nil }
    state.holders[practitioner] = active
    return active
  }

  // The end.

  /// Stores the documents that changed since they were stored last.
  func storeDocuments() throws {
    let references = state.changed.sorted()
    try tx.keep(references.compactMap { state.documents[$0] })
    for reference in references { state.documents[reference]?.isNew = false }
    state.changed = []
  }

  /// Stores what is not stored yet, then takes the places of the feed as the last step.
  ///
  /// - Returns: the newest place.
  func finish() throws -> Int64 {
    try storeDocuments()
    guard !state.drafts.isEmpty else { return try tx.feedHead().sequence }
    let hubCount = state.drafts.reduce(0) { if case .hub = $1 { $0 + 1 } else { $0 } }
    let head = try tx.takePlaces(state.drafts.count, ofHub: hubCount)
    var (sequence, own, hash) = (head.sequence, head.hubSequence, head.hubHash)
    let entries = state.drafts.map { draft in
      sequence += 1
      switch draft {
      case .site(let entry, let canonical):
        return FeedEntry(sequence: sequence, entry: entry, canonical: canonical)
      case .hub(var entry):
        own += 1
        entry.sequence = own
        entry.previousHash = hash
        hash = entry.hash(by: sha256)
        return FeedEntry(sequence: sequence, entry: entry)
      }
    }
    try tx.append(entries, lastHubHash: hubCount > 0 ? hash : nil)
    return sequence
  }
}

extension SyncEntry {
  var reference: DocumentReference { DocumentReference(entity, entityID) }
}
