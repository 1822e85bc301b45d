import ClinicDomain
import TerminalKit

/// The list of doctors with the four things one searches by.
struct DoctorList: Equatable, Sendable {
  /// What one searches by.
  enum Criterion: Int, CaseIterable, Sendable {
    case name, specialty, municipality, state, unit
  }

  private(set) var fields = [
    TextField(), TextField(), TextField(), TextField(maximumLength: 2), TextField(),
  ]
  private(set) var focus = Criterion.name
  var isTyping = false
  private(set) var includesInactive = false
  private(set) var question: Question<SearchPractitioners> = Question()
  private(set) var table = Table(columns: [])
  private var opensFirst = false

  var rows: [PractitionerRow] { question.answer ?? [] }

  var selected: PractitionerRow? {
    table.selected.flatMap { rows.indices.contains($0) ? rows[$0] : nil }
  }

  private func text(_ criterion: Criterion) -> String { fields[criterion.rawValue].value }

  var hasCriteria: Bool { fields.contains { !$0.value.isEmpty } }

  private var query: SearchPractitioners {
    SearchPractitioners(
      text: text(.name), specialty: text(.specialty), municipality: text(.municipality),
      state: FederativeUnit(rawValue: text(.state).uppercased()), unit: text(.unit),
      includesInactive: includesInactive)
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(query, &context)]
  }

  /// A key while the fields have the keys.
  ///
  /// - Returns: a doctor to be opened, and what is to be done.
  mutating func handleTyping(
    _ key: Key, height: Int, _ context: inout ScreenContext
  ) -> (PractitionerID?, [Effect]) {
    table.resize(rows: height)
    switch key {
    case .enter:
      guard !question.isPending else {
        opensFirst = true
        return (nil, [])
      }
      return (selected?.id, [])
    case .escape:
      guard hasCriteria else {
        isTyping = false
        return (nil, [])
      }
      for index in fields.indices { fields[index].value = "" }
      focus = .name
      return (nil, ask(&context))
    case .tab: move(1)
    case .backTab: move(-1)
    case .up, .down, .pageUp, .pageDown: _ = table.handle(key)
    default:
      guard fields[focus.rawValue].handle(key) == .changed else { return (nil, []) }
      opensFirst = false
      return (nil, ask(&context))
    }
    return (nil, [])
  }

  private mutating func move(_ distance: Int) {
    let count = Criterion.allCases.count
    focus = Criterion(rawValue: (focus.rawValue + distance + count) % count) ?? .name
    fields[focus.rawValue].focus()
  }

  /// Gives the keys to the fields.
  mutating func startTyping() {
    isTyping = true
    fields[focus.rawValue].focus()
  }

  /// Shows or hides those who no longer work here.
  mutating func toggleInactive(_ context: inout ScreenContext) -> [Effect] {
    includesInactive.toggle()
    return ask(&context)
  }

  mutating func move(_ key: Key, height: Int) -> Bool {
    table.resize(rows: height)
    return table.handle(key) == .handled
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> PractitionerID?? {
    let kept = selected?.id
    guard question.take(ticket, reply) else { return nil }
    table.setRowCount(rows.count)
    table.select(kept.flatMap { id in rows.firstIndex { $0.id == id } } ?? 0)
    let opens = opensFirst
    opensFirst = false
    return .some(opens ? selected?.id : nil)
  }
}

extension DoctorList {
  /// Rows above the table and below it.
  static let rowsAround = 7

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let (head, rest) = rect.split(rows: 3)
    let (list, below) = rest.split(rows: -(Self.rowsAround - 3))
    drawTable(into: &buffer, in: list, context)
    drawFields(into: &buffer, in: head, context)
    if let selected {
      let area = below.inset(left: 1, top: 1)
      let wording = context.wording
      let name = wording.doctorName(selected.name, selected.sex)
      let used = buffer.put(name, in: area, style: .strong)
      buffer.put(wording.doctorFacts(selected), in: area.inset(left: used))
      buffer.put(wording.doctorPlace(selected), in: area, row: 1)
    }
  }

  private func drawFields(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    let labels = [
      wording.field(.name), wording.field(.specialties), wording.cityLabel, wording.field(.state),
      wording.field(.unit),
    ]
    let half = rect.columns / 2
    for criterion in Criterion.allCases {
      let index = criterion.rawValue
      let column = index % 2 == 0 ? 1 : half
      let width = index % 2 == 0 ? 8 : 15
      let room = index == 3 ? 3 : half - width - 3
      buffer.put(labels[index], in: rect.inset(left: column), row: index / 2, style: Style(.label))
      fields[index].draw(
        into: &buffer,
        in: Rect(
          column: rect.column + column + width, row: rect.row + index / 2, columns: room, rows: 1),
        isFocused: isTyping && criterion == focus)
    }
    guard question.answer != nil else { return }
    buffer.put(
      wording.doctorCount(rows.count, withInactive: includesInactive), in: rect.inset(right: 1),
      row: 2, style: .dim, alignment: .right)
  }

  private func drawTable(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    guard !rows.isEmpty else {
      if question.answer != nil {
        let text = wording.noDoctor(
          hasCriteria: hasCriteria, mayRegister: context.may(.changePractitioners))
        buffer.put(text, in: rect.inset(left: 3, top: 1), style: .dim)
      }
      return
    }
    var shown = table
    shown.columns = [
      TableColumn(wording.field(.name), .flexible(weight: 3, minimum: 18)),
      TableColumn(wording.field(.specialties), .flexible(weight: 3, minimum: 14)),
      TableColumn(wording.councilColumn, .fixed(14)),
      TableColumn(wording.placeColumn, .flexible(weight: 2, minimum: 12)),
    ]
    shown.draw(into: &buffer, in: rect) { range in
      range.map { index in
        let row = rows[index]
        let style: Style = row.isActive ? .strong : Style(.disabled)
        let names = [row.unitName, row.roomName].filter { !$0.isEmpty }
        let place = rect.columns < 100 ? names.last ?? "" : names.joined(separator: " · ")
        return TableRow([
          TableCell(wording.doctorName(row.name, row.sex), style: style),
          TableCell(row.specialties), TableCell(row.registration, style: .dim), TableCell(place),
        ])
      }
    }
  }
}
