import ClinicDomain
import TerminalKit

/// `\`: whose agendas are shown, found by the beginnings of words.
struct FilterPanel: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    /// nil shows all again.
    case chosen(AgendaFilter?)
    case failed(Reply)
  }

  static let rows = 10

  private(set) var field = TextField(maximumLength: 40)
  private var doctors = Question<SearchPractitioners>()
  private var units = Question<ListUnits>()
  private var selected = 0

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    [doctors.ask(SearchPractitioners(), &context), units.ask(ListUnits(), &context)]
  }

  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Step {
    guard doctors.take(ticket, reply) || units.take(ticket, reply) else { return .stay([]) }
    if let fault = doctors.fault ?? units.fault { return .failed(fault) }
    return .stay([])
  }

  private func choices(_ wording: Wording) -> [AgendaFilter] {
    let words = TextFolding.tokens(field.value)
    return AgendaFilter.choices(doctors.answer ?? [], units.answer ?? [], wording)
      .filter { $0.matches(words) }
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Step {
    let choices = choices(context.wording)
    switch key {
    case .escape: return .close
    case .up: selected = max(0, selected - 1)
    case .down: selected = min(max(choices.count - 1, 0), selected + 1)
    case .pageUp: selected = max(0, selected - Self.rows + 3)
    case .pageDown: selected = min(max(choices.count - 1, 0), selected + Self.rows - 3)
    case .enter:
      guard choices.indices.contains(selected) else { return .stay([.ring]) }
      return .chosen(choices[selected])
    default:
      if field.handle(key) == .changed { selected = 0 }
    }
    return .stay([])
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    [
      KeyHint("Enter", wording.filterKey), KeyHint("↑↓", wording.chooseKey),
      KeyHint("Esc", wording.goBack),
    ]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.filterTitle, into: &buffer, in: rect)
    let list = rect.inset(left: 1, top: 1, bottom: 1)
    let choices = choices(wording)
    if choices.isEmpty, doctors.answer != nil {
      buffer.put(wording.nothingToFilter, in: list, style: .dim)
    }
    let first = max(0, selected - list.rows + 1)
    for (line, choice) in choices.dropFirst(first).prefix(list.rows).enumerated() {
      let isSelected = line + first == selected
      if isSelected { buffer.put("▌", in: list.line(line), style: .accent) }
      let used = buffer.put(
        choice.name, in: list.line(line).inset(left: 2),
        style: isSelected ? .strong : .normal)
      guard choice.practitioners.count > 1 || choice.unit != nil else { continue }
      buffer.put(
        wording.doctorCount(choice.practitioners.count),
        in: list.line(line).inset(left: used + 4), style: .dim)
    }
    let line = rect.line(rect.rows - 1)
    let used = buffer.put(wording.filterLabel, in: line.inset(left: 1), style: .strong)
    field.draw(into: &buffer, in: line.inset(left: 3 + used, right: 1), isFocused: true)
  }
}
