import ClinicDomain
import TerminalKit

/// How a visit looks in a grid or list: a sign, then a colour, then what stands at the right.
struct VisitFace: Equatable, Sendable {
  let sign: Character
  let style: Style
  /// Minutes since arrival, encaixe, waiting for the hub, and last the kind's letter.
  let suffix: String
  /// The kind's letter, in its colour.
  let letter: String
  let letterStyle: Style

  init(_ visit: VisitRow, now: Instant, _ kinds: VisitKinds) {
    (sign, style) = Self.look(of: visit)
    var marks: [String] = []
    if visit.isWaiting, let minutes = visit.minutesWaiting(now) { marks.append("\(minutes)m") }
    if visit.isOverbooked { marks.append("E") }
    switch visit.reservation {
    case .requested, .held: marks.append("↑")
    case .contested: marks.append("↻")
    case .refused where visit.status.isLive: marks.append("‼")
    case .refused: break
    case .local, .confirmed: break
    }
    let setup = kinds[visit.kind]
    letter = setup?.letter ?? ""
    letterStyle = Style(setup?.colour.role ?? .dim)
    if !letter.isEmpty { marks.append(letter) }
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

extension KindColour {
  /// How it is drawn.
  var role: StyleRole {
    switch self {
    case .none: .dim
    case .blue: .tintBlue
    case .cyan: .tintCyan
    case .green: .tintGreen
    case .magenta: .tintMagenta
    case .yellow: .tintYellow
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
