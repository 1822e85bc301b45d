import ClinicDomain
import TerminalKit

extension ScheduleScreen {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard !mustWait(key) else {
      if typedAhead.count < 200 { typedAhead.append(key) }
      return []
    }
    let effects: [Effect]
    switch panel {
    case nil: effects = handleInGrid(key, &context)
    case .date(let prompt): effects = handle(key, in: prompt, &context)
    case .booking(var form):
      effects =
        follow(pass(key, to: &form, Panel.booking, &context), &context) + openPlan(&context)
    case .line(var form):
      effects =
        follow(pass(key, to: &form, Panel.line, &context), form, &context) + openPlan(&context)
    case .plan(var plan):
      effects = follow(pass(key, to: &plan, Panel.plan, &context), plan)
    case .seriesMove(let move): effects = handle(key, in: move, &context)
    case .shift(var shift):
      effects = follow(pass(key, to: &shift, Panel.shift, &context), &context)
    case .copy(var copy):
      effects = follow(pass(key, to: &copy, Panel.copy, &context), &context)
    case .card(let card): effects = handle(key, in: card, &context)
    case .group(let list): effects = handle(key, in: list, &context)
    case .reason(var reason):
      effects = follow(pass(key, to: &reason, Panel.reason, &context))
    case .newPatient(var quick):
      effects = follow(pass(key, to: &quick, Panel.newPatient, &context), quick, &context)
    case .free(var finder):
      effects = follow(pass(key, to: &finder, Panel.free, &context), &context)
    case .requests(var list):
      let step = list.handle(key, context)
      panel = .requests(list)
      effects = follow(step, &context)
    case .displaced(var list):
      effects = follow(pass(key, to: &list, Panel.displaced, &context), &context)
    case .finder(var finder):
      effects = follow(pass(key, to: &finder, Panel.finder, &context), &context)
    case .answer(let visit): effects = answer(visit, key, &context)
    case .offer where key == .character("u"):
      panel = nil
      effects = undoing.begin(&context)
    case .month(var month):
      effects = follow(pass(key, to: &month, Panel.month, &context), &context)
    case .visits(var visits):
      let step = visits.handle(key, rows: context.size.rows - 4)
      panel = .visits(visits)
      effects = follow(step, &context)
    case .filter(var filter):
      let step = filter.handle(key, context)
      panel = .filter(filter)
      effects = follow(step, &context)
    case .offer(var offer):
      effects = follow(pass(key, to: &offer, Panel.offer, &context), &context)
    }
    let tells = effects.contains { if case .tell = $0 { true } else { false } }
    return tells ? effects : effects + tellCarried(context)
  }

  /// Gives a key to a panel and shows what became of it; says what is to happen next.
  private mutating func pass<Taker: KeyTaker>(
    _ key: Key, to taker: inout Taker, _ shown: (Taker) -> Panel, _ context: inout ScreenContext
  ) -> Taker.Step {
    let step = taker.handle(key, &context)
    panel = shown(taker)
    return step
  }

  /// Whether a key has to wait for what is under way, so that it means what was meant.
  private func mustWait(_ key: Key) -> Bool {
    if visitOrder.isPending || mover.isPending || groupMover.isPending || undoing.isPending {
      return true
    }
    switch panel {
    case .booking(let form): return form.order.isPending || form.choosesOnArrival
    case .line(let form): return form.order.isPending || form.booksOnArrival && key != .escape
    case .newPatient(let quick): return quick.order.isPending
    case .shift(let shift): return shift.order.isPending
    case .plan(let plan): return plan.order.isPending || plan.storesOnArrival && key != .escape
    case .reason(let reason): return reason.order.isPending
    case .finder(let finder): return finder.isOpening && key != .escape
    case .free(let finder):
      return finder.isLooking && (key == .enter || !typedAhead.isEmpty) && key != .escape
    case .offer(let offer): return offer.isPending && key != .escape
    case nil: break
    default: return false
    }
    // Who waits for a time that became free is asked first: a key may be the outcome of the call.
    if freeSearch.isPending || freed != nil { return key != .escape }
    return isTurning && (day.isPending || week.isPending) && !key.turnsPages
  }

  private mutating func handleInGrid(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    if let effects = navigate(key, &context) { return effects }
    if let visit, let effects = act(key, on: visit, &context) { return effects }
    if let group, let effects = act(key, on: group, context) { return effects }
    switch key {
    case .enter: return enterCell(&context)
    case .character("n"): return openBooking(&context)
    case .character("e"): return openBooking(isOverbooking: true, &context)
    case .character(":"), .character(" "): return openLine(&context)
    case .character(let digit) where digit.isASCII && digit.isWholeNumber:
      if movesVisits {
        return mover.move(toChoice: digit.wholeNumberValue ?? 0, &context)
      }
      return openLine(typing: String(digit), &context)
    case .character("F"): return findFree(&context)
    case .character("f"): return openFreeFinder(&context)
    case .character("o"): return exportAgenda(&context)
    case .character("u"):
      if movesVisits { return [] }
      return undoing.begin(&context)
    case .character("V"): return openDisplaced(&context)
    case .character("R"): return openRequests(&context)
    case .character("S"): return openShift(&context)
    case .character("Y"): return openCopy(&context)
    case .character("M"): return openMonth(&context)
    case .character("P"): return printDay(&context)
    case .character("\\"):
      var choice = FilterPanel()
      let effects = choice.begin(&context)
      panel = .filter(choice)
      return effects
    case .character("/"):
      var finder = PatientFinder()
      let effects = finder.begin(&context)
      panel = .finder(finder)
      return effects
    case .escape: return leave(&context)
    default: return []
    }
  }

  /// The keys that go through times, columns and pages; nil for others.
  private mutating func navigate(_ key: Key, _ context: inout ScreenContext) -> [Effect]? {
    guard let cursor else { return nil }
    let page = max(1, GridLayout.rows(of: context.size) - 1)
    switch key {
    case .up, .character("k"): moveCursor(rows: -1, context)
    case .down, .character("j"): moveCursor(rows: 1, context)
    case .left, .character("h"): moveCursor(columns: -1, context)
    case .right, .character("l"): moveCursor(columns: 1, context)
    case .control("u"): moveCursor(rows: -page, context)
    case .control("d"): moveCursor(rows: page, context)
    case .end, .character("G"): moveCursor(rows: grid.rows.count, context)
    case .pageUp, .character("H"): return go(to: cursor.date.adding(days: -1), &context)
    case .pageDown, .character("L"): return go(to: cursor.date.adding(days: 1), &context)
    case .character("["): return go(to: cursor.date.adding(days: -7), &context)
    case .character("]"): return go(to: cursor.date.adding(days: 7), &context)
    case .character("{"): return go(to: cursor.date.adding(months: -1), &context)
    case .character("}"): return go(to: cursor.date.adding(months: 1), &context)
    case .home:
      self.cursor?.time = context.timeOfDay
      self.cursor?.visit = nil
      self.cursor?.sub = 0
      let effects = go(to: context.today, &context)
      self.cursor?.time = context.timeOfDay
      return effects
    case .character("w"): return turnSpan(&context)
    case .character("d"):
      panel = .date(DatePrompt())
      return []
    default: return nil
    }
    return []
  }

  private mutating func turnSpan(_ context: inout ScreenContext) -> [Effect] {
    guard let column, let old = cursor else { return [] }
    cursor = GridCursor(
      practitioner: column.practitioner.id, date: old.date, time: old.time, visit: old.visit)
    switch span {
    case .day: span = .week(column.practitioner.id)
    case .week: span = .day
    }
    left = 0
    return askPage(&context)
  }

  private mutating func handle(
    _ key: Key, in prompt: DatePrompt, _ context: inout ScreenContext
  ) -> [Effect] {
    var prompt = prompt
    switch key {
    case .escape: panel = nil
    case .enter:
      guard let date = prompt.date(context) else {
        if prompt.field.isEmpty { panel = nil }
        return prompt.field.isEmpty ? [] : [.tell(Message(context.wording.noSuchDay, .error))]
      }
      panel = nil
      return go(to: date, &context)
    default:
      prompt.handle(key)
      panel = .date(prompt)
    }
    return []
  }

  private mutating func handle(
    _ key: Key, in card: VisitCard, _ context: inout ScreenContext
  ) -> [Effect] {
    switch key {
    case .escape:
      panel = nil
      return []
    case .character("o"): return export.begin(card.visit.id, &context)
    case .character("u"): return undoing.begin(&context)
    case .character(VisitCard.payerKey):
      guard let payer = card.nextPayer else { return [] }
      return visitOrder.give(.pay(payer), for: card.visit, &context)
    case .character("l"):
      var visits = PatientVisits(card.visit.patient, name: card.visit.patientName)
      let effects = visits.ask(&context)
      panel = .visits(visits)
      return effects
    default: return act(key, on: card.visit, &context) ?? []
    }
  }

  private mutating func answer(
    _ visit: VisitRow, _ key: Key, _ context: inout ScreenContext
  ) -> [Effect] {
    switch key {
    case .character(context.wording.acceptLetter):
      panel = nil
      return visitOrder.give(.accept, for: visit, &context)
    case .character(context.wording.refuseLetter):
      panel = .reason(ReasonPanel(visit, .refuse, context.wording))
    case .escape: panel = nil
    default: break
    }
    return []
  }

  /// Esc: one step back.
  private mutating func leave(_ context: inout ScreenContext) -> [Effect] {
    if freeSearch.isPending {
      freeSearch.stop()
      typedAhead = []
    } else if carried != nil {
      carried = nil
      mover.forget()
      movesFromList = false
      return [.tell(Message(context.wording.putBack))]
    } else if filter != nil {
      return apply(nil, &context)
    }
    return []
  }
}

/// What lies over the grid, takes a key and says what is to happen next.
private protocol KeyTaker {
  associatedtype Step
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step
}

extension BookingForm: KeyTaker {}
extension CopyPanel: KeyTaker {}
extension DisplacedList: KeyTaker {}
extension FreeFinder: KeyTaker {}
extension MonthPanel: KeyTaker {}
extension OfferPanel: KeyTaker {}
extension PatientFinder: KeyTaker {}
extension PlanPanel: KeyTaker {}
extension QuickLine: KeyTaker {}
extension QuickPatient: KeyTaker {}
extension ReasonPanel: KeyTaker {}
extension ShiftPanel: KeyTaker {}

extension Key {
  /// Whether it asks for another page, whatever is shown.
  fileprivate var turnsPages: Bool {
    switch self {
    case .pageUp, .pageDown, .home, .escape: true
    case .character(let character): "HL[]{}".contains(character)
    default: false
    }
  }
}
