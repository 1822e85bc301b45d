import ClinicDomain
import TerminalKit

extension ScheduleScreen {
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let effects = settleOrder(ticket, performed, &context) else { return [] }
    var all = effects + refresh(.schedule, &context)
    all += replayTypedAhead(&context)
    return all
  }

  /// nil where the ticket is another's.
  private mutating func settleOrder(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    let wording = context.wording
    if let message = visitOrder.settle(ticket, performed, wording) { return [.tell(message)] }
    if let (message, undone) = undoing.settle(ticket, performed, &context) {
      freed = nil
      var effects: [Effect] = [.tell(message)]
      if let undone {
        effects += go(
          to: undone.date, time: undone.start, practitioner: undone.practitioner,
          visit: undone.visit, &context)
      }
      return effects
    }
    if mover.settle(ticket, performed) { return settleMove(performed, &context) }
    if groupMover.settle(ticket) { return settleGroupMove(performed, &context) }
    if case .offer(var offer) = panel, let step = offer.settle(ticket, performed, &context) {
      panel = .offer(offer)
      return follow(step, &context)
    }
    switch panel {
    case .booking(var form):
      guard form.order.settle(ticket) else { return nil }
      return settle(&form, performed, context)
    case .newPatient(var quick):
      guard let step = quick.settle(ticket, performed, &context) else { return nil }
      panel = .newPatient(quick)
      return follow(step, quick, &context)
    case .shift(var shift):
      guard shift.order.settle(ticket) else { return nil }
      panel = .shift(shift)
      if case .done = performed {
        return [.tell(Message(wording.closed(shift.column), .done))] + openDisplaced(&context)
      }
      if case .staged = performed { panel = nil }
      return wording.message(for: performed).map { [.tell($0)] } ?? []
    case .plan(var plan):
      guard plan.order.settle(ticket) else { return nil }
      return settle(&plan, performed, &context)
    case .line(var form):
      guard form.order.settle(ticket) else { return nil }
      return settle(&form, performed, &context)
    case .reason(var reason):
      guard reason.order.settle(ticket) else { return nil }
      panel = .reason(reason)
      switch performed {
      case .done:
        panel = nil
        let count = reason.meant.count
        let text =
          count > 1
          ? wording.cancelledAll(count, reason.visit.patientName)
          : wording.done(reason.purpose, reason.visit)
        let told = Effect.tell(Message(text, .done))
        guard reason.purpose != .keep else { return [told] + openDisplaced(&context) }
        if reason.purpose == .refuse, answersRequests {
          answersRequests = false
          return [told] + openRequests(&context)
        }
        return [told] + offer(reason.visit, &context)
      case .staged: panel = nil
      case .refused, .failed: break
      }
      return wording.message(for: performed).map { [.tell($0)] } ?? []
    default: return nil
    }
  }

  private mutating func settle(
    _ form: inout BookingForm, _ performed: Performed, _ context: ScreenContext
  ) -> [Effect] {
    let wording = context.wording
    switch performed {
    case .done:
      panel = nil
      carried = nil
      if let start = form.start {
        show(form.practitioner.id)
        cursor = GridCursor(
          practitioner: form.practitioner.id, date: form.date, time: start, visit: form.id)
        lastBooked = QuickLine.Place(date: form.date, start: start)
      }
      return [
        .tell(
          Message(
            context.wording.booked(
              form.chosen?.name ?? "", form.date, form.start ?? .midnight, form.practitioner,
              isAsked: context.promise.isAsked(of: form.practitioner.id, at: context.now)),
            .done))
      ]
    case .staged:
      panel = nil
      carried = nil
      return wording.message(for: performed).map { [.tell($0)] } ?? []
    case .refused, .failed:
      let effects = form.show(performed, wording)
      panel = .booking(form)
      return effects
    }
  }

  private mutating func settle(
    _ form: inout QuickLine, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    let line = form.line(context)
    switch performed {
    case .done:
      panel = nil
      carried = nil
      guard let doctor = form.doctor(line), let patient = form.patient(line) else { return [] }
      let place = form.place(line, context)
      show(doctor.id)
      if case .week = span { span = .week(doctor.id) }
      cursor = GridCursor(
        practitioner: doctor.id, date: place.date, time: place.start, visit: form.id)
      lastBooked = place
      let text = context.wording.booked(
        patient.name, place.date, place.start, doctor,
        isAsked: context.promise.isAsked(of: doctor.id, at: context.now))
      return [.tell(Message(text, .done))]
    case .staged:
      panel = nil
      carried = nil
      return context.wording.message(for: performed).map { [.tell($0)] } ?? []
    case .refused, .failed:
      let effects = form.show(performed, &context)
      panel = .line(form)
      return effects
    }
  }

  private mutating func settleMove(_ performed: Performed, _ context: inout ScreenContext)
    -> [Effect]
  {
    let wording = context.wording
    guard case .visit(let visit) = carried, let target = mover.target else { return [] }
    switch performed {
    case .done:
      carried = nil
      mover.forget()
      show(target.practitioner)
      if case .week = span { span = .week(target.practitioner) }
      cursor = GridCursor(
        practitioner: target.practitioner, date: target.date, time: target.start,
        visit: target.newID)
      let told = Effect.tell(Message(wording.moved(visit, to: target), .done))
      if movesFromList {
        movesFromList = false
        return [told] + openDisplaced(&context)
      }
      return [told] + offer(visit, &context)
    case .staged:
      carried = nil
      mover.forget()
    case .refused(.scheduling(.taken(let party, _, let near))):
      return [.tell(Message(wording.takenWithChoices(party, near), .warning))]
    case .refused(.scheduling(let refusal)) where refusal.groupStarts != nil:
      return [.tell(Message(wording.groupWithChoices(refusal), .warning))]
    case .refused, .failed: break
    }
    return wording.message(for: performed).map { [.tell($0)] } ?? []
  }

  mutating func follow(
    _ step: QuickPatient.Step, _ quick: QuickPatient, _ context: inout ScreenContext
  ) -> [Effect] {
    switch (step, quick.booking) {
    case (.stay(let effects), _): return effects
    case (.back, .line(let form)): panel = .line(form)
    case (.back, .form(let form)): panel = .booking(form)
    case (.chosen(let id, let name), .line(var form)):
      let effects = form.take(BookingForm.Chosen(id: id, name: name), &context)
      panel = .line(form)
      return effects
    case (.chosen(let id, let name), .form(var form)):
      let effects = form.choose(id, name: name, &context)
      panel = .booking(form)
      return effects
    }
    return []
  }

  mutating func follow(_ step: BookingForm.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .newPatient(let name):
      guard case .booking(let form) = panel else { return [] }
      panel = .newPatient(QuickPatient(named: name, for: .form(form), &context))
      return []
    }
  }

  mutating func follow(
    _ step: QuickLine.Step, _ form: QuickLine, _ context: inout ScreenContext
  ) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .newPatient(let name):
      panel = .newPatient(QuickPatient(named: name, for: .line(form), &context))
      return []
    case .form(let isOverbooking):
      guard let (whole, effects) = form.wholeForm(isOverbooking: isOverbooking, &context) else {
        return [.tell(Message(context.wording.whichDoctor(form.line(context)), .warning))]
      }
      panel = .booking(whole)
      return effects
    }
  }

  mutating func follow(_ step: ReasonPanel.Step) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    }
  }

  mutating func follow(_ step: FreeFinder.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .chosen(let time, let doctor, let kind):
      return take(time, of: doctor, kind: kind, &context)
    case .failed(let fault): return [.tell(context.wording.problem(fault))]
    }
  }

  /// Opens the list of visits to move.
  mutating func openDisplaced(_ context: inout ScreenContext) -> [Effect] {
    var list = DisplacedList()
    let effects = list.ask(&context)
    panel = .displaced(list)
    return effects
  }

  mutating func follow(
    _ step: DisplacedList.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .pickUp(let visit):
      panel = nil
      mover.forget()
      carried = .visit(visit)
      return go(to: visit, &context)
    case .move(let visit, let time):
      panel = nil
      mover.forget()
      carried = .visit(visit)
      movesFromList = true
      return mover.move(visit.id, to: time.practitioner, time.date, time.start, &context)
    // The agenda was changed, not the patient's mind.
    case .reason(let visit, let purpose): return askReason(visit, purpose, by: .clinic, &context)
    }
  }

  mutating func follow(
    _ step: PatientFinder.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .visit(let visit):
      panel = nil
      return go(to: visit, &context)
    case .noVisit(let name):
      return [.tell(Message(context.wording.noVisits(of: name), .warning))]
    case .failed(let fault): return [.tell(context.wording.problem(fault))]
    }
  }

  mutating func follow(
    _ step: FreeSearch.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    switch step {
    case .asking(let effects): return effects
    case .found(let practitioner, let date, let time):
      return go(to: date, time: time, practitioner: practitioner, &context)
    case .none:
      return [.tell(Message(context.wording.noFreeTime, .warning))]
        + replayTypedAhead(&context)
    case .failed(let fault):
      typedAhead = []
      return [.tell(context.wording.problem(fault))]
    }
  }
}
