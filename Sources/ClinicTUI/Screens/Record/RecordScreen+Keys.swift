import ClinicDomain
import TerminalKit

extension RecordScreen {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    resize(context)
    // A second key would sign or register a second time, or write on behind the signature.
    guard !order.isPending else { return [.ring] }
    if let loss { return handle(key, loss, &context) }
    guard shown != nil else { return handleClosed(key, &context) }
    switch panel {
    case .editor(let editor): return handle(key, in: editor, &context)
    case .ending(let editor, let question): return handle(key, editor, question, &context)
    case .form(var form, let kind):
      let outcome = form.handle(key, context.wording)
      panel = outcome == .leave ? nil : .form(form, kind)
      return outcome == .save ? send(form, kind, &context) : form.told
    case .discard(var question, let draft):
      switch question.handle(key) {
      case .open: panel = .discard(question, draft)
      case .cancelled: panel = nil
      case .answered: return [order.give(DiscardDraft(id: draft), &context)]
      }
      return []
    case .finish(var question, let encounter):
      switch question.handle(key) {
      case .open: panel = .finish(question, encounter)
      case .cancelled: panel = nil
      case .answered: return [order.give(FinishEncounter(id: encounter), &context)]
      }
      return []
    case nil: return handleChart(key, &context)
    }
  }

  private mutating func handleClosed(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard !opening.isPending else { return [] }
    if var form = breakGlass {
      let outcome = form.handle(key, context.wording)
      breakGlass = form
      switch outcome {
      case .leave: return leave(&context)
      case .save:
        guard let patient else { return [] }
        return openChart(patient, reason: form.form[FieldName.reason.rawValue], &context)
      case .open: return form.told
      }
    }
    if let patient {
      switch key {
      case .character("r") where canRetry, .enter where canRetry:
        return openChart(patient, reason: nil, &context)
      case .escape, .enter: return leave(&context)
      default: return []
      }
    }
    let (effects, outcome) = picker.handle(key, &context)
    if case .chosen(let row) = outcome { return openChart(row.id, reason: nil, &context) }
    return effects
  }

  /// Back to the choice of a patient; text that could not be kept is asked about first.
  private mutating func leave(_ context: inout ScreenContext) -> [Effect] {
    guard !hasUnsavedText else {
      loss = ConfirmPanel(context.wording.lossQuestion(canRetry: false))
      return []
    }
    close()
    return picker.ask(&context)
  }

  private mutating func handle(
    _ key: Key, _ question: ConfirmPanel, _ context: inout ScreenContext
  ) -> [Effect] {
    var question = question
    switch question.handle(key) {
    case .open:
      loss = question
      return []
    case .cancelled:
      loss = nil
      return []
    case .answered(let index):
      loss = nil
      guard shown != nil else {
        keeping.forget()
        close()
        return picker.ask(&context)
      }
      if index == 0 { return keeping.tryAgain(&context) }
      panel = nil
      keeping.forget()
      return chart.askAgain(&context)
    }
  }

  private mutating func handleChart(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    switch key {
    case .escape:
      close()
      return picker.ask(&context)
    case .left, .character("["): scroll = max(0, scroll - 5)
    case .right, .character("]"): scroll += 5
    case .character("f"):
      guard let encounter = shown?.openEncounter else { return [] }
      panel = .finish(ConfirmPanel(context.wording.finishQuestion), encounter.id)
    case .character("a") where context.may(.writeAllergies): show(.allergy, context)
    case .character("x") where context.may(.orderExam): show(.exam, context)
    case .character("v") where mayRecall(context): return recall(&context)
    case .character("n") where context.may(.writeNotes): write(SOAPNote(), &context)
    case .character("p") where context.may(.writeNotes): show(.problem, context)
    case .character("m") where context.may(.writeNotes): show(.medication, context)
    default:
      if let effects = handleSelected(key, &context) { return effects }
      let before = table.cursor
      _ = table.handle(key)
      if table.cursor != before { scroll = 0 }
    }
    return []
  }

  private mutating func show(_ kind: RecordFormKind, _ context: ScreenContext) {
    panel = .form(.record(kind, context), kind)
  }

  private mutating func write(
    _ note: SOAPNote, id: RecordEntryID? = nil, amends: RecordEntryID? = nil,
    _ context: inout ScreenContext
  ) {
    panel = .editor(
      NoteEditor(id: id ?? context.makeID(), amends: amends, note: note, context.wording))
  }

  /// Keys that speak of the line under the cursor; nil where it is not one of them.
  private mutating func handleSelected(
    _ key: Key, _ context: inout ScreenContext
  ) -> [Effect]? {
    switch (selected, key) {
    case (.draft(let draft)?, .enter), (.draft(let draft)?, .character("e")):
      guard case .note(let note) = draft.content else { return nil }
      write(note, id: draft.id, amends: draft.amends, &context)
    case (.draft(let draft)?, .character("D")):
      panel = .discard(ConfirmPanel(context.wording.discardDraftQuestion), draft.id)
    case (.entry(let entry)?, .character("A")) where isOwn(entry, context):
      guard case .note(let note) = entry.entry.content else { return nil }
      write(note, amends: entry.entry.id, &context)
    case (.entry(let entry)?, .character("X")) where isOwn(entry, context):
      show(.retraction(entry.entry.id), context)
    case (.exam(let exam, _)?, .character("F"))
    where exam.status == .ordered && context.may(.registerExam):
      return [order.give(PerformExam(id: exam.id), &context)]
    case (.exam(let exam, _)?, .character("R"))
    where exam.status != .resulted && context.may(.registerExam):
      show(.result(exam.id), context)
    default: return nil
    }
    return []
  }

  func isOwn(_ entry: ChartEntry, _ context: ScreenContext) -> Bool {
    context.may(.writeNotes) && entry.entry.author == context.actor.reference
      && entry.entry.status == .signed
  }

  /// Every change is kept; Esc leaves with the draft kept, Ctrl-S asks what to do with it.
  private mutating func handle(
    _ key: Key, in editor: NoteEditor, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let patient else { return [] }
    var editor = editor
    let before = editor.note
    let outcome = editor.form.handle(key)
    panel = .editor(editor)
    if outcome == .cancelled {
      if keeping.wasRefused {
        loss = ConfirmPanel(context.wording.lossQuestion(canRetry: true))
        return []
      }
      if keeping.hasFailed { return keeping.tryAgain(&context) }
      panel = nil
      let wording = context.wording
      return chart.askAgain(&context)
        + (editor.note.isEmpty ? [] : [.tell(Message(wording.draftKept, .done))])
    }
    if outcome == .submitted {
      panel = .ending(editor, ConfirmPanel(context.wording.signQuestion))
      return []
    }
    guard editor.note != before else { return [] }
    return keeping.keep(
      KeepDraft(
        id: editor.id, patient: patient, content: .note(editor.note), amends: editor.amends),
      &context)
  }

  private mutating func handle(
    _ key: Key, _ editor: NoteEditor, _ question: ConfirmPanel, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let patient else { return [] }
    var question = question
    switch question.handle(key) {
    case .open: panel = .ending(editor, question)
    case .cancelled: panel = .editor(editor)
    case .answered(1):
      if keeping.hasFailed {
        panel = .editor(editor)
        return keeping.tryAgain(&context)
      }
      panel = nil
      return chart.askAgain(&context) + [.tell(Message(context.wording.draftKept, .done))]
    case .answered:
      panel = .editor(editor)
      if let amends = editor.amends {
        return [
          order.give(
            AmendEntry(id: editor.id, amends: amends, content: .note(editor.note)), &context)
        ]
      }
      return [
        order.give(
          SignEntry(
            id: editor.id, patient: patient, encounter: shown?.openEncounter?.id,
            occurredAt: context.now, content: .note(editor.note)), &context)
      ]
    }
    return []
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if let loss { return loss.keys(wording) }
    guard let shown else {
      if let breakGlass { return breakGlass.keys(wording) }
      if canRetry { return [wording.tryAgainKey, wording.backKey] }
      return patient == nil ? wording.pickerKeys : [wording.backKey]
    }
    switch panel {
    case .editor: return wording.editorKeys
    case .ending(_, let question), .discard(let question, _), .finish(let question, _):
      return question.keys(wording)
    case .form(let form, _): return form.keys(wording)
    case nil: break
    }
    // What is written next comes first; what is done to a signed entry is the rarest.
    let ofSelected = selectedKeys(context)
    let ofChart = wording.chartKeys(context, hasEncounter: shown.openEncounter != nil)
    var isWriting = false
    if case .draft = selected { isWriting = true }
    return (isWriting ? ofSelected + ofChart : ofChart + ofSelected)
      + (mayRecall(context) ? [KeyHint("v", wording.recallKey, isSecondary: true)] : [])
  }

  private func selectedKeys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch selected {
    case .draft: return [KeyHint("Enter", wording.goOnWriting), KeyHint("D", wording.discardKey)]
    case .entry(let entry) where isOwn(entry, context):
      let retract = KeyHint("X", wording.retractKey)
      return entry.entry.content.kind == .note
        ? [KeyHint("A", wording.amendKey), retract] : [retract]
    case .exam(let exam, _) where exam.status != .resulted && context.may(.registerExam):
      let result = KeyHint("R", wording.field(.result).lowercased())
      return exam.status == .ordered
        ? [KeyHint("F", wording.examDoneKey), result] : [result]
    default: return []
    }
  }
}
