import ClinicDomain
import TerminalKit

/// Which calls are to be made.
enum CallList: Int, CaseIterable, Equatable, Sendable {
  case waiting, recalls, confirmations, moved, unresolved

  /// Whether its lines are visits.
  var isOfVisits: Bool { isConfirmed || self == .unresolved }

  /// Whether a call is to hear that the patient comes.
  var isConfirmed: Bool { self == .confirmations || self == .moved }

  func next(_ step: Int) -> CallList {
    let all = Self.allCases
    return all[(rawValue + step + all.count) % all.count]
  }
}

/// What came of a call, one key each.
enum CallOutcome: Character, CaseIterable, Equatable, Sendable {
  case accepted = "c"
  case noAnswer = "s"
  case refused = "x"

  init?(_ key: Key) {
    guard case .character(let letter) = key else { return nil }
    self.init(rawValue: letter)
  }
}

extension Confirmation {
  /// How far the calling is: not begun, to be tried once more, over.
  var step: Int {
    switch self {
    case .none: 0
    case .unreachable: 1
    case .confirmed, .declined: 2
    }
  }
}

extension VisitRow {
  /// The time that others could have once the visit is gone from it; nil where it took none.
  var ownTime: OfferedTime? {
    guard isBooked, !isOverbooked, !isHistorical else { return nil }
    return OfferedTime(practitioner: practitioner, date: date, start: start, minutes: minutes)
  }
}
