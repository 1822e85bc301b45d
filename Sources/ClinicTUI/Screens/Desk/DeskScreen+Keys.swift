import ClinicDomain
import TerminalKit

extension DeskScreen {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard !mustWait(key) else {
      // Each key means the state that the one before leaves.
      if typedAhead.count < 200 { typedAhead.append(key) }
      return []
    }
    if let panel { return handle(key, in: panel, &context) }
    if let motion = motion(key, context) {
      move(motion, context)
      return []
    }
    switch key {
    case .tab:
      goToGroup(1, context)
      return []
    case .backTab:
      goToGroup(-1, context)
      return []
    case .character("o") where context.actor.practitioner != nil:
      showsAll.toggle()
      rebuild(context)
      return []
    case .character("f"):
      showsWalkInsOnly.toggle()
      rebuild(context)
      return []
    case .character("d"):
      doctor = doctor == nil ? visit?.practitioner : nil
      rebuild(context)
      return []
    case .character("w"): return openWalkIn(&context)
    case .character("/"):
      panel = .find(DeskFinder())
      return []
    case .character("."): return callNext(&context)
    case .character("M") where mayReview(context): return [.navigate(.unresolved)]
    case .character("u"): return undoing.begin(&context)
    default: break
    }
    guard let visit else { return [] }
    return act(key, on: visit, &context)
  }

  /// Whether a key has to wait for what is under way, so that it means what was meant.
  private func mustWait(_ key: Key) -> Bool {
    if order.isPending || undoing.isPending { return true }
    switch panel {
    case .walkIn(let walkIn):
      return walkIn.mustWait(key) || !typedAhead.isEmpty && walkIn.isSearching
    case .checkIn: return false
    case .find, nil:
      // Before anything is known of the day, a key can mean nobody.
      return question.isPending && question.answer == nil
    }
  }

  private mutating func act(
    _ key: Key, on visit: VisitRow, _ context: inout ScreenContext
  ) -> [Effect] {
    switch key {
    case .character("i"): return openCheckIn(visit, &context)
    case .character("n"): return order.give(.ticket, for: visit, &context)
    case .character("t"): return order.give(.triage, for: visit, &context)
    case .character("T"): return order.give(.consent, for: visit, &context)
    case .character("s"): return order.give(.start, for: visit, &context)
    case .character("e"): return order.give(.finish, for: visit, &context)
    case .character("!"): return order.give(.markMissed, for: visit, &context)
    case .character("U"): return order.give(.reopen, for: visit, &context)
    case .character("v"): return order.give(.recall, for: visit, &context)
    case .character("c"):
      guard visit.isWaiting else {
        return [.tell(Message(context.wording.onlyWaitingAreCalled, .warning))]
      }
      return order.give(.callIn, for: visit, &context)
    case .character("C"):
      let action: VisitAction =
        VisitAction.unconfirm.isOffered(for: visit, context) ? .unconfirm : .confirm
      return order.give(action, for: visit, &context)
    case .character("$"):
      guard mayInvoice(visit, context) else { return [] }
      return [.navigate(visit.invoice.map { .invoice($0) } ?? .newInvoice(visit))]
    case .enter, .character("p"):
      return context.may(.readPatients) ? [.navigate(.patient(visit.patient))] : []
    case .character("r"):
      return context.may(.readChart) ? [.navigate(.chart(visit.patient))] : []
    case .character("a"):
      return [.navigate(.schedule(visit.date, practitioner: visit.practitioner))]
    default: return []
    }
  }

  /// An invoice that is there is opened; one that is not is begun for a visit that takes place.
  func mayInvoice(_ visit: VisitRow, _ context: ScreenContext) -> Bool {
    if visit.invoice != nil { return context.may(.readBilling) }
    return context.may(.issueInvoice) && visit.status.isLive
  }

  /// Whether nobody is expected any more, and of some it is not said whether they came.
  private func mayReview(_ context: ScreenContext) -> Bool {
    board.overdue(at: context.timeOfDay) > 0 && context.may(Place.calls.capability)
  }

  private enum Motion {
    case by(Int)
    case column(Int)
    case to(Int)
  }

  private func motion(_ key: Key, _ context: ScreenContext) -> Motion? {
    let page = max(1, context.size.rows - 7)
    switch key {
    case .up, .character("k"): return .by(-1)
    case .down, .character("j"): return .by(1)
    case .pageUp: return .by(-page)
    case .pageDown: return .by(page)
    case .left, .character("h"): return .column(-1)
    case .right, .character("l"): return .column(1)
    case .home: return .to(0)
    case .end, .character("G"): return .to(.max)
    default: return nil
    }
  }

  private mutating func move(_ motion: Motion, _ context: ScreenContext) {
    let isWide = context.size.columns >= Self.wideColumns
    let visits = isWide ? board.visits(inColumn: column) : board.visits
    let index = visits.firstIndex { $0.id == selected } ?? 0
    switch motion {
    case .by(let count): select(visits, index + count, context)
    case .to(let target): select(visits, target, context)
    case .column(let step):
      guard isWide else { return goToGroup(step, context) }
      var next = column + step
      while DeskBoard.columns.indices.contains(next) {
        let beside = board.visits(inColumn: next)
        if !beside.isEmpty { return select(beside, index, context) }
        next += step
      }
    }
  }

  private mutating func select(_ visits: [VisitRow], _ index: Int, _ context: ScreenContext) {
    guard !visits.isEmpty else { return }
    selected = visits[min(max(index, 0), visits.count - 1)].id
    lastIndex = board.visits.firstIndex { $0.id == selected } ?? 0
    scroll(context)
  }

  /// To the first visit of the next group that has any.
  private mutating func goToGroup(_ step: Int, _ context: ScreenContext) {
    guard let visit else { return }
    var index = board.group(of: visit).rawValue + step
    while let group = DeskBoard.Group(rawValue: index) {
      if let first = board[group].first {
        selected = first.id
        lastIndex = board.visits.firstIndex { $0.id == selected } ?? 0
        return scroll(context, isGroupFirst: true)
      }
      index += step
    }
  }

  /// The column of a wide window that the cursor is in.
  var column: Int {
    guard let visit else { return 0 }
    let group = board.group(of: visit)
    return DeskBoard.columns.firstIndex { $0.contains(group) } ?? 0
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch panel {
    case .checkIn(let checkIn): return checkIn.keys(context)
    case .walkIn(let walkIn): return walkIn.keys(context)
    case .find(let finder): return finder.keys(board, context)
    case nil: break
    }
    var hints: [KeyHint] = []
    if mayReview(context) { hints.append(KeyHint("M", wording.reviewMissedKey)) }
    func offer(_ action: VisitAction, _ key: String, _ text: String, isSecondary: Bool = false) {
      guard let visit, action.isOffered(for: visit, context) else { return }
      hints.append(KeyHint(key, text, isSecondary: isSecondary))
    }
    offer(.checkIn, "i", wording.checkInKey)
    offer(.ticket, "n", wording.ticketKey)
    offer(.consent, "T", wording.consentKey)
    offer(.start, "s", wording.startKey)
    offer(.finish, "e", wording.finishKey)
    if context.actor.practitioner != nil, context.may(.conductEncounter) {
      hints.append(KeyHint(".", wording.nextPatientKey))
    }
    offer(.callIn, "c", wording.callInKey)
    offer(.triage, "t", wording.triageKey)
    offer(.confirm, "C", wording.confirmKey)
    offer(.unconfirm, "C", wording.unconfirmKey, isSecondary: true)
    offer(.markMissed, "!", wording.missedKey)
    offer(.reopen, "U", wording.reopenKey)
    offer(.recall, "v", wording.recallKey, isSecondary: true)
    if let visit {
      if mayInvoice(visit, context) {
        hints.append(
          KeyHint("$", visit.invoice == nil ? wording.chargeKey : wording.openInvoiceKey))
      }
      if context.may(.readPatients) {
        hints.append(KeyHint("Enter", wording.patientKey))
        hints.append(KeyHint("p", wording.patientKey, isSecondary: true))
      }
      if context.may(.readChart) { hints.append(KeyHint("r", wording.recordKey)) }
      hints.append(KeyHint("a", wording.inScheduleKey))
      hints.append(KeyHint("Tab", wording.nextGroupKey))
      hints.append(KeyHint("S-Tab", wording.previousGroupKey, isSecondary: true))
    }
    if !context.undo.steps.isEmpty {
      hints.append(KeyHint("u", wording.undoKey, isSecondary: true))
    }
    if context.may(.createPatient) { hints.append(KeyHint("w", wording.walkInKey)) }
    if !board.visits.isEmpty {
      hints.append(KeyHint("/", wording.findKey, isSecondary: true))
    }
    if doctor != nil || visit != nil {
      hints.append(
        KeyHint(
          "d", doctor == nil ? wording.doctorsQueueKey : wording.allDoctorsKey,
          isSecondary: doctor == nil))
    }
    hints.append(
      KeyHint(
        "f", showsWalkInsOnly ? wording.allVisitsKey : wording.walkInsOnlyKey, isSecondary: true))
    if context.actor.practitioner != nil {
      hints.append(KeyHint("o", showsAll ? wording.ownKey : wording.everybodyKey))
    }
    return hints
  }
}
