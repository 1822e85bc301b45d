import ClinicDomain
import TerminalKit

/// How a visit looks in a grid or list: a sign, then a colour, then what stands at the right.
struct VisitFace: Equatable, Sendable {
  let sign: Character
  let style: Style
  /// Minutes since arrival, encaixe, tele, waiting for the hub.
  let suffix: String

  init(_ visit: VisitRow, now: Instant) {
    (sign, style) = Self.look(of: visit)
    var marks: [String] = []
    if visit.isWaiting, let minutes = visit.minutesWaiting(now) { marks.append("\(minutes)m") }
    if visit.isOverbooked { marks.append("E") }
    if visit.kind == .tele { marks.append("T") }
    switch visit.reservation {
    case .requested, .held: marks.append("↑")
    case .refused, .contested: marks.append("!")
    case .local, .confirmed: break
    }
    suffix = marks.joined(separator: " ")
  }

  private static func look(of visit: VisitRow) -> (Character, Style) {
    if visit.isInConsultation { return ("▶", .success) }
    switch visit.status {
    case .fulfilled: return ("✓", .dim)
    case .arrived, .checkedIn: return ("●", .warning)
    case .noshow: return ("!", .dim)
    case .cancelled, .enteredInError: return ("✗", .dim)
    case .proposed: return ("?", .warning)
    case .waitlist: return ("○", .dim)
    case .pending, .booked:
      if visit.reservation == .refused || visit.reservation == .contested {
        return ("○", .danger)
      }
      switch visit.confirmation {
      case .confirmed: return ("◐", .normal)
      case .declined: return ("○", .warning)
      case .none, .unreachable: return ("○", .normal)
      }
    }
  }
}

extension VisitRow {
  var isInConsultation: Bool { encounterStatus == .inProgress }

  /// In the house and not yet called in.
  var isWaiting: Bool { status.isPresent && encounterStatus == nil }

  func minutesWaiting(_ now: Instant) -> Int? {
    arrivedAt.map { max(0, now.minutes - $0.minutes) }
  }
}
