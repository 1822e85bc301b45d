import ClinicDomain
import TerminalKit

/// A patient's record: opened only once its reading is audited, with a banner that never scrolls.
struct RecordScreen: Screen {
  /// What lies over the chart.
  enum Panel: Equatable, Sendable {
    case editor(NoteEditor)
    case ending(NoteEditor, ConfirmPanel)
    case form(FormPanel, RecordFormKind)
    case discard(ConfirmPanel, RecordEntryID)
    case finish(ConfirmPanel, EncounterID)
  }

  var picker = PatientPicker()
  /// Whose chart is open or being opened.
  var patient: PatientID?
  var opening = Order()
  var breakGlass: FormPanel?
  var refusal: Refusal?
  /// Whether the chart could not be opened, by no rule's fault: it can be tried again.
  var hasFailedToOpen = false
  /// Asks before text is thrown away that could not be kept.
  var loss: ConfirmPanel?
  var chart = Question<ReadChart>()
  var table = Table(columns: [], showsTitles: false)
  var scroll = 0
  var panel: Panel?
  /// The order of the panel: signing, registering.
  var order = Order()
  var keeping = DraftKeeper()
  /// What the timeline held when something was registered: what is new gets the cursor.
  private var knownItems: Set<String>?

  init() {}

  var showsOverview: Bool { patient == nil }

  var shown: Chart? { chart.answer.flatMap { $0 } }
  var items: [TimelineItem] { shown.map(TimelineItem.items) ?? [] }
  var selected: TimelineItem? {
    table.selected.flatMap { items.indices.contains($0) ? items[$0] : nil }
  }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    resize(context)
    return patient == nil ? picker.ask(&context) : chart.askAgain(&context)
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    guard !topics.isDisjoint(with: [.records, .schedule, .patients]) else { return [] }
    return chart.askAgain(&context)
  }

  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect] {
    resize(context)
    guard case .chart(let patient) = route else { return enter(&context) }
    guard panel == nil || patient == self.patient else {
      return [.tell(Message(context.wording.finishWritingFirst, .warning))]
    }
    return openChart(patient, reason: nil, &context)
  }

  /// The reading is audited first; only its outcome leads to the chart.
  mutating func openChart(
    _ patient: PatientID, reason: String?, _ context: inout ScreenContext
  ) -> [Effect] {
    if self.patient != patient { close() }
    self.patient = patient
    refusal = nil
    hasFailedToOpen = false
    return [opening.give(OpenChart(patient: patient, breakGlassReason: reason), &context)]
  }

  mutating func close() {
    patient = nil
    chart.clear()
    panel = nil
    breakGlass = nil
    refusal = nil
    hasFailedToOpen = false
    loss = nil
    scroll = 0
    knownItems = nil
    table.setRowCount(0)
  }

  /// An access that has run out closes the chart; what is being written is there again once it is
  /// renewed.
  mutating func tick(_ context: inout ScreenContext) -> [Effect] {
    guard let access = shown?.access, access.expiresAt <= context.now, let patient else {
      return []
    }
    chart.clear()
    return openChart(patient, reason: nil, &context)
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    if picker.take(ticket, reply) { return [] }
    let kept = selected?.id
    guard chart.take(ticket, reply) else { return [] }
    table.setRowCount(items.count)
    if let known = knownItems, let row = items.firstIndex(where: { !known.contains($0.id) }) {
      table.select(row)
      scroll = 0
    } else if let kept, let row = items.firstIndex(where: { $0.id == kept }) {
      table.select(row)
    }
    knownItems = nil
    return []
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    if opening.settle(ticket) { return settleOpening(performed, &context) }
    if let effects = keeping.settle(ticket, performed, &context) { return effects }
    guard order.settle(ticket) else { return [] }
    switch performed {
    case .done:
      panel = nil
      keeping.forget()
      knownItems = Set(items.map(\.id))
      return [.tell(Message(context.wording.recordDone, .done))] + chart.askAgain(&context)
    case .staged:
      panel = nil
      keeping.forget()
    case .refused(let refusal):
      if case .form(var form, let kind) = panel {
        form.show(refusal, context.wording)
        panel = .form(form, kind)
      }
    case .failed: break
    }
    return context.wording.message(for: performed).map { [.tell($0)] } ?? []
  }

  private mutating func settleOpening(
    _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let patient else { return [] }
    switch performed {
    case .done:
      breakGlass = nil
      return [chart.ask(ReadChart(patient: patient), &context)]
    case .refused(.record(.notOwnPatient)) where context.grant(.breakGlass) == .all:
      breakGlass = .breakGlass(context.wording)
    case .refused(let refusal):
      self.refusal = refusal
      breakGlass?.show(refusal, context.wording)
    case .staged, .failed: hasFailedToOpen = true
    }
    return context.wording.message(for: performed).map { [.tell($0)] } ?? []
  }

  mutating func resize(_ context: ScreenContext) {
    let isWide = context.size.columns >= 110
    table.columns = [
      TableColumn("", .fixed(6)), TableColumn("", .flexible()),
      TableColumn("", .fixed(isWide ? 16 : 9)),
    ]
    table.resize(rows: max(2, context.size.rows - 8))
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    if let shown {
      ChartBanner(chart: shown).draw(into: &buffer, in: rect, context)
      let body = rect.inset(top: 3)
      switch panel {
      case .editor(let editor): editor.draw(into: &buffer, in: body, context)
      case .ending(let editor, let question):
        editor.draw(into: &buffer, in: body, context)
        question.draw(into: &buffer, in: rect)
      case .form(let form, _): form.draw(into: &buffer, in: body)
      case .discard(let question, _), .finish(let question, _):
        ChartView(screen: self).draw(into: &buffer, in: body, context)
        question.draw(into: &buffer, in: rect)
      case nil: ChartView(screen: self).draw(into: &buffer, in: body, context)
      }
    } else if let breakGlass {
      breakGlass.draw(into: &buffer, in: rect)
    } else if let refusal {
      buffer.put(context.wording.refusal(refusal), in: rect.inset(left: 2, top: 1), style: .danger)
    } else if canRetry {
      buffer.put(context.wording.chartUnreadable, in: rect.inset(left: 2, top: 1), style: .danger)
    } else if patient == nil {
      picker.draw(into: &buffer, in: rect, context)
    }
    loss?.draw(into: &buffer, in: rect)
  }

  /// Whether a chart is neither shown nor refused nor on its way.
  var canRetry: Bool {
    patient != nil && shown == nil && refusal == nil && breakGlass == nil && !opening.isPending
      && (hasFailedToOpen || chart.query != nil && !chart.isPending)
  }

  var isTyping: Bool {
    if loss != nil { return false }
    if shown == nil { return breakGlass != nil || (patient == nil) }
    switch panel {
    case .editor, .form: return true
    default: return false
    }
  }

  /// A note being written is kept at every key: only what is still on its way would be lost.
  var hasUnsavedText: Bool {
    switch panel {
    case .form(let form, _): form.isDirty
    case .editor, .ending: keeping.isBehind
    default: false
    }
  }
}
