/// The visits that were asked for and wait for an answer; a doctor whose grant is `.own` gets hers.
public struct ListRequests: ClinicQuery {
  public static let capability = Capability.readAgenda

  public init() {}

  /// Those still to come, the longest waiting first; at most 200.
  public typealias Answer = [RequestRow]
}

/// A visit that was asked for.
public struct RequestRow: Hashable, Sendable {
  public let visit: VisitRow
  public let askedAt: Instant
  /// Whether somebody else has the time by now.
  public let isTaken: Bool
  /// The patient's phone, as shown.
  public let phone: String

  public init(visit: VisitRow, askedAt: Instant, isTaken: Bool, phone: String) {
    self.visit = visit
    self.askedAt = askedAt
    self.isTaken = isTaken
    self.phone = phone
  }
}
