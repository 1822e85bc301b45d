/// What the rules of a booking ask of the schedule: the store within a command, a reader before one.
public protocol BookingSource: AgendaSource, PatientSource, PractitionerSource {
  /// The kinds of visit as they are stored; built-in ones that nobody changed are not.
  func storedVisitKinds() throws -> [VisitKindSetup]
  /// How a kind of visit is free for a patient on a day, `visit` itself not counted; nil for a kind
  /// that is none that is free within days.
  func returnWindow(
    of setup: VisitKindSetup, patient: PatientID, practitioner: PractitionerID,
    on date: CivilDate, asideFrom visit: AppointmentID?
  ) throws -> ReturnWindow?
  /// Live visits that take the time of the practitioner, the patient or the room and whose busy time
  /// overlaps.
  func blockingVisits(
    overlapping slot: TimeSlot, practitioner: PractitionerID, patient: PatientID?, room: RoomID?
  ) throws -> [BlockingVisit]
  /// The patient's live visits, encaixes among them, that take place within a stretch of time.
  func visits(of patient: PatientID, overlapping slot: TimeSlot) throws -> [AppointmentID]
  /// The live visits of a group, as they were booked.
  func blockingVisits(ofGroup id: String) throws -> [BlockingVisit]
  /// Live visits of a practitioner's day that take her time.
  func blockingVisits(of practitioner: PractitionerID, on date: CivilDate) throws
    -> [BlockingVisit]
  /// How many live overbooked visits a practitioner has on a day, aside from one that is moved.
  func overbookings(
    of practitioner: PractitionerID, on date: CivilDate, asideFrom moved: AppointmentID?
  ) throws -> Int
  /// How many live visits take a practitioner's time on a day, a group as one, the given ones aside;
  /// encaixes count for their kinds alone.
  func visitCounts(
    of practitioner: PractitionerID, on date: CivilDate, asideFrom others: Set<AppointmentID>
  ) throws -> VisitCounts
}

/// Reads a patient.
public protocol PatientSource {
  func patient(_ id: PatientID) throws -> Patient?
}

/// Reads a practitioner.
public protocol PractitionerSource {
  func practitioner(_ id: PractitionerID) throws -> Practitioner?
}

/// A visit that keeps others out of its time.
public struct BlockingVisit: Hashable, Sendable {
  public let id: AppointmentID
  public let patient: PatientID
  public let practitioner: PractitionerID
  public let start: CivilTime
  public let minutes: Int
  /// UTC minutes that nobody else gets: buffers included.
  public let busy: TimeSlot
  public let kind: VisitKind
  /// The group that it is one of.
  public let group: GroupPlace?

  public init(
    id: AppointmentID, patient: PatientID, practitioner: PractitionerID, start: CivilTime,
    minutes: Int, busy: TimeSlot, kind: VisitKind, group: GroupPlace? = nil
  ) {
    self.id = id
    self.patient = patient
    self.practitioner = practitioner
    self.start = start
    self.minutes = minutes
    self.busy = busy
    self.kind = kind
    self.group = group
  }
}

/// How many visits of each kind a practitioner's day has.
public struct VisitCounts: Hashable, Sendable {
  public private(set) var total = 0
  private var kinds: [VisitKind: Int] = [:]
  private var groups: Set<String> = []

  public init() {}

  /// Counts a visit; of a group only the first, and an encaixe for its kind alone.
  public mutating func add(
    _ kind: VisitKind, inGroup group: String? = nil, isOverbooked: Bool = false
  ) {
    if let group, !groups.insert(group).inserted { return }
    if !isOverbooked { total += 1 }
    kinds[kind, default: 0] += 1
  }

  public subscript(kind: VisitKind) -> Int { kinds[kind, default: 0] }
}

extension AgendaPolicy {
  /// Whether a day may be full before its time is.
  public var hasCaps: Bool { visitsPerDay != nil || !caps.isEmpty }

  /// Which cap keeps one more visit out of a day; where no kind is said only the day's counts.
  public func cap(on counts: VisitCounts, against kind: VisitKind?) -> SchedulingRefusal? {
    if let most = visitsPerDay, counts.total >= most { return .dayFull(perDay: most) }
    if let kind, let most = cap(of: kind), counts[kind] >= most {
      return .kindFull(kind, perDay: most)
    }
    return nil
  }
}
