/// What stands against each of several visits, before they are booked or moved together.
public struct PreviewVisits: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let visits: [PreviewBooking]

  public init(visits: [PreviewBooking]) { self.visits = visits }

  /// In the order of the visits; nil for one whose practitioner is not there.
  public typealias Answer = [BookingPreview?]
}

/// The visits of a series that are still to come, by date and start.
public struct ReadSeries: ClinicQuery {
  public static let capability = Capability.readAgenda
  public let series: SeriesID

  public init(series: SeriesID) { self.series = series }

  public typealias Answer = [VisitRow]
}

/// Which visits of a series are meant.
public enum SeriesScope: String, CaseIterable, Hashable, Codable, Sendable {
  case this, following, all

  /// The visits that are meant, of those that are still to come.
  public func visits(from visit: VisitRow, in series: [VisitRow]) -> [VisitRow] {
    switch self {
    case .this: [visit]
    case .following: series.filter { ($0.date, $0.start) >= (visit.date, visit.start) }
    case .all: series
    }
  }
}
