import ClinicDomain
import TerminalKit

extension DeskScreen {
  mutating func openCheckIn(
    _ visit: VisitRow, _ context: inout ScreenContext
  ) -> [Effect] {
    guard VisitAction.checkIn.isOffered(for: visit, context) else { return [] }
    var checkIn = CheckInPanel(visit, arrivals[visit.id], sendsToTriage: sendsToTriage)
    let effects = checkIn.ask(&context)
    panel = .checkIn(checkIn)
    return effects
  }

  mutating func openWalkIn(_ context: inout ScreenContext) -> [Effect] {
    guard context.may(.createPatient) else { return [] }
    var walkIn = WalkInPanel()
    let effects = walkIn.begin(&context)
    panel = .walkIn(walkIn)
    return effects
  }

  mutating func handle(
    _ key: Key, in panel: Panel, _ context: inout ScreenContext
  ) -> [Effect] {
    switch panel {
    case .checkIn where key == .character("u"): return undoing.begin(&context)
    case .checkIn(var checkIn):
      let step = checkIn.handle(key)
      self.panel = .checkIn(checkIn)
      switch step {
      case .stay: return []
      case .close: self.panel = nil
      case .checkIn(let facts):
        self.panel = nil
        sendsToTriage = facts.needsTriage
        return order.give(.checkIn, for: checkIn.visit, facts: facts, &context)
      case .consent: return order.give(.consent, for: checkIn.visit, &context)
      case .pay(let payer): return order.give(.pay(payer), for: checkIn.visit, &context)
      case .edit:
        guard context.may(.readPatients) else { return [] }
        return [.navigate(.patient(checkIn.visit.patient))]
      }
      return []
    case .walkIn(var walkIn):
      let (effects, isOver) = walkIn.handle(key, &context)
      self.panel = isOver ? nil : .walkIn(walkIn)
      return effects
    case .find(var finder):
      let step = finder.handle(key, in: board)
      self.panel = .find(finder)
      switch step {
      case .stay: return []
      case .close: self.panel = nil
      case .chosen(let visit):
        self.panel = nil
        selected = visit.id
        scroll(context)
        return openCheckIn(visit, &context)
      }
      return []
    }
  }

  /// The doctor's own: the one inside ends, and the one who is next by the queue is called in.
  mutating func callNext(_ context: inout ScreenContext) -> [Effect] {
    guard let own = context.actor.practitioner, context.may(.conductEncounter) else { return [] }
    let mine = DeskBoard(question.answer ?? [], of: own, arrivals: arrivals)
    next = mine[.waiting].first?.id
    if let inside = mine[.inConsultation].first {
      return order.give(.finish, for: inside, &context)
    }
    guard let waiting = mine[.waiting].first else {
      return [.tell(Message(context.wording.nobodyWaitsForYou))]
    }
    return order.give(.start, for: waiting, &context)
  }

  /// Goes on from what `.` began: the start after the end, the chart after the start.
  mutating func follow(
    _ called: AppointmentID, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    let visits = question.answer ?? []
    guard case .done = performed, let visit = visits.first(where: { $0.id == called }) else {
      next = nil
      return []
    }
    if order.action == .finish { return order.give(.start, for: visit, &context) }
    next = nil
    selected = called
    return context.may(.readChart) ? [.navigate(.chart(visit.patient))] : []
  }
}
