import ClinicDomain
import TerminalKit

/// `/`: goes to a bed by the name of who lies in it, or by its code.
struct BedFinder: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay
    case close
    case chosen(BedRow)
  }

  static let rows = 8

  private(set) var field = TextField(maximumLength: 60)
  private var selected = 0

  init() {}

  /// The beds of which each typed word begins a name or the code; those with patients first.
  func found(in beds: [BedRow]) -> [BedRow] {
    let words = TextFolding.tokens(field.value)
    let matching = beds.filter { row in
      let names = TextFolding.tokens(
        "\(row.bed.details.code) \(row.stay?.patientName ?? "") \(row.unitName) \(row.roomName)")
      return words.allSatisfy { word in names.contains { $0.hasPrefix(word) } }
    }
    return matching.filter { $0.stay != nil } + matching.filter { $0.stay == nil }
  }

  mutating func handle(_ key: Key, in beds: [BedRow]) -> Step {
    let found = found(in: beds)
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
    into buffer: inout CellBuffer, in rect: Rect, _ beds: [BedRow], _ context: ScreenContext
  ) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.findBed, into: &buffer, in: rect)
    let list = rect.inset(top: 1, bottom: 1)
    let found = found(in: beds)
    if found.isEmpty { buffer.put(wording.noBedFound, in: list.inset(left: 3), style: .dim) }
    let current = min(selected, max(found.count - 1, 0))
    let first = max(0, current - list.rows + 1)
    for (index, row) in found.enumerated().dropFirst(first).prefix(list.rows) {
      let line = list.line(index - first)
      let isSelected = index == current
      if isSelected { buffer.put("▌", in: line, style: .accent) }
      let face = row.bed.state.face
      buffer.put(String(face.sign), in: line.inset(left: 2), style: face.style)
      buffer.put(
        row.bed.details.code, in: line.inset(left: 4).split(columns: 8).left, style: .strong)
      let (name, place) = line.inset(left: 13, right: 1).split(columns: 36)
      buffer.put(
        row.stay?.patientName ?? wording.bedState(row.bed.state), in: name.inset(right: 1),
        style: row.stay == nil ? .dim : isSelected ? .strong : .normal)
      let names = [row.unitName, row.roomName].filter { !$0.isEmpty }
      buffer.put(names.joined(separator: " · "), in: place, style: .dim)
    }
    let line = rect.line(rect.rows - 1)
    let used = buffer.put("\(wording.findBedLabel)  ", in: line.inset(left: 1), style: .strong)
    field.draw(into: &buffer, in: line.inset(left: 1 + used, right: 1), isFocused: true)
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    [
      KeyHint("Enter", wording.goToBedKey), KeyHint("↑↓", wording.chooseKey),
      KeyHint("Esc", wording.goBack),
    ]
  }
}
