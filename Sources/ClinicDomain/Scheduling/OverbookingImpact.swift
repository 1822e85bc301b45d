/// What an encaixe does to its day: how many there are, and who waits longer for it.
public struct OverbookingImpact: Hashable, Sendable {
  /// A visit that begins later than it would.
  public struct Delay: Hashable, Sendable {
    public let visit: VisitRow
    /// Minutes that the encaixe adds.
    public let minutes: Int

    public init(visit: VisitRow, minutes: Int) {
      self.visit = visit
      self.minutes = minutes
    }
  }

  /// Encaixes of the day so far.
  public let used: Int
  /// How many the agenda allows in a day.
  public let perDay: Int
  /// By start.
  public let delays: [Delay]

  public init(used: Int, perDay: Int, delays: [Delay]) {
    self.used = used
    self.perDay = perDay
    self.delays = delays
  }

  /// Who waits longer where one more visit is seen in the order of the starts, behind those that
  /// begin with it.
  ///
  /// Nobody is taken to be quicker than planned; visits that are over don't count.
  public static func delays(
    start: CivilTime, minutes: Int, among visits: [VisitRow]
  ) -> [Delay] {
    let waiting = visits.filter {
      $0.status.isLive && $0.status != .fulfilled && !$0.isHistorical
    }.sorted { ($0.start, $0.isOverbooked ? 1 : 0) < ($1.start, $1.isOverbooked ? 1 : 0) }
    let before = waiting.filter { $0.start <= start }
    let free = begins(of: waiting, from: 0)
    let squeezed =
      max(start.minuteOfDay, zip(before, free).map { $1 + $0.minutes }.max() ?? 0) + minutes
    let later = begins(of: Array(waiting.dropFirst(before.count)), from: squeezed)
    return zip(waiting.dropFirst(before.count), zip(free.dropFirst(before.count), later))
      .compactMap { visit, begin in
        begin.1 > begin.0 ? Delay(visit: visit, minutes: begin.1 - begin.0) : nil
      }
  }

  /// When each is seen, one behind the other.
  private static func begins(of visits: [VisitRow], from minute: Int) -> [Int] {
    var free = minute
    return visits.map { visit in
      let begin = max(free, visit.start.minuteOfDay)
      free = begin + visit.minutes
      return begin
    }
  }
}

/// What an encaixe would do to its day, before it is booked.
public struct PreviewOverbooking: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let practitioner: PractitionerID
  public let date: CivilDate
  public let start: CivilTime
  public let minutes: Int

  public init(
    practitioner: PractitionerID, date: CivilDate, start: CivilTime, minutes: Int
  ) {
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
  }

  public typealias Answer = OverbookingImpact
}
