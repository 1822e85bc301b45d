import ClinicDomain
import TerminalKit

/// Several visits at once: series, and moves and copies of many.
extension ScheduleScreen {
  /// Opens the plan that a booking made of itself.
  mutating func openPlan(_ context: inout ScreenContext) -> [Effect] {
    var plan: PlanPanel
    switch panel {
    case .booking(let form):
      guard let made = form.plan else { return [] }
      plan = made
    case .line(let form):
      guard let made = form.plan else { return [] }
      plan = made
    default: return []
    }
    return open(&plan, &context)
  }

  mutating func open(_ plan: inout PlanPanel, _ context: inout ScreenContext) -> [Effect] {
    let effects = plan.ask(&context)
    panel = .plan(plan)
    return effects
  }

  mutating func openShift(_ context: inout ScreenContext) -> [Effect] {
    guard context.may(.changeBookings), let column, !isTurning else { return [] }
    if movesVisits { return [] }
    guard column.date >= context.today else {
      return [.tell(Message(context.wording.refusal(.scheduling(.inThePast)), .warning))]
    }
    let time = row?.time ?? cursor?.time ?? context.timeOfDay
    var shift = ShiftPanel(column, at: time, &context)
    let effects = shift.begin(&context)
    panel = .shift(shift)
    return effects
  }

  mutating func openCopy(_ context: inout ScreenContext) -> [Effect] {
    guard context.may(.changeBookings), let column, !isTurning else { return [] }
    if movesVisits { return [] }
    var copy = CopyPanel(visit, of: column.practitioner, from: column.date)
    let effects = copy.begin(&context)
    panel = .copy(copy)
    return effects
  }

  mutating func follow(_ step: ShiftPanel.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .plan(var plan): return open(&plan, &context)
    }
  }

  mutating func follow(_ step: CopyPanel.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .plan(var plan, let leftOut):
      let told: [Effect] =
        leftOut == 0
        ? [] : [.tell(Message(context.wording.overbookedNotCopied(leftOut), .warning))]
      return told + open(&plan, &context)
    }
  }

  mutating func follow(_ step: PlanPanel.Step, _ plan: PlanPanel) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      switch plan.origin {
      case .form(let form): panel = .booking(form)
      case .line(let form): panel = .line(form)
      case nil: panel = nil
      }
      return []
    }
  }

  mutating func settle(
    _ plan: inout PlanPanel, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    let wording = context.wording
    switch performed {
    case .done:
      panel = nil
      carried = nil
      mover.forget()
      if let first = plan.kept.first.map({ plan.items[$0] }) {
        show(first.practitioner)
        if case .week = span { span = .week(first.practitioner) }
        cursor = GridCursor(
          practitioner: first.practitioner, date: first.date, time: first.start, visit: first.id)
        if case .series = plan.purpose {
          lastBooked = QuickLine.Place(date: first.date, start: first.start)
        }
      }
      let text =
        plan.purpose == .move
        ? wording.movedAll(plan.kept.count) + (plan.isByClinic ? wording.tellMoved : "")
        : wording.bookedAll(plan)
      return [.tell(Message(text, .done))]
    case .staged:
      panel = nil
      carried = nil
      return wording.message(for: performed).map { [.tell($0)] } ?? []
    case .refused, .failed:
      let effects = plan.show(performed, &context)
      panel = .plan(plan)
      return effects
    }
  }

  /// Asks why a visit is called off, refused or kept.
  mutating func askReason(
    _ visit: VisitRow, _ purpose: ReasonPanel.Purpose, by party: Cancellation.Party = .patient,
    _ context: inout ScreenContext
  ) -> [Effect] {
    var reason = ReasonPanel(visit, purpose, by: party, context.wording)
    let effects = reason.begin(&context)
    panel = .reason(reason)
    return effects
  }

  mutating func handle(
    _ key: Key, in move: SeriesMove, _ context: inout ScreenContext
  ) -> [Effect] {
    if key == .escape {
      panel = nil
      return []
    }
    guard
      let scope = SeriesScope.allCases.first(where: {
        key == .character(context.wording.scopeLetter($0))
      })
    else { return [] }
    if scope == .this {
      panel = nil
      return mover.move(
        move.visit.id, to: move.practitioner.id, move.date, move.start, &context)
    }
    guard var plan = move.plan(scope, &context) else { return [] }
    return open(&plan, &context)
  }
}
