import ClinicDomain
import TerminalKit

/// How a group looks in the grid: what its members do, and how many have a place.
struct GroupFace: Equatable, Sendable {
  let sign: Character
  let style: Style

  init(_ group: VisitGroup) {
    let live = group.moving
    if live.isEmpty {
      (sign, style) = ("·", .dim)
    } else if live.contains(where: \.isInConsultation) {
      (sign, style) = ("▶", .success)
    } else if live.contains(where: \.isWaiting) {
      (sign, style) = ("●", .warning)
    } else if live.allSatisfy({ $0.status == .fulfilled }) {
      (sign, style) = ("✓", .dim)
    } else if live.allSatisfy({ $0.confirmation == .confirmed }) {
      (sign, style) = ("◐", .normal)
    } else {
      (sign, style) = ("○", .normal)
    }
  }
}

extension ScheduleScreen {
  /// One cell for all of a group: its name, and how many of its places are taken.
  func drawGroup(
    _ group: VisitGroup, into buffer: inout CellBuffer, sign: Rect, text: Rect,
    _ context: ScreenContext
  ) {
    let wording = context.wording
    let face = GroupFace(group)
    buffer.put(String(face.sign), in: sign, style: face.style)
    let places = wording.places(group.taken, of: group.capacity)
    let isOver = isPast(group.date, group.start, minutes: group.minutes, context)
    let style = carried == .group(group) ? face.style.adding(.reverse) : face.style
    buffer.put(
      wording.groupName(group.kind), in: text.inset(right: TextWidth.width(of: places) + 1),
      style: style)
    buffer.put(
      places, in: text, style: group.places > 0 && !isOver ? .success : .dim, alignment: .right)
  }

  /// The group under the cursor, where it begins or goes on.
  var group: VisitGroup? {
    switch cell {
    case .group(let group), .groupGoesOn(let group): group
    default: nil
    }
  }

  /// Whether a visit or a group was picked up and looks for another time.
  var movesVisits: Bool {
    switch carried {
    case .visit, .group: true
    case .patient, nil: false
    }
  }
}
