import ClinicDomain
import TerminalKit

/// Who works in a unit, or in which units a doctor works beside her own: assigned from a day on and
/// ended with a last day.
struct AssignmentsPanel: Equatable, Sendable {
  enum Subject: Equatable, Sendable {
    case unit(UnitID, name: String)
    case practitioner(PractitionerID, name: String)
  }

  /// A line of the list.
  enum Line: Equatable, Sendable {
    /// A doctor whose own unit it is.
    case own(PractitionerRow)
    case assigned(UnitAssignmentRow)

    var practitioner: PractitionerID {
      switch self {
      case .own(let row): row.id
      case .assigned(let row): row.assignment.practitioner
      }
    }
  }

  /// What lies over the list.
  private enum Layer: Equatable, Sendable {
    case new(AssignmentForm)
    case end(UnitAssignmentRow, FormPanel)
  }

  let subject: Subject
  private var question = Question<ListUnitAssignments>()
  private var doctors = Question<SearchPractitioners>()
  private var units = Question<ListUnits>()
  private var table = Table(columns: [], showsTitles: false)
  private var layer: Layer?
  private var order = Order()

  init(_ subject: Subject) { self.subject = subject }

  var isDirty: Bool {
    switch layer {
    case .new(let form): form.panel.isDirty
    case .end(_, let form): form.isDirty
    case nil: false
    }
  }

  var isTyping: Bool {
    switch layer {
    case .new(let form): !form.panel.asksToDiscard
    case .end(_, let form): !form.asksToDiscard
    case nil: false
    }
  }

  /// Those assigned first, then those whose own unit it is.
  var lines: [Line] {
    let assigned = (question.answer ?? []).map(Line.assigned)
    guard case .unit(_, let name) = subject else { return assigned }
    return assigned + (doctors.answer ?? []).filter { $0.unitName == name }.map(Line.own)
  }

  private var selected: Line? {
    let lines = lines
    return table.selected.flatMap { lines.indices.contains($0) ? lines[$0] : nil }
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    switch subject {
    case .unit(let id, _):
      [
        question.ask(ListUnitAssignments(unit: id, from: context.today), &context),
        doctors.ask(SearchPractitioners(), &context),
      ]
    case .practitioner(let id, _):
      [
        question.ask(ListUnitAssignments(practitioner: id, from: context.today), &context),
        units.ask(ListUnits(), &context),
      ]
    }
  }

  /// Takes a key; true where the panel is left.
  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (isLeft: Bool, effects: [Effect]) {
    if order.isPending { return (false, []) }
    if layer != nil { return (false, handleForm(key, &context)) }
    table.resize(rows: max(1, context.size.rows - 8))
    let mayChange = context.may(.changePractitioners)
    switch key {
    case .escape: return (true, [])
    case .enter:
      guard case .unit = subject, let selected else { break }
      return (false, [.navigate(.doctor(selected.practitioner))])
    case .character("n") where mayChange:
      let form = AssignmentForm(
        subject, doctors: doctors.answer ?? [], units: units.answer ?? [], &context)
      layer = .new(form)
      return (false, form.panel.told)
    case .character("x") where mayChange:
      guard case .assigned(let row) = selected else { return (false, [.ring]) }
      let form = AssignmentForm.ending(row, context)
      layer = .end(row, form)
      return (false, form.told)
    default: _ = table.handle(key)
    }
    return (false, [])
  }

  private mutating func handleForm(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    switch layer {
    case .new(var form):
      let answer = form.handle(key, context)
      layer = answer == .leave ? nil : .new(form)
      guard case .made(let assignment) = answer else {
        return answer == .open ? form.panel.told : []
      }
      return [order.give(AssignToUnit(assignment: assignment), &context)]
    case .end(let row, var form):
      let outcome = form.handle(key, context.wording)
      layer = outcome == .leave ? nil : .end(row, form)
      guard outcome == .save else { return outcome == .open ? form.told : [] }
      guard
        let day = try? CivilDate.parse(
          form.form[FieldName.until.rawValue], today: context.today)
      else {
        form.form.mark(FieldName.until.rawValue, context.wording.dateError)
        layer = .end(row, form)
        return form.told
      }
      return [order.give(EndUnitAssignment(id: row.assignment.id, lastDay: day), &context)]
    case nil: return []
    }
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard
      question.take(ticket, reply) || doctors.take(ticket, reply) || units.take(ticket, reply)
    else { return nil }
    table.setRowCount(lines.count)
    return context.wording.message(for: reply).map { [.tell($0)] } ?? []
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket) else { return nil }
    let wording = context.wording
    switch (performed, layer) {
    case (.done, _), (.staged, _): layer = nil
    case (.refused(let refusal), .new(var form)):
      form.show(refusal, wording)
      layer = .new(form)
    case (.refused(let refusal), .end(let row, var form)):
      form.show(refusal, wording)
      layer = .end(row, form)
    default: break
    }
    var message = wording.message(for: performed) ?? Message(wording.saved, .done)
    if case .refused(.invalid([FieldProblem(.unit, .taken)])) = performed {
      message = Message(wording.alreadyAssigned, .error)
    }
    return [.tell(message)] + ask(&context)
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch layer {
    case .new(let form): return form.panel.keys(wording)
    case .end(_, let form): return form.keys(wording)
    case nil: break
    }
    var keys: [KeyHint] = []
    if case .unit = subject, selected != nil { keys.append(KeyHint("Enter", wording.bedCardKey)) }
    if context.may(.changePractitioners) {
      keys.append(KeyHint("n", wording.assignKey))
      if case .assigned = selected { keys.append(KeyHint("x", wording.endAssignmentKey)) }
    }
    return keys + [KeyHint("Esc", wording.goBack)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    switch layer {
    case .new(let form): return form.panel.draw(into: &buffer, in: rect)
    case .end(_, let form): return form.draw(into: &buffer, in: rect)
    case nil: break
    }
    buffer.put(wording.assignmentsTitle(subject), in: rect.inset(left: 1), style: .strong)
    let list = rect.inset(left: 1, top: 2, right: 1)
    let lines = lines
    guard !lines.isEmpty else {
      if question.answer != nil {
        let text = wording.noAssignments(subject, mayAdd: context.may(.changePractitioners))
        buffer.put(text, in: list.inset(left: 2), style: .dim)
      }
      return
    }
    var shown = table
    shown.columns = [
      TableColumn("", .flexible(weight: 3, minimum: 20)),
      TableColumn("", .flexible(weight: 2, minimum: 12)), TableColumn("", .fixed(16)),
      TableColumn("", .fixed(24)),
    ]
    shown.draw(into: &buffer, in: list) { range in
      range.map { index in wording.assignmentCells(lines[index], subject, on: context.today) }
    }
  }
}
