/// A time that could be booked.
public struct FreeTime: Hashable, Sendable {
  public let practitioner: PractitionerID
  public let practitionerName: String
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int
  /// The group that has a place then; nil for a time to oneself.
  public let group: GroupSeat?

  public init(
    practitioner: PractitionerID, practitionerName: String, date: CivilDate, start: CivilTime,
    minutes: Int, group: GroupSeat? = nil
  ) {
    self.practitioner = practitioner
    self.practitionerName = practitionerName
    self.date = date
    self.start = start
    self.minutes = minutes
    self.group = group
  }
}

/// Which free times are looked for.
public struct FreeTimeFilter: Hashable, Sendable {
  /// None means every active one.
  public var practitioners: [PractitionerID]
  /// The beginnings of words of a specialty; empty for any.
  public var specialty: String
  public var unit: UnitID?
  /// nil takes the slots of each agenda.
  public var minutes: Int?
  /// None means every day.
  public var weekdays: Set<Weekday>
  /// The part of the day.
  public var from: CivilTime
  public var until: CivilTime
  /// What is to be booked: its caps count, and it has to be offered; nil where that is not known.
  ///
  /// A kind that groups come for is looked for in groups alone, another one never; nil takes both.
  public var kind: VisitKind?
  /// Whose own visits are kept free of.
  public var patient: PatientID?
  /// Visits that will be gone from their times.
  public var moving: Set<AppointmentID>

  public init(
    practitioners: [PractitionerID] = [], specialty: String = "", unit: UnitID? = nil,
    minutes: Int? = nil, weekdays: Set<Weekday> = [], from: CivilTime = .midnight,
    until: CivilTime = .endOfDay, kind: VisitKind? = nil, patient: PatientID? = nil,
    moving: Set<AppointmentID> = []
  ) {
    self.practitioners = practitioners
    self.specialty = specialty
    self.unit = unit
    self.minutes = minutes
    self.weekdays = weekdays
    self.from = from
    self.until = until
    self.kind = kind
    self.patient = patient
    self.moving = moving
  }
}

/// Free times from now on, by day and time: a page of them, found as the agendas are walked.
public struct FindFreeTimes: ClinicQuery {
  public static let capability = Capability.readAgenda

  /// Where the walk goes on.
  public struct Place: Hashable, Sendable {
    public let date: CivilDate
    /// Free times of that day which are known already.
    public let skipping: Int

    public init(date: CivilDate, skipping: Int = 0) {
      self.date = date
      self.skipping = skipping
    }
  }

  public let filter: FreeTimeFilter
  public let place: Place
  /// How many are enough for now.
  public let limit: Int

  public init(filter: FreeTimeFilter, from place: Place, limit: Int = 20) {
    self.filter = filter
    self.place = place
    self.limit = limit
  }

  /// One page; where much had to be walked through, it may be short or empty and still go on.
  public struct Answer: Hashable, Sendable {
    public let times: [FreeTime]
    /// nil where nothing more can be booked.
    public let next: Place?

    public init(times: [FreeTime], next: Place?) {
      self.times = times
      self.next = next
    }
  }
}

/// A time that is spoken for in a plan which nobody has stored yet.
public struct PlannedTime: Hashable, Sendable {
  public let practitioner: PractitionerID
  public let patient: PatientID?
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int

  public init(
    practitioner: PractitionerID, patient: PatientID?, date: CivilDate, start: CivilTime,
    minutes: Int
  ) {
    self.practitioner = practitioner
    self.patient = patient
    self.date = date
    self.start = start
    self.minutes = minutes
  }

  /// Whether both want a time of the same practitioner or patient.
  public func meets(_ other: PlannedTime) -> Bool {
    date == other.date
      && (practitioner == other.practitioner || patient != nil && patient == other.patient)
      && start.minuteOfDay < other.start.minuteOfDay + other.minutes
      && other.start.minuteOfDay < start.minuteOfDay + minutes
  }
}

/// What stands against a booking, before it is tried.
public struct PreviewBooking: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let start: CivilTime
  /// nil takes the kind's length, else the slot of the agenda.
  public let minutes: Int?
  public let kind: VisitKind?
  public let patient: PatientID?
  /// Visits that will be gone from their times.
  public let moving: Set<AppointmentID>
  /// The other times of the plan that it is part of: none of them is proposed.
  public let planned: [PlannedTime]

  public init(
    practitioner: PractitionerID, date: CivilDate, start: CivilTime, minutes: Int? = nil,
    kind: VisitKind? = nil, patient: PatientID? = nil, moving: Set<AppointmentID> = [],
    planned: [PlannedTime] = []
  ) {
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
    self.kind = kind
    self.patient = patient
    self.moving = moving
    self.planned = planned
  }

  /// nil where there is no such practitioner.
  public typealias Answer = BookingPreview?
}

/// The answer to `PreviewBooking`.
public struct BookingPreview: Hashable, Sendable {
  public let practitioner: PractitionerRow
  public let minutes: Int
  /// nil where nothing is known to stand against it; the booking itself decides.
  public let refusal: SchedulingRefusal?
  /// The visits that are in the way.
  public let clashes: [VisitRow]
  /// Free times near it, nearest first; of the same day before later ones.
  public let near: [FreeTime]
  /// Whether it is a return that costs nothing; nil where patient or kind say nothing of it.
  public let window: ReturnWindow?
  /// The group that the visit would be one of; nil where it has the time to itself.
  public let group: GroupSeat?
  /// What the patient is called by; empty where there is none.
  public let phone: String
  /// What it costs who pays for it herself.
  public let price: VisitPrice?
  /// Who may pay, first who usually does; empty as long as it is nobody's.
  public let payers: [Payer]

  public init(
    practitioner: PractitionerRow, minutes: Int, refusal: SchedulingRefusal?, clashes: [VisitRow],
    near: [FreeTime], window: ReturnWindow? = nil, group: GroupSeat? = nil, phone: String = "",
    price: VisitPrice? = nil, payers: [Payer] = []
  ) {
    self.practitioner = practitioner
    self.minutes = minutes
    self.refusal = refusal
    self.clashes = clashes
    self.near = near
    self.window = window
    self.group = group
    self.phone = phone
    self.price = price
    self.payers = payers
  }
}

extension OpenTime {
  /// The starts at which a visit fits in with what is kept free around it.
  ///
  /// - Parameters:
  ///   - minutes: nil for one slot.
  ///   - taken: minutes of the day that are busy, ordered by their beginnings.
  /// - Returns: the starts, in their order.
  public func freeStarts(minutes: Int?, taken: [Range<Int>]) -> [CivilTime] {
    let length = minutes ?? slotMinutes
    guard slotMinutes > 0, length > 0 else { return [] }
    var free: [CivilTime] = []
    var next = taken[...]
    for start in stride(
      from: from.minuteOfDay, through: until.minuteOfDay - length, by: stepMinutes)
    {
      let busy = (start - before)..<(start + length + after)
      while let first = next.first, first.upperBound <= busy.lowerBound { next = next.dropFirst() }
      // A long visit may end behind a shorter one that began later.
      let isTaken = next.contains { $0.overlaps(busy) }
      if !isTaken, let time = CivilTime(minuteOfDay: start) { free.append(time) }
    }
    return free
  }
}
