import ClinicDomain

/// What is done to one visit with one key, at the schedule and at the desk.
enum VisitAction: Equatable, Sendable {
  case confirm, unconfirm, checkIn, markMissed, markAttended, reopen, start, finish, accept,
    earlier, recall, ticket, triage, callIn, consent, revokeConsent
  /// Lasts so many minutes from now on.
  case last(Int)
  /// Is paid by another from now on.
  case pay(Payer)

  /// Whether a key for it is offered: by the roles, the visit's state and the day.
  func isOffered(for visit: VisitRow, _ context: ScreenContext) -> Bool {
    let isToday = visit.date == context.today
    switch self {
    case .confirm:
      return context.may(.changeBookings) && visit.isBooked && visit.confirmation != .confirmed
        && visit.date >= context.today
    case .unconfirm:
      return context.may(.changeBookings) && visit.isBooked && visit.confirmation == .confirmed
        && visit.date >= context.today
    case .checkIn:
      return context.may(.checkIn) && isToday && (visit.isBooked || visit.status == .arrived)
    case .markMissed:
      let hasBegun =
        visit.date < context.today || isToday && visit.start <= context.timeOfDay
      return context.may(.changeBookings) && visit.isBooked && hasBegun
    case .markAttended:
      return context.may(.changeBookings) && visit.isBooked && visit.date < context.today
    case .reopen:
      guard context.may(.reopenVisit), visit.encounter == nil else { return false }
      return visit.status.isPresent || visit.status == .noshow && isToday
        || visit.status == .cancelled && visit.date >= context.today
    case .start:
      return context.may(.conductEncounter) && visit.isWaiting && visit.isOwn(of: context.actor)
    case .finish:
      return context.may(.conductEncounter) && visit.isInConsultation
        && visit.isOwn(of: context.actor)
    case .accept: return context.may(.changeBookings) && visit.status == .proposed
    case .earlier:
      return context.may(.changeBookings) && visit.isBooked && visit.date > context.today
    case .recall: return context.may(.changeBookings) && visit.status.isLive
    case .last(let minutes):
      return context.may(.changeBookings) && (visit.status.isOpen || visit.status.isPresent)
        && visit.date >= context.today && minutes != visit.minutes && visit.group == nil
    case .pay(let payer):
      return context.may(.changeBookings) && visit.invoice == nil && visit.payer != payer
        && (visit.status.isOpen || visit.status.isPresent || visit.status == .fulfilled)
    case .consent, .revokeConsent:
      return context.may(.checkIn) && context.wording.kinds.isTele(visit.kind)
        && visit.status.isLive && visit.status != .fulfilled
        && visit.hasTeleConsent == (self == .revokeConsent)
    case .ticket: return context.may(.checkIn) && visit.isBooked && isToday
    case .triage:
      return context.may(.triage) && visit.isWaiting && visit.status != .arrived && isToday
    case .callIn: return context.may(.checkIn) && visit.isWaiting && isToday
    }
  }

  /// The order; nil where the visit has not what it takes.
  func give(
    for visit: VisitRow, by order: inout Order, facts: ArrivalFacts? = nil,
    _ context: inout ScreenContext
  ) -> Effect? {
    switch self {
    case .confirm:
      return order.give(RecordConfirmation(id: visit.id, confirmation: .confirmed), &context)
    case .unconfirm:
      return order.give(RecordConfirmation(id: visit.id, confirmation: .none), &context)
    case .checkIn: return order.give(CheckIn(id: visit.id, facts: facts), &context)
    case .markMissed: return order.give(MarkNoShow(id: visit.id), &context)
    case .markAttended: return order.give(MarkAttended(id: visit.id), &context)
    case .reopen: return order.give(ReopenAppointment(id: visit.id), &context)
    case .start:
      return order.give(
        StartEncounter(id: context.makeID(), appointment: visit.id), &context)
    case .finish:
      return visit.encounter.map { order.give(FinishEncounter(id: $0), &context) }
    case .accept:
      return order.give(AnswerRequest(id: visit.id, isAccepted: true), &context)
    case .consent, .revokeConsent:
      return order.give(
        RecordTeleConsent(
          id: context.makeID(), appointment: visit.id, isGiven: self == .consent), &context)
    case .ticket: return order.give(TakeTicket(id: visit.id), &context)
    case .triage: return order.give(RecordTriage(id: visit.id), &context)
    case .callIn: return order.give(CallToRoom(id: visit.id), &context)
    case .last(let minutes):
      return order.give(
        ChangeVisitLength(id: visit.id, base: visit.minutes, minutes: minutes), &context)
    case .pay(let payer):
      return order.give(ChangePayer(id: visit.id, base: visit.payer, payer: payer), &context)
    case .earlier: return wait(.earlier(visit.id), visit, by: &order, &context)
    case .recall:
      let due = max(visit.date, context.today).adding(months: WaitingEntry.usualRecallMonths)
      return wait(.recall(due: due), visit, by: &order, &context)
    }
  }
}

extension VisitAction {
  private func wait(
    _ purpose: WaitingEntry.Purpose, _ visit: VisitRow, by order: inout Order,
    _ context: inout ScreenContext
  ) -> Effect {
    order.give(
      AddToWaitingList(
        id: context.makeID(), patient: visit.patient, purpose: purpose,
        wish: VisitWish(practitioner: visit.practitioner)), &context)
  }
}

extension VisitRow {
  /// Agreed and still to come.
  var isBooked: Bool { status == .pending || status == .booked }

  func isOwn(of actor: Actor) -> Bool { actor.practitioner == practitioner }

  /// Whether it may be moved or called off.
  func mayChange(_ context: ScreenContext) -> Bool {
    context.may(.changeBookings) && status.isOpen
  }
}

/// One order about one visit that is under way: its answer is worded with the patient's name.
struct VisitOrder: Equatable, Sendable {
  private(set) var action: VisitAction?
  private(set) var patientName = ""
  private(set) var visit: AppointmentID?
  private var order = Order()

  var isPending: Bool { order.isPending }

  /// Gives the order if the action is offered now; nothing while another is under way.
  mutating func give(
    _ action: VisitAction, for visit: VisitRow, facts: ArrivalFacts? = nil,
    _ context: inout ScreenContext
  ) -> [Effect] {
    guard !isPending, action.isOffered(for: visit, context),
      let effect = action.give(for: visit, by: &order, facts: facts, &context)
    else { return [] }
    self.action = action
    patientName = visit.patientName
    self.visit = visit.id
    return [effect]
  }

  /// The news of its outcome; nil where the ticket is another's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ wording: Wording
  ) -> Message? {
    guard let action, order.settle(ticket) else { return nil }
    return wording.message(for: performed) ?? Message(wording.done(action, patientName), .done)
  }
}
