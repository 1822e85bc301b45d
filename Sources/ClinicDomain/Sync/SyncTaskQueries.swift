/// What waits for a person because of the hub, as far as the reader may decide about it, and the
/// visits that wait for another site's word.
public struct ListSyncTasks: ClinicQuery {
  public static let capability = Capability.readSync

  public init() {}

  public typealias Answer = SyncTasks
}

/// The answer to `ListSyncTasks`, each oldest first.
public struct SyncTasks: Hashable, Sendable {
  /// Visits of this desk that lost their time.
  public var rebookings: [RebookingRow] = []
  public var identities: [IdentityQuestion] = []
  /// What the hub could not take.
  public var held: [HeldCommand] = []
  /// Visits for which another site has to say yes, or that stand against another.
  public var asked: [AskedVisit] = []

  public init() {}
}

/// A visit that lost its time, with what is needed to call the patient.
public struct RebookingRow: Hashable, Sendable {
  public let task: Rebooking
  /// The visit as it is here; nil where it has not come.
  public let visit: VisitRow?
  public let patientName: String
  /// As people write it; empty where there is none.
  public let phone: String
  public let practitionerName: String
  /// Those times of the task that are still free as far as this site knows.
  public let free: [TimeSlot]

  public init(
    task: Rebooking, visit: VisitRow?, patientName: String, phone: String,
    practitionerName: String, free: [TimeSlot]
  ) {
    self.task = task
    self.visit = visit
    self.patientName = patientName
    self.phone = phone
    self.practitionerName = practitionerName
    self.free = free
  }
}

/// A visit that is not promised yet.
public struct AskedVisit: Hashable, Sendable {
  public let visit: VisitRow
  public let askedAt: Instant
  /// The site that leases the practitioner's time; empty where it is this one or nobody knows.
  public let siteName: String

  public init(visit: VisitRow, askedAt: Instant, siteName: String) {
    self.visit = visit
    self.askedAt = askedAt
    self.siteName = siteName
  }
}
