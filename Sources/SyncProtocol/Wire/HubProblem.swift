/// Why the hub did not take a request as a whole, in the shape of RFC 9457.
public struct HubProblem: Error, Codable, Sendable, Hashable {
  public enum Code: String, Codable, Sendable, Hashable, CaseIterable {
    /// The body can't be read.
    case malformed
    case tooLarge = "too_large"
    /// The wire format is too old or too new.
    case version
    /// No such site, or a signature that isn't its own.
    case unauthorised
    /// The request's date is too far off; `serverTime` tells the hub's.
    case clock
    /// The code is unknown, used or out of date.
    case enrolmentCode = "enrolment_code"
    /// The prefix belongs to another site.
    case prefixTaken = "prefix_taken"
    /// A place of the log holds another entry at the hub: two files push as one site.
    case forked
    /// Pushes are refused until an administrator looked.
    case frozen
    case decommissioned
    /// Entries are missing before these; `expected` is the next one.
    case expectedNext = "expected_next"
    /// The hub knows another epoch of the site: the file is a restored or cloned one.
    case staleEpoch = "stale_epoch"
    /// The feed's position is of another life of the hub: `hubEpoch` is the present one.
    case hubEpoch = "hub_epoch"
    case notFound = "not_found"
    /// The database is away or too much is asked; another try will do.
    case busy
  }

  public var code: Code
  /// The HTTP status.
  public var status: Int
  /// For `expectedNext`: the sequence that the hub waits for.
  public var expected: Int64?
  public var hubEpoch: Int64?
  /// Milliseconds UTC.
  public var serverTime: Int64?

  public init(
    _ code: Code, status: Int? = nil, expected: Int64? = nil, hubEpoch: Int64? = nil,
    serverTime: Int64? = nil
  ) {
    self.code = code
    self.status = status ?? code.status
    self.expected = expected
    self.hubEpoch = hubEpoch
    self.serverTime = serverTime
  }
}

extension HubProblem.Code {
  /// The HTTP status that goes with the code.
  public var status: Int {
    switch self {
    case .malformed: 400
    case .unauthorised, .clock: 401
    case .enrolmentCode, .frozen, .decommissioned: 403
    case .notFound: 404
    case .prefixTaken, .forked, .expectedNext, .staleEpoch, .hubEpoch: 409
    case .tooLarge: 413
    case .version: 422
    case .busy: 503
    }
  }
}
