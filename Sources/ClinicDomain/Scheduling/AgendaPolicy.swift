/// What an agenda asks of every booking beside its hours.
public struct AgendaPolicy: Hashable, Codable, Sendable {
  /// Minutes kept free before each visit.
  public var bufferBefore: Int
  /// Minutes kept free after each visit.
  public var bufferAfter: Int
  /// The least minutes between booking and visit.
  public var noticeMinutes: Int
  /// The most days ahead that may be booked.
  public var horizonDays: Int
  public var holidays: HolidayWork
  /// The most visits of one day; nil as many as fit.
  public var visitsPerDay: Int?
  /// The most visits of single kinds in one day.
  public var caps: [VisitKindCap]
  /// Encaixes of a day; nil the usual number.
  public var overbookingsPerDay: Int?

  public init(
    bufferBefore: Int = 0, bufferAfter: Int = 0, noticeMinutes: Int = 0,
    horizonDays: Int = BookingRules.horizonDays, holidays: HolidayWork = .rests,
    visitsPerDay: Int? = nil, caps: [VisitKindCap] = [],
    overbookingsPerDay: Int? = nil
  ) {
    self.bufferBefore = bufferBefore
    self.bufferAfter = bufferAfter
    self.noticeMinutes = noticeMinutes
    self.horizonDays = horizonDays
    self.holidays = holidays
    self.visitsPerDay = visitsPerDay
    self.caps = caps
    self.overbookingsPerDay = overbookingsPerDay
  }

  /// Minutes that a buffer may have.
  public static let bufferRange = 0...120
  /// Minutes of notice that an agenda may ask: thirty days at most.
  public static let noticeRange = 0...43_200
  /// Days ahead that an agenda may be open: three years at most.
  public static let horizonRange = 1...1095
  /// Visits that a cap may allow; none of a kind is a cap, too.
  public static let capRange = 0...200

  /// How many visits of a kind a day may have; nil as many as fit.
  public func cap(of kind: VisitKind) -> Int? { caps.first { $0.kind == kind }?.perDay }

  /// How many encaixes a day may have.
  public var overbookingLimit: Int { overbookingsPerDay ?? BookingRules.overbookingsPerDay }

  /// What is out of its range.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    func require(_ isGood: Bool, _ field: FieldName) {
      if !isGood { problems.append(FieldProblem(field, .outOfRange)) }
    }
    require(Self.bufferRange.contains(bufferBefore), .bufferBefore)
    require(Self.bufferRange.contains(bufferAfter), .bufferAfter)
    require(Self.noticeRange.contains(noticeMinutes), .notice)
    require(Self.horizonRange.contains(horizonDays), .horizon)
    require(visitsPerDay.map { (1...Self.capRange.upperBound).contains($0) } ?? true, .visitsPerDay)
    require(overbookingsPerDay.map(Self.capRange.contains) ?? true, .overbookings)
    require(
      caps.allSatisfy { Self.capRange.contains($0.perDay) }
        && Set(caps.map(\.kind)).count == caps.count, .caps)
    return problems
  }

  /// The first moment of a day that can be booked at a time; nil where the day can't be at all.
  ///
  /// Past, notice and horizon; caps and open time are looked at apart.
  public func earliestStart(on date: CivilDate, at now: CivilDateTime) -> CivilTime? {
    guard date <= now.date.adding(days: horizonDays) else { return nil }
    let first = now.adding(minutes: noticeMinutes)
    if date < first.date { return nil }
    return date == first.date ? first.time : .midnight
  }
}

/// Whether an agenda is open on holidays.
public enum HolidayWork: String, CaseIterable, Hashable, Codable, Sendable {
  /// Closed on holidays and on optional ones (pontos facultativos).
  case rests
  /// Closed on holidays, open on optional ones.
  case worksOnOptional = "works-on-optional"
  case works
}

/// The most visits of a kind that a day may have.
public struct VisitKindCap: Hashable, Codable, Sendable {
  public var kind: VisitKind
  public var perDay: Int

  public init(kind: VisitKind, perDay: Int) {
    self.kind = kind
    self.perDay = perDay
  }
}
