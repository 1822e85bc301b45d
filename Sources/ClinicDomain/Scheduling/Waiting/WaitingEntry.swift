/// Somebody to be called: for a time that becomes free, for an earlier one, or to come back.
public struct WaitingEntry: Aggregate {
  public static let entity = EntityKind.waitingEntry

  /// What the patient waits for.
  public enum Purpose: Hashable, Codable, Sendable {
    /// Any visit: the waiting list.
    case visit
    /// An earlier time than that of a visit that is booked.
    case earlier(AppointmentID)
    /// To come back around a day: a recall.
    case recall(due: CivilDate)
  }

  /// How far it is.
  public enum Status: String, CaseIterable, Hashable, Codable, Sendable {
    case waiting, booked, declined, withdrawn
  }

  public let id: WaitingEntryID
  public let patient: PatientID
  public var purpose: Purpose
  public var wish: VisitWish
  public var status: Status
  /// Every call, oldest first; none is ever taken away.
  public var attempts: [CallAttempt]
  /// The visit that ended the wait.
  public var visit: AppointmentID?
  /// Who asked for it, as in `Actor.reference`.
  public let addedBy: String
  public let addedAt: Instant

  public init(
    id: WaitingEntryID, patient: PatientID, purpose: Purpose, wish: VisitWish,
    status: Status = .waiting, attempts: [CallAttempt] = [], visit: AppointmentID? = nil,
    addedBy: String, addedAt: Instant
  ) {
    self.id = id
    self.patient = patient
    self.purpose = purpose
    self.wish = wish
    self.status = status
    self.attempts = attempts
    self.visit = visit
    self.addedBy = addedBy
    self.addedAt = addedAt
  }

  /// The booked visit that an earlier time is wanted for.
  public var bookedVisit: AppointmentID? {
    if case .earlier(let visit) = purpose { visit } else { nil }
  }

  /// The day around which the patient is to come back.
  public var due: CivilDate? {
    if case .recall(let due) = purpose { due } else { nil }
  }
}

/// One call to a patient who waits.
public struct CallAttempt: Hashable, Codable, Sendable {
  /// What came of it.
  public enum Outcome: String, CaseIterable, Hashable, Codable, Sendable {
    case accepted, noAnswer = "no-answer", refused
  }

  public let at: Instant
  /// Who called, as in `Actor.reference`.
  public let by: String
  public let outcome: Outcome
  /// The time that was offered, if one was.
  public let offer: OfferedTime?

  public init(at: Instant, by: String, outcome: Outcome, offer: OfferedTime? = nil) {
    self.at = at
    self.by = by
    self.outcome = outcome
    self.offer = offer
  }
}

extension WaitingEntry {
  /// Whether a time may be offered for it: it waits, the time is what is wished for and not one
  /// that was refused, an earlier one is earlier, and a recall is due by then.
  public func takes(
    _ time: OfferedTime, specialties: [String], bookedAt booked: CivilDateTime?
  ) -> Bool {
    guard status == .waiting, wish.fits(time, specialties: specialties) else { return false }
    guard !attempts.contains(where: { $0.offer == time && $0.outcome == .refused }) else {
      return false
    }
    switch purpose {
    case .visit: return true
    case .earlier:
      guard let booked else { return false }
      return (time.date, time.start) < (booked.date, booked.time)
    case .recall(let due): return due <= time.date
    }
  }

  /// Whether it is called before another for the same time.
  ///
  /// What presses more comes first; then the waiting list, earlier times and recalls; then whose
  /// wish ends sooner; then who waits longer. Who did not answer for this time comes behind.
  public func isCalled(before other: WaitingEntry, for time: OfferedTime) -> Bool {
    let tried = hasNoAnswer(for: time)
    if tried != other.hasNoAnswer(for: time) { return !tried }
    if wish.priority != other.wish.priority { return wish.priority > other.wish.priority }
    if purpose.rank != other.purpose.rank { return purpose.rank < other.purpose.rank }
    let (mine, theirs) = (wish.until?.dayNumber ?? .max, other.wish.until?.dayNumber ?? .max)
    if mine != theirs { return mine < theirs }
    return addedAt < other.addedAt
  }

  private func hasNoAnswer(for time: OfferedTime) -> Bool {
    attempts.contains { $0.offer == time && $0.outcome == .noAnswer }
  }
}

extension WaitingEntry.Purpose {
  fileprivate var rank: Int {
    switch self {
    case .visit: 0
    case .earlier: 1
    case .recall: 2
    }
  }
}
