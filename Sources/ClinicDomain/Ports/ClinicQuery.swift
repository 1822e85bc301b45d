/// A question as a value, so that a screen can ask it and a test can compare it.
///
/// The storage answers in one read.
public protocol ClinicQuery: Equatable, Sendable {
  associatedtype Answer: Equatable & Sendable

  /// What the actor must be allowed to do; `.own` grants narrow the answer.
  static var capability: Capability { get }
}

/// Part of the data that a commit touched: open screens ask again when their topic rings.
public struct Topics: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let patients = Topics(rawValue: 1)
  public static let practitioners = Topics(rawValue: 2)
  public static let schedule = Topics(rawValue: 4)
  public static let records = Topics(rawValue: 8)
  public static let billing = Topics(rawValue: 16)
  public static let staff = Topics(rawValue: 32)
  public static let sync = Topics(rawValue: 64)
  /// A chart was opened by emergency; other readings of charts ring nothing.
  public static let emergencyAccesses = Topics(rawValue: 128)
  /// Beds and who is in them.
  public static let beds = Topics(rawValue: 256)
  /// Who came without a visit.
  public static let attendances = Topics(rawValue: 512)
  public static let all = Topics(rawValue: 1023)
}
