/// What a desk is asked to do for a visit that lost its time: made by the hub, with the refusal.
///
/// It never says who got the time.
public struct RebookTask: Codable, Sendable, Hashable {
  /// The entity of the document.
  public static let entity = "rebook_task"

  public var appointment: String
  public var practitioner: String
  public var patient: String
  /// The site whose desk booked the visit: the task is shown there.
  public var site: String
  /// Why, as a code: `taken`, `patient_taken`, `room_taken` or `refused` (by who holds the lease).
  public var reason: String
  /// The lost time, as UTC minute and length.
  public var lost: Time
  /// The nearest times that were free as far as the hub knows, nearest first.
  public var free: [Time]
  /// Milliseconds UTC.
  public var madeAt: Int64
  /// Patched to true by the desk when it is done.
  public var isDone: Bool
  /// What came of it, as a code of the desk's.
  public var outcome: String?
  /// How often the patient was called in vain.
  public var calls: Int64?

  /// A stretch of time.
  public struct Time: Codable, Sendable, Hashable {
    /// UTC minute.
    public var start: Int64
    public var minutes: Int64

    public init(start: Int64, minutes: Int64) {
      self.start = start
      self.minutes = minutes
    }
  }

  public init(
    appointment: String, practitioner: String, patient: String, site: String, reason: String,
    lost: Time, free: [Time], madeAt: Int64, isDone: Bool = false, outcome: String? = nil,
    calls: Int64? = nil
  ) {
    self.appointment = appointment
    self.practitioner = practitioner
    self.patient = patient
    self.site = site
    self.reason = reason
    self.lost = lost
    self.free = free
    self.madeAt = madeAt
    self.isDone = isDone
    self.outcome = outcome
    self.calls = calls
  }
}
