/// Something in a calendar that was not understood, with what was done about it: nothing is misread
/// in silence.
public struct CalendarProblem: Hashable, Sendable {
  /// What is wrong.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    case notACalendar = "not-a-calendar"
    case encoding, syntax
    case unclosed, unexpectedEnd = "unexpected-end"
    case tooLarge = "too-large"
    case tooMany = "too-many"
    case missing, malformed, repeated, unsupported
    case unknownZone = "unknown-zone"
    case endBeforeStart = "end-before-start"
    case unmatched
  }

  /// What became of it.
  public enum Effect: String, Hashable, Sendable {
    /// The named line or component was left out.
    case skipped
    /// It was read in the likely way.
    case assumed
  }

  /// The physical line, from 1, on which it begins.
  public let line: Int
  /// The property or component, such as `RRULE`.
  public let subject: String
  public let reason: Reason
  public let effect: Effect

  public init(line: Int, subject: String, _ reason: Reason, _ effect: Effect = .skipped) {
    self.line = line
    self.subject = subject
    self.reason = reason
    self.effect = effect
  }
}

extension CalendarProblem: Error {}
