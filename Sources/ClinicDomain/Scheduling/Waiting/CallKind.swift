/// What kind of visit somebody is called for.
public struct CallKind: Hashable, Sendable {
  /// What was wished for; nil where nothing was said.
  public let wished: VisitKind?
  /// The return that costs nothing, with whom and how long.
  public let freeReturn: FreeReturn?

  /// A return that costs nothing with a practitioner up to a day.
  public struct FreeReturn: Hashable, Sendable {
    public let kind: VisitKind
    public let practitioner: PractitionerID
    public let lastDay: CivilDate

    public init(kind: VisitKind, practitioner: PractitionerID, lastDay: CivilDate) {
      self.kind = kind
      self.practitioner = practitioner
      self.lastDay = lastDay
    }
  }

  public init(wished: VisitKind?, freeReturn: FreeReturn? = nil) {
    self.wished = wished
    self.freeReturn = freeReturn
  }

  /// What a visit is booked as; nil leaves it open.
  public func kind(with practitioner: PractitionerID, on date: CivilDate) -> VisitKind? {
    if let wished { return wished }
    guard let freeReturn, freeReturn.practitioner == practitioner, date <= freeReturn.lastDay
    else { return nil }
    return freeReturn.kind
  }
}

extension BookingSource {
  /// The return that costs nothing on a day, of the kinds that can be booked.
  public func freeReturn(
    of patient: PatientID, with practitioner: PractitionerID, on date: CivilDate
  ) throws -> CallKind.FreeReturn? {
    for setup in VisitKinds(stored: try storedVisitKinds()).all where setup.isActive {
      let window = try returnWindow(
        of: setup, patient: patient, practitioner: practitioner, on: date, asideFrom: nil)
      if let window, window.isFree(on: date), let lastDay = window.lastDay {
        return CallKind.FreeReturn(
          kind: setup.kind, practitioner: practitioner, lastDay: lastDay)
      }
    }
    return nil
  }

  /// What an offered time is booked as for somebody who waits, and how long: the wished kind, for a
  /// recall a return as long as one costs nothing, else an ordinary visit; the offered minutes
  /// unless the kind has its own.
  public func visit(
    for entry: WaitingEntry, at offer: OfferedTime
  ) throws -> (kind: VisitKind, minutes: Int) {
    let freeReturn =
      entry.wish.kind == nil && entry.due != nil
      ? try freeReturn(of: entry.patient, with: offer.practitioner, on: offer.date) : nil
    let kind =
      CallKind(wished: entry.wish.kind, freeReturn: freeReturn)
      .kind(with: offer.practitioner, on: offer.date) ?? .routine
    let setup = VisitKinds(stored: try storedVisitKinds())[kind]
    return (kind, setup?.minutes ?? offer.minutes)
  }
}
