import ClinicDomain
import TerminalKit

/// Who came to the units without a visit: to be triaged, waiting by risk, being seen, gone.
struct AttendancesPanel: Equatable, Sendable {
  /// The groups in the order in which they stand.
  enum Group: Int, CaseIterable, Hashable, Sendable {
    case arrived, triaged, inProgress, over

    init(of row: AttendanceRow) {
      switch row.state {
      case .arrived: self = .arrived
      case .triaged: self = .triaged
      case .inProgress: self = .inProgress
      case .finished, .cancelled, .enteredInError: self = .over
      }
    }
  }

  /// A line of the list.
  enum Line: Equatable, Sendable {
    case heading(Group, count: Int)
    case row(AttendanceRow)
    case space
  }

  /// What lies over the list and takes the keys.
  enum Layer: Equatable, Sendable {
    case register(AttendanceForm)
    case card(AttendanceCardPanel)
    case triage(AttendanceRow, ConfirmPanel)
    case finish(AttendanceRow, ConfirmPanel)
    case close(AttendanceRow, ConfirmPanel)
  }

  /// What the order under way leads to.
  enum Aftermath: Equatable, Sendable {
    case nothing
    /// Somebody new is in the queue: the cursor goes to her.
    case show(AttendanceID)
    /// The one inside is done with: the next one is called in.
    case callNext
    /// She is inside: her chart is opened.
    case open(PatientID)
  }

  private(set) var question = Question<ListAttendances>()
  /// Only one unit's; nil for all.
  var unit: UnitID?
  /// Where somebody was registered last.
  var lastUnit: UnitID?
  /// The attendance under the cursor.
  var selected: AttendanceID?
  /// Where it stood, for when it goes away.
  private var lastIndex = 0
  var top = 0
  var layer: Layer?
  var order = Order()
  /// What the line says when the order is done.
  var told = ""
  var aftermath = Aftermath.nothing

  private var all: [AttendanceRow] { question.answer?.rows ?? [] }
  var ownUnits: Set<UnitID> { question.answer?.ownUnits ?? [] }
  var isAnswered: Bool { question.answer != nil }
  var rows: [AttendanceRow] { all.filter { unit == nil || $0.unit == unit } }
  var row: AttendanceRow? { rows.first { $0.id == selected } }

  /// The units that have attendances, by name.
  var units: [(id: UnitID, name: String)] {
    var seen: Set<UnitID> = []
    return all.filter { seen.insert($0.unit).inserted }.map { ($0.unit, $0.unitName) }
      .sorted { $0.1 < $1.1 }
  }

  var lines: [Line] {
    let groups = Dictionary(grouping: rows, by: Group.init(of:))
    var lines: [Line] = []
    for group in Group.allCases {
      guard let rows = groups[group] else { continue }
      if !lines.isEmpty { lines.append(.space) }
      lines.append(.heading(group, count: rows.count))
      lines += rows.map { .row($0) }
    }
    return lines
  }

  var isDirty: Bool { if case .register(let form) = layer { form.isDirty } else { false } }
  var isTyping: Bool { if case .register(let form) = layer { form.isTyping } else { false } }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    var effects = [question.ask(ListAttendances(date: context.today), &context)]
    if case .card(var card) = layer {
      effects += card.ask(&context)
      layer = .card(card)
    }
    return effects
  }

  /// A new day begins by itself.
  mutating func tick(_ context: inout ScreenContext) -> [Effect] {
    question.query?.date == context.today ? [] : ask(&context)
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    switch layer {
    case .register(var form):
      if let effects = form.take(ticket, reply, context) {
        layer = .register(form)
        return effects
      }
    case .card(var card):
      if card.take(ticket, reply) {
        layer = .card(card)
        return []
      }
    default: break
    }
    guard question.take(ticket, reply) else { return nil }
    rebuild(context)
    return context.wording.message(for: reply).map { [.tell($0)] } ?? []
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket) else { return nil }
    let wording = context.wording
    let next = aftermath
    aftermath = .nothing
    switch performed {
    case .done, .staged:
      if case .card = layer {} else { layer = nil }
    case .refused(let refusal):
      if case .register(var form) = layer {
        form.show(refusal, wording)
        layer = .register(form)
      }
    case .failed: break
    }
    let message = wording.message(for: performed) ?? Message(told, .done)
    var effects: [Effect] = [.tell(message)]
    if case .done = performed {
      switch next {
      case .nothing: break
      case .show(let id): selected = id
      case .callNext: effects += startNext(&context)
      case .open(let patient):
        if context.may(.readChart) { effects.append(.navigate(.chart(patient))) }
      }
    }
    return effects + ask(&context)
  }

  mutating func rebuild(_ context: ScreenContext) {
    if let unit, !all.contains(where: { $0.unit == unit }) { self.unit = nil }
    let shown = rows
    if let index = shown.firstIndex(where: { $0.id == selected }) {
      lastIndex = index
    } else {
      lastIndex = min(lastIndex, max(shown.count - 1, 0))
      selected = shown.indices.contains(lastIndex) ? shown[lastIndex].id : nil
    }
    scroll(context)
  }

  /// Puts the cursor on a place of the list, the nearest there is.
  mutating func select(_ index: Int, _ context: ScreenContext) {
    let shown = rows
    guard !shown.isEmpty else { return }
    lastIndex = min(max(index, 0), shown.count - 1)
    selected = shown[lastIndex].id
    scroll(context)
  }

  /// So that the cursor's line is in sight; its group's heading too where it can.
  private mutating func scroll(_ context: ScreenContext) {
    // The frame has four lines of its own, the list two above and one below.
    let room = max(1, context.size.rows - 7 - (isCardOpen ? AttendanceCardPanel.rows : 0))
    let lines = lines
    let cursor = lines.firstIndex { line in
      if case .row(let row) = line { row.id == selected } else { false }
    }
    guard let cursor else {
      top = 0
      return
    }
    top = min(max(top, 0), max(lines.count - room, 0))
    var wanted = cursor
    if cursor > 0, case .heading = lines[cursor - 1] { wanted -= 1 }
    if wanted < top { top = wanted }
    if cursor >= top + room { top = cursor - room + 1 }
  }

  var isCardOpen: Bool { if case .card = layer { true } else { false } }
}
