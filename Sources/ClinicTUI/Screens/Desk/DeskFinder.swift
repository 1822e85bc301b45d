import ClinicDomain
import TerminalKit

/// `/`: goes to one of today's patients as her name is typed; who is awaited is checked in.
struct DeskFinder: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay
    case close
    case chosen(VisitRow)
  }

  static let rows = 8

  private(set) var field = TextField(maximumLength: 60)
  private var selected = 0

  init() {}

  /// Who has the typed words in the name: the awaited first, since it is they who come to the desk.
  func found(in board: DeskBoard) -> [VisitRow] {
    let words = TextFolding.tokens(field.value)
    let groups: [DeskBoard.Group] = [
      .expected, .reception, .triage, .waiting, .inConsultation, .done, .missed,
    ]
    return groups.flatMap { board[$0] }.filter { visit in
      let names = TextFolding.tokens(visit.patientName)
      return words.allSatisfy { word in names.contains { $0.hasPrefix(word) } }
    }
  }

  mutating func handle(_ key: Key, in board: DeskBoard) -> Step {
    let found = found(in: board)
    switch key {
    case .escape: return .close
    case .up: selected = max(0, selected - 1)
    case .down: selected = min(max(found.count - 1, 0), selected + 1)
    case .enter:
      guard found.indices.contains(selected) else { return .stay }
      return .chosen(found[selected])
    default:
      if field.handle(key) == .changed { selected = 0 }
    }
    return .stay
  }

  func draw(
    into buffer: inout CellBuffer, in rect: Rect, _ board: DeskBoard, _ context: ScreenContext
  ) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.findPatient, into: &buffer, in: rect)
    let list = rect.inset(top: 1, bottom: 1)
    let found = found(in: board)
    if found.isEmpty {
      buffer.put(wording.nobodyToday, in: list.inset(left: 3), style: .dim)
    }
    let first = max(0, min(selected, found.count - 1) - list.rows + 1)
    for (index, visit) in found.enumerated().dropFirst(first).prefix(list.rows) {
      let line = list.line(index - first)
      let isSelected = index == selected
      if isSelected { buffer.put("▌", in: line, style: .accent) }
      let face = VisitFace(visit, now: context.now, wording.kinds)
      buffer.put(String(face.sign), in: line.inset(left: 2), style: face.style)
      buffer.put(visit.start.text, in: line.inset(left: 4))
      let (name, doctor) = line.inset(left: 10, right: 1).split(columns: 36)
      buffer.put(
        visit.patientName, in: name.inset(right: 1), style: isSelected ? .strong : .normal)
      buffer.put(visit.practitionerName, in: doctor, style: .dim)
    }
    let line = rect.line(rect.rows - 1)
    let used = buffer.put(
      "\(wording.patientLabel)  ", in: line.inset(left: 1), style: .strong)
    field.draw(into: &buffer, in: line.inset(left: 1 + used, right: 1), isFocused: true)
  }

  func keys(_ board: DeskBoard, _ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    let found = found(in: board)
    let isAwaited =
      found.indices.contains(selected)
      && VisitAction.checkIn.isOffered(for: found[selected], context)
    return [
      KeyHint("Enter", isAwaited ? wording.checkInKey : wording.goToVisitKey),
      KeyHint("↑↓", wording.chooseKey), KeyHint("Esc", wording.goBack),
    ]
  }
}
