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

  /// Why the doctor takes no visits then.
  public enum Closure: Hashable, Sendable {
    /// An exception closes it.
    case exception(reason: String)
    case holiday(HolidayCalendar.KeptName)
    /// It is outside her hours, which are these; none where she has none on that day.
    case hours([TimeSpan])
  }

  /// Encaixes of the day so far.
  public let used: Int
  /// How many the agenda allows in a day.
  public let perDay: Int
  /// By start.
  public let delays: [Delay]
  /// nil within her open time.
  public let closure: Closure?
  /// What else the patient has at that time, by start.
  public let own: [VisitRow]

  public init(
    used: Int, perDay: Int, delays: [Delay], closure: Closure? = nil, own: [VisitRow] = []
  ) {
    self.used = used
    self.perDay = perDay
    self.delays = delays
    self.closure = closure
    self.own = own
  }

  /// Why an agenda takes no visit at a time; nil where it does.
  public static func closure(
    of book: AgendaBook, on date: CivilDate, at start: CivilTime, minutes: Int
  ) -> Closure? {
    let open = book.open(on: date)
    guard !open.contains(where: { $0.holds(from: start, minutes: minutes) }) else { return nil }
    func covers(_ from: CivilTime, _ until: CivilTime) -> Bool {
      from.minuteOfDay < start.minuteOfDay + minutes && start < until
    }
    for exception in book.exceptions
    where exception.covers(date) && covers(exception.from, exception.until) {
      if case .closes(let reason) = exception.effect { return .exception(reason: reason) }
    }
    if let holiday = book.closing(on: date).first(where: { covers($0.from, $0.until) }) {
      return .holiday(holiday.name)
    }
    return .hours(open.map { TimeSpan(from: $0.from, until: $0.until) })
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
  /// nil as long as it is nobody's.
  public let patient: PatientID?

  public init(
    practitioner: PractitionerID, date: CivilDate, start: CivilTime, minutes: Int,
    patient: PatientID? = nil
  ) {
    self.practitioner = practitioner
    self.date = date
    self.start = start
    self.minutes = minutes
    self.patient = patient
  }

  public typealias Answer = OverbookingImpact
}
