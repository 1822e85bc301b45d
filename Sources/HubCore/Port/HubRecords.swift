public import ClinicDomain
public import SyncProtocol

/// Who the hub is.
public struct HubIdentity: Sendable, Hashable {
  public var hub: String
  public var name: String
  /// Goes up whenever the hub may have lost something: sites then pull from the beginning.
  public var epoch: Int64

  public init(hub: String, name: String, epoch: Int64) {
    self.hub = hub
    self.name = name
    self.epoch = epoch
  }
}

/// A site as the hub knows it.
public struct SiteRecord: Sendable, Hashable {
  public var site: String
  public var number: Int64
  public var name: String
  public var prefix: String
  public var signingKey: String
  public var agreementKey: String
  public var state: DirectorySite.State
  /// The epoch in which the site pushes.
  public var epoch: Int64
  public var leaseUntil: Instant
  public var lastSeen: Instant
  /// The place of the feed after which the site asked last.
  public var pulled: Int64

  public init(
    site: String, number: Int64, name: String, prefix: String, signingKey: String,
    agreementKey: String, state: DirectorySite.State = .active, epoch: Int64,
    leaseUntil: Instant, lastSeen: Instant, pulled: Int64 = 0
  ) {
    self.site = site
    self.number = number
    self.name = name
    self.prefix = prefix
    self.signingKey = signingKey
    self.agreementKey = agreementKey
    self.state = state
    self.epoch = epoch
    self.leaseUntil = leaseUntil
    self.lastSeen = lastSeen
    self.pulled = pulled
  }

  /// Whether the site may promise its practitioners' time by itself.
  public func hasLease(at now: Instant) -> Bool { state == .active && now < leaseUntil }

  /// Whether it may still promise by a clock of its own, which is not trusted to be the hub's.
  public func mayPromise(at now: Instant) -> Bool {
    state == .active
      && now < leaseUntil.adding(milliseconds: RequestSignature.skewLimit)
  }

  /// What other sites see of it.
  public var directoryEntry: DirectorySite {
    DirectorySite(
      site: site, number: number, name: name, prefix: prefix, agreementKey: agreementKey,
      state: state)
  }
}

/// A code by which one site may join, kept as its hash.
public struct EnrolmentCode: Sendable, Hashable {
  /// Lower-case hexadecimal SHA-256.
  public var hash: String
  /// What the administrator calls it.
  public var name: String
  public var expiresAt: Instant
  public var usedBy: String?

  public init(hash: String, name: String, expiresAt: Instant, usedBy: String? = nil) {
    self.hash = hash
    self.name = name
    self.expiresAt = expiresAt
    self.usedBy = usedBy
  }
}

/// How far a site's log is taken in one of its epochs.
public struct LogState: Sendable, Hashable {
  public var site: String
  public var epoch: Int64
  public var acknowledged: Int64 = 0
  public var lastHash = SyncEntry.noPreviousHash
  /// The transaction of the last entry: the next push begins another one.
  public var lastTransaction = ""

  public init(site: String, epoch: Int64) {
    self.site = site
    self.epoch = epoch
  }
}

/// One place of a site's log.
public struct LogPlace: Sendable, Hashable {
  public var site: String
  public var epoch: Int64
  public var sequence: Int64
  public var hash: String
  /// Nil while the site holds the content back.
  public var outcome: EntryOutcome?
  public var reason: String?
  /// The content of an entry that the hub couldn't read.
  public var unread: SyncEntry?

  public init(
    site: String, epoch: Int64, sequence: Int64, hash: String, outcome: EntryOutcome? = nil,
    reason: String? = nil, unread: SyncEntry? = nil
  ) {
    self.site = site
    self.epoch = epoch
    self.sequence = sequence
    self.hash = hash
    self.outcome = outcome
    self.reason = reason
    self.unread = unread
  }

  /// Whether the content may still come, or be read by a later version of the hub.
  public var isOpen: Bool { outcome == nil || outcome == .quarantined }
}

/// The name of a document.
public struct DocumentReference: Sendable, Hashable, Comparable {
  public var entity: String
  public var id: String

  public init(_ entity: String, _ id: String) {
    self.entity = entity
    self.id = id
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.entity != right.entity
      ? left.entity.utf8.lexicographicallyPrecedes(right.entity.utf8)
      : left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
  }
}

/// A document with what the hub keeps beside it.
public struct HubDocument: Sendable, Hashable {
  public var document: ReplicatedDocument
  /// Whether it is not stored yet.
  public var isNew: Bool

  public init(document: ReplicatedDocument, isNew: Bool) {
    self.document = document
    self.isNew = isNew
  }

  public var reference: DocumentReference { DocumentReference(document.entity, document.id) }
}

/// Time that an appointment has: no other of the same practitioner, patient or room overlaps it.
public struct Claim: Sendable, Hashable {
  public var appointment: String
  public var practitioner: String
  public var patient: String
  public var room: String?
  /// UTC minutes, what is kept free around the visit included.
  public var busy: TimeSlot

  public init(
    appointment: String, practitioner: String, patient: String, room: String?, busy: TimeSlot
  ) {
    self.appointment = appointment
    self.practitioner = practitioner
    self.patient = patient
    self.room = room
    self.busy = busy
  }

  /// Whether both can't be.
  public func clashes(with other: Claim) -> Bool {
    appointment != other.appointment && busy.overlaps(other.busy)
      && (practitioner == other.practitioner || patient == other.patient
        || (room != nil && room == other.room))
  }
}

/// The end of the feed, and of the hub's own chain of entries.
public struct FeedHead: Sendable, Hashable {
  public var sequence: Int64
  public var hubSequence: Int64
  public var hubHash: String

  public init(
    sequence: Int64 = 0, hubSequence: Int64 = 0, hubHash: String = SyncEntry.noPreviousHash
  ) {
    self.sequence = sequence
    self.hubSequence = hubSequence
    self.hubHash = hubHash
  }
}

/// One place of the feed with its entry.
public struct FeedEntry: Sendable, Hashable {
  public var sequence: Int64
  public var entry: SyncEntry
  private let known: [UInt8]?

  /// `canonical` are the entry's canonical bytes, where they are at hand.
  public init(sequence: Int64, entry: SyncEntry, canonical: [UInt8]? = nil) {
    self.sequence = sequence
    self.entry = entry
    known = canonical
  }

  /// The entry's canonical bytes.
  public var canonicalBytes: [UInt8] { known ?? entry.canonicalBytes }

  public static func == (left: Self, right: Self) -> Bool {
    left.sequence == right.sequence && left.entry == right.entry
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(sequence)
    hasher.combine(entry)
  }
}
