/// Makes a visit longer or shorter; it begins when it began and stays confirmed.
public struct ChangeVisitLength: ClinicCommand {
  public static let kind = CommandKind.changeVisitLength
  public static let capability = Capability.changeBookings
  public let id: AppointmentID
  /// The length that the person saw.
  public let base: Int
  public let minutes: Int

  public init(id: AppointmentID, base: Int, minutes: Int) {
    self.id = id
    self.base = base
    self.minutes = minutes
  }

  public var subject: Subject { Subject(.appointment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.isOwnVisit(id, of: context.actor)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeVisit(id, from: [.proposed, .pending, .booked, .arrived, .checkedIn]) { visit in
      guard visit.time.minutes != minutes else { return }
      guard visit.exclusivity.group == nil else { throw Refusal.scheduling(.groupLength) }
      guard visit.time.minutes == base else { throw Refusal.changedMeanwhile([.minutes]) }
      let known = try store.visits(of: visit.patient, overlapping: visit.time.slot)
      visit.time = try visit.time.lasting(minutes)
      try BookingRules(context: context, store: store)
        .check(visit, wasAsked: true, beside: Set(known))
    }
  }
}

extension VisitTime {
  /// The same beginning with another length; what is kept free around it stays.
  func lasting(_ minutes: Int) throws -> VisitTime {
    guard VisitLength.isValid(minutes),
      let slot = TimeSlot(startMinute: slot.startMinute, length: minutes)
    else { throw Refusal.scheduling(.invalidLength) }
    let busy = slot.extended(
      before: self.slot.startMinute - busy.startMinute, after: busy.endMinute - self.slot.endMinute)
    return VisitTime(
      date: date, start: start, minutes: minutes, zone: zone, slot: slot, busy: busy)
  }
}

extension VisitLength {
  /// The next longer length: whole slots, below one steps of five minutes.
  public static func longer(than minutes: Int, slot: Int) -> Int {
    min(range.upperBound, minutes < slot ? minutes + step : (minutes / slot + 1) * slot)
  }

  /// The next shorter length: whole slots, below one steps of five minutes.
  public static func shorter(than minutes: Int, slot: Int) -> Int {
    max(step, minutes <= slot ? minutes - step : (minutes - 1) / slot * slot)
  }
}
