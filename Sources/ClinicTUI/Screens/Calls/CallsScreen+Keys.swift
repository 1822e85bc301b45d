import ClinicDomain
import TerminalKit

extension CallsScreen {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard !isSettling else {
      // Each key means the line that the one before leaves.
      if typedAhead.count < 200 { typedAhead.append(key) }
      return []
    }
    table.resize(rows: max(1, context.size.rows - 4 - Self.rowsAround))
    switch panel {
    case .picker(let picker): return handle(key, in: picker, &context)
    case .wish(var form):
      let (effects, isOver) = form.handle(key, &context)
      panel = isOver ? nil : .wish(form)
      return effects
    case nil: break
    }
    switch key {
    case .character("u"): return undoing.begin(&context)
    case .tab, .right, .character("l"): turn(1)
    case .backTab, .left, .character("h"): turn(-1)
    case .character("n") where list == .waiting && context.may(.changeBookings):
      var picker = PatientPicker()
      let effects = picker.ask(&context)
      panel = .picker(picker)
      return effects
    case .character("["), .character("]"):
      guard list == .confirmations else { return [] }
      confirmedDay = max(context.today, day(context).adding(days: key == .character("]") ? 1 : -1))
      table.select(0)
      return ask(&context)
    default:
      if let effects = act(key, &context) { return effects }
      _ = table.handle(key)
    }
    return []
  }

  private mutating func turn(_ step: Int) {
    list = list.next(step)
    show()
  }

  private mutating func handle(
    _ key: Key, in picker: PatientPicker, _ context: inout ScreenContext
  ) -> [Effect] {
    var picker = picker
    let (effects, outcome) = picker.handle(key, &context)
    switch outcome {
    case .open: panel = .picker(picker)
    case .cancelled: panel = nil
    case .chosen(let row):
      let form = WishForm(
        .new(row.id), name: row.calledName, practitioners: practitioners.answer ?? [], context)
      panel = .wish(form)
      return effects + form.panel.told
    }
    return effects
  }

  /// The keys that speak of the line under the cursor; nil for others.
  private mutating func act(_ key: Key, _ context: inout ScreenContext) -> [Effect]? {
    if let visit { return act(key, on: visit.visit, &context) }
    guard let entry else { return nil }
    switch key {
    case .enter, .character("p"):
      return context.may(.readPatients) ? [.navigate(.patient(entry.entry.patient))] : []
    case .character("e") where context.may(.changeBookings):
      let form = WishForm(
        .entry(entry.entry), name: entry.patientName, practitioners: practitioners.answer ?? [],
        context)
      panel = .wish(form)
      return form.panel.told
    case .character("D") where context.may(.changeBookings):
      return [order.give(WithdrawWaiting(id: entry.entry.id), &context)].map { effect in
        called = Called(name: entry.patientName, outcome: .refused, list: list)
        return effect
      }
    default:
      guard let outcome = CallOutcome(key), context.may(.changeBookings) else { return nil }
      return call(entry, outcome, &context)
    }
  }

  /// Who comes is booked at the schedule, which ends the wait; the other outcomes are kept.
  private mutating func call(
    _ row: WaitingRow, _ outcome: CallOutcome, _ context: inout ScreenContext
  ) -> [Effect] {
    guard outcome != .accepted else {
      if let booked = row.bookedAt {
        return [.navigate(.schedule(booked.date, practitioner: row.entry.wish.practitioner))]
      }
      return [.navigate(.book(row.entry.patient, name: row.patientName, kind: row.kind))]
    }
    called = Called(name: row.patientName, outcome: outcome, list: list)
    return [
      order.give(RecordCall(id: row.entry.id, hasAnswered: outcome == .refused), &context)
    ]
  }

  private mutating func act(
    _ key: Key, on visit: VisitRow, _ context: inout ScreenContext
  ) -> [Effect]? {
    switch key {
    case .enter, .character("p"):
      return context.may(.readPatients) ? [.navigate(.patient(visit.patient))] : []
    case .character("!") where list == .unresolved && context.may(.changeBookings):
      called = Called(name: visit.patientName, outcome: .refused, list: list)
      return [order.give(MarkNoShow(id: visit.id), &context)]
    case .character("c") where list == .unresolved && context.may(.changeBookings):
      called = Called(name: visit.patientName, outcome: .accepted, list: list)
      return [order.give(MarkAttended(id: visit.id), &context)]
    case .character("a"):
      return [.navigate(.schedule(visit.date, practitioner: visit.practitioner))]
    default:
      guard list.isConfirmed, let outcome = CallOutcome(key), context.may(.changeBookings)
      else { return nil }
      let said: Confirmation =
        switch outcome {
        case .accepted: .confirmed
        case .noAnswer: .unreachable
        case .refused: .declined
        }
      called = Called(name: visit.patientName, outcome: outcome, list: list)
      return [order.give(RecordConfirmation(id: visit.id, confirmation: said), &context)]
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch panel {
    case .picker:
      return [
        KeyHint("Enter", wording.chooseKey), KeyHint("↑↓", wording.chooseKey, isSecondary: true),
        KeyHint("Esc", wording.goBack),
      ]
    case .wish(let form): return form.panel.keys(wording)
    case nil: break
    }
    var hints: [KeyHint] = []
    let mayChange = context.may(.changeBookings)
    if mayChange, entry != nil || visit != nil { hints += wording.outcomeKeys(list) }
    if mayChange, list == .waiting { hints.append(KeyHint("n", wording.addWaitingKey)) }
    if mayChange, entry != nil {
      hints.append(KeyHint("e", wording.wishKey))
      hints.append(KeyHint("D", wording.withdrawKey, isSecondary: true))
    }
    hints.append(KeyHint("Tab", wording.nextListKey))
    hints.append(KeyHint("S-Tab", wording.previousListKey, isSecondary: true))
    if list == .confirmations {
      hints.append(KeyHint("[ ]", wording.otherDayKey))
    }
    if visit != nil {
      hints.append(
        KeyHint("a", wording.inScheduleKey, isSecondary: list == .confirmations))
    }
    if entry != nil || visit != nil, context.may(.readPatients) {
      hints.append(KeyHint("Enter", wording.patientKey))
    }
    if !context.undo.steps.isEmpty {
      hints.append(KeyHint("u", wording.undoKey, isSecondary: true))
    }
    return hints
  }
}
