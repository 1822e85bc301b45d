/// What a patient who waits for a time would take.
public struct VisitWish: Hashable, Codable, Sendable {
  /// Only this one; nil for anyone, or for anyone of the specialty.
  public var practitioner: PractitionerID?
  /// Name of a specialty, or empty; where a practitioner is named it counts for nothing.
  public var specialty: String
  /// In the order of the week, so that the same wish is always the same text.
  private var days: [Weekday]
  public var partOfDay: PartOfDay
  /// It begins at this time or later.
  public var earliest: CivilTime?
  /// It begins before this time.
  public var latest: CivilTime?
  /// What it is for; nil leaves it open.
  public var kind: VisitKind?
  /// The last day that still helps.
  public var until: CivilDate?
  public var priority: WaitingPriority

  public init(
    practitioner: PractitionerID? = nil, specialty: String = "", weekdays: Set<Weekday> = [],
    partOfDay: PartOfDay = .any, earliest: CivilTime? = nil, latest: CivilTime? = nil,
    kind: VisitKind? = nil, until: CivilDate? = nil, priority: WaitingPriority = .routine
  ) {
    self.practitioner = practitioner
    self.specialty = specialty
    days = weekdays.sorted()
    self.partOfDay = partOfDay
    self.earliest = earliest
    self.latest = latest
    self.kind = kind
    self.until = until
    self.priority = priority
  }

  /// Empty for any day.
  public var weekdays: Set<Weekday> {
    get { Set(days) }
    set { days = newValue.sorted() }
  }

  /// Whether a time is what is wished for; `specialties` are those of its practitioner.
  public func fits(_ time: OfferedTime, specialties: [String]) -> Bool {
    if let practitioner {
      guard practitioner == time.practitioner else { return false }
    } else if !TextFolding.tokens(specialty).isEmpty {
      guard wants(anyOf: specialties) else { return false }
    }
    return (weekdays.isEmpty || weekdays.contains(time.date.weekday))
      && partOfDay.holds(time.start) && (earliest ?? .midnight) <= time.start
      && time.start < latest ?? .endOfDay && time.date <= until ?? time.date
  }

  /// Whether each word of the specialty begins a word of one of the names.
  private func wants(anyOf names: [String]) -> Bool {
    let words = TextFolding.tokens(specialty)
    return names.contains { name in
      let parts = TextFolding.tokens(name)
      return words.allSatisfy { word in parts.contains { $0.hasPrefix(word) } }
    }
  }
}

/// The part of a day in which a visit starts: noon and six in the evening divide it.
public enum PartOfDay: String, CaseIterable, Hashable, Codable, Sendable {
  case any, morning, afternoon, evening

  /// Whether a time lies in it.
  public func holds(_ time: CivilTime) -> Bool {
    switch self {
    case .any: true
    case .morning: time.hour < 12
    case .afternoon: (12..<18).contains(time.hour)
    case .evening: time.hour >= 18
    }
  }
}

/// How much a wait presses, as the desk or the doctor said.
public enum WaitingPriority: String, CaseIterable, Hashable, Codable, Sendable, Comparable {
  case routine, soon, urgent

  public static func < (left: WaitingPriority, right: WaitingPriority) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int {
    switch self {
    case .routine: 0
    case .soon: 1
    case .urgent: 2
    }
  }
}

/// A time that became free and can be offered.
public struct OfferedTime: Hashable, Codable, Sendable {
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int

  public init(practitioner: PractitionerID, date: CivilDate, start: CivilTime, minutes: Int) {
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
  }
}
