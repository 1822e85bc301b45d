import ClinicDomain
import TerminalKit

/// The kinds of visit: letter, length, price, free return; to be edited by the manager, the prices
/// by billing too.
struct KindsPanel: Equatable, Sendable {
  private(set) var question = Question<ListVisitKinds>()
  private(set) var form: KindForm?
  private var table = Table(columns: [], showsTitles: true)
  private var order = Order()

  private var kinds: [VisitKindSetup] { question.answer?.all ?? [] }
  private var selected: VisitKindSetup? {
    table.selected.flatMap { kinds.indices.contains($0) ? kinds[$0] : nil }
  }

  var isDirty: Bool { form?.panel.isDirty ?? false }
  var isTyping: Bool { form.map { !$0.panel.asksToDiscard } ?? false }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListVisitKinds(), &context)]
  }

  /// Takes a key; true where the panel is left.
  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (isLeft: Bool, effects: [Effect]) {
    if order.isPending { return (false, []) }
    if var open = form {
      let answer = open.handle(key, context)
      form = answer == .leave ? nil : open
      guard case .made(let setup) = answer else {
        return (false, answer == .open ? open.panel.told : [])
      }
      return (false, [order.give(SaveVisitKind(base: open.base, setup: setup), &context)])
    }
    table.resize(rows: max(1, context.size.rows - 9))
    let grant = context.grant(.changeVisitKinds)
    switch key {
    case .escape: return (true, [])
    case .character("n") where grant == .all: form = KindForm(nil, grant: grant, &context)
    case .enter where grant != .denied, .character("e") where grant != .denied:
      if let selected { form = KindForm(selected, grant: grant, &context) }
    default: _ = table.handle(key)
    }
    return (false, form?.panel.told ?? [])
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    let kept = selected
    guard question.take(ticket, reply) else { return nil }
    table.setRowCount(kinds.count)
    if let row = kinds.firstIndex(where: { $0.kind == kept?.kind }) { table.select(row) }
    return context.wording.message(for: reply).map { [.tell($0)] } ?? []
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket) else { return nil }
    return [form.settle(performed, context.wording)] + ask(&context)
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if let form { return form.panel.keys(wording) }
    var keys: [KeyHint] = []
    let grant = context.grant(.changeVisitKinds)
    if grant != .denied, selected != nil { keys.append(KeyHint("Enter", wording.edit)) }
    if grant == .all { keys.append(KeyHint("n", wording.newKindKey)) }
    return keys + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    if let form { return form.panel.draw(into: &buffer, in: rect) }
    buffer.put(wording.visitKindsTitle, in: rect.inset(left: 2), style: .strong)
    let columns = wording.kindColumns
    var shown = table
    shown.columns = [
      TableColumn("", .fixed(1)), TableColumn(columns.name, .flexible(weight: 1, minimum: 16)),
      TableColumn(columns.minutes, .fixed(9)), TableColumn(columns.price, .fixed(12)),
      TableColumn(columns.free, .fixed(15)), TableColumn("", .fixed(10)),
    ]
    let (list, lower) = rect.inset(left: 1, top: 2, right: 1).split(rows: -2)
    shown.draw(into: &buffer, in: list) { range in
      range.map { index in
        let setup = kinds[index]
        return TableRow([
          TableCell(setup.letter, style: Style(setup.colour.role)),
          TableCell(wording.visitKind(setup.kind), style: setup.isActive ? .strong : .dim),
          TableCell(setup.minutes.map { "\($0) min" } ?? wording.agendaLength, style: .dim),
          TableCell(setup.price.map(wording.money) ?? wording.doctorsPrice, style: .dim),
          TableCell(wording.freeReturn(setup), style: .dim),
          TableCell(setup.isTele ? wording.teleKind : "", style: .dim),
        ])
      }
    }
    guard let selected else { return }
    let text =
      selected.isActive
      ? (selected.preparation.isEmpty ? "" : wording.preparation(selected.preparation))
      : wording.retiredKind
    buffer.put(text, in: lower.inset(left: 1, top: 1), style: .dim)
  }
}
