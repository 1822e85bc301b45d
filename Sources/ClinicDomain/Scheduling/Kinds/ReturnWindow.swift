/// Whether a return costs nothing: so many visits within so many days after a paid one with the
/// same doctor; a cancelled or missed one gives the visit back.
public struct ReturnWindow: Hashable, Sendable {
  /// The last paid visit up to the day asked for; nil where there is none.
  public let paidOn: CivilDate?
  /// Days for which it holds.
  public let days: Int
  /// How many cost nothing.
  public let count: Int
  /// How many were had or are booked.
  public let used: Int

  public init(paidOn: CivilDate?, days: Int, count: Int, used: Int) {
    self.paidOn = paidOn
    self.days = days
    self.count = count
    self.used = used
  }

  /// The last day on which it costs nothing.
  public var lastDay: CivilDate? { paidOn?.adding(days: days) }

  /// Whether a visit on a day costs nothing.
  public func isFree(on date: CivilDate) -> Bool {
    guard let paidOn, let lastDay else { return false }
    return used < count && paidOn <= date && date <= lastDay
  }
}

/// The free return of a visit that is booked or to be booked.
public struct ReadReturnWindow: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let patient: PatientID
  public let practitioner: PractitionerID
  public let kind: VisitKind
  public let date: CivilDate
  /// The visit itself, which is not counted.
  public let visit: AppointmentID?

  public init(
    patient: PatientID, practitioner: PractitionerID, kind: VisitKind, date: CivilDate,
    visit: AppointmentID? = nil
  ) {
    self.patient = patient
    self.practitioner = practitioner
    self.kind = kind
    self.date = date
    self.visit = visit
  }

  /// nil where the kind is none that is free within days.
  public typealias Answer = ReturnWindow?
}

/// What a visit costs by default.
public struct ReadVisitPrice: ClinicQuery {
  public static let capability = Capability.readBilling
  public let appointment: AppointmentID

  public init(appointment: AppointmentID) { self.appointment = appointment }

  /// nil where there is no such visit.
  public typealias Answer = VisitPrice?
}

/// A visit's price with where it comes from.
public struct VisitPrice: Hashable, Sendable {
  /// Why it is that much.
  public enum Basis: Hashable, Sendable {
    case freeReturn(ReturnWindow)
    case kind, practitioner
    /// Nobody said what it costs.
    case unknown
  }

  public let basis: Basis
  public let amount: Money

  /// The free return before the kind's price, that before the doctor's.
  public init(
    on date: CivilDate, window: ReturnWindow?, kind: VisitKindSetup?, practitioner: Money?
  ) {
    if let window, window.isFree(on: date) {
      (basis, amount) = (.freeReturn(window), .zero)
    } else if let price = kind?.price {
      (basis, amount) = (.kind, price)
    } else if let practitioner {
      (basis, amount) = (.practitioner, practitioner)
    } else {
      (basis, amount) = (.unknown, .zero)
    }
  }
}
