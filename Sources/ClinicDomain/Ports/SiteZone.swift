import Foundation

/// A site's time zone: a named one through Foundation, or a fixed offset.
public struct SiteZone: ZoneRules, Equatable {
  public let identifier: String
  private let source: Source

  private enum Source: Sendable {
    case fixed(minutes: Int)
    case named(TimeZone)
  }

  /// Looks the zone up by its IANA name.
  ///
  /// - Returns: nil where the system knows no zone of that name.
  public init?(named identifier: String) {
    guard let zone = TimeZone(identifier: identifier) else { return nil }
    self.identifier = identifier
    source = .named(zone)
  }

  public init(identifier: String, offsetMinutes: Int) {
    self.identifier = identifier
    source = .fixed(minutes: offsetMinutes)
  }

  /// Brasília time, which has had no summer time since 2019.
  public static let brasilia = SiteZone(identifier: "America/Sao_Paulo", offsetMinutes: -180)

  public func offsetMinutes(at instant: Instant) -> Int {
    switch source {
    case .fixed(let minutes): minutes
    case .named(let zone):
      zone.secondsFromGMT(
        for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)) / 60
    }
  }

  public static func == (left: SiteZone, right: SiteZone) -> Bool {
    left.identifier == right.identifier
  }
}
