import ClinicDomain
import TerminalKit

extension QuickLine {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    if var question = discard {
      let answer = question.handle(key)
      discard = answer == .open ? question : nil
      return answer == .answered(0) ? .close : .stay([])
    }
    if !near.isEmpty, let step = handleNear(key, &context) { return step }
    let line = line(context)
    switch key {
    case .escape:
      guard isDirty else { return .close }
      discard = ConfirmPanel(context.wording.discardQuestion)
      return .stay([])
    case .enter, .control("s"): return .stay(book(&context))
    case .tab: return .form(isOverbooking: false)
    case .control("e"): return .form(isOverbooking: true)
    case .up, .down:
      guard !candidates.isEmpty, choice.brought == nil || !line.patient.isEmpty else {
        return .stay([])
      }
      let step = key == .down ? (choice.isMade || !line.patient.isEmpty ? 1 : 0) : -1
      choice.selected = min(max(choice.selected + step, 0), candidates.count - 1)
      choice.isMade = true
      return .stay(ask(&context))
    case .character("+") where !line.patient.isEmpty:
      guard context.may(.createPatient) else { return .stay([]) }
      return .newPatient(name: patientText(line))
    default: return .stay(type(key, &context))
    }
  }

  /// A digit takes a free time that is offered; any other key ends the offer.
  private mutating func handleNear(_ key: Key, _ context: inout ScreenContext) -> Step? {
    let offered = near
    near = []
    if key == .escape { return .stay([]) }
    guard case .character(let character) = key, let number = character.wholeNumberValue,
      offered.indices.contains(number - 1)
    else { return nil }
    let time = offered[number - 1]
    choice.place = Place(date: time.date, start: time.start)
    return .stay(ask(&context))
  }

  private mutating func type(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    let before = line(context)
    let text = field.value
    _ = field.handle(key)
    guard field.value != text else { return [] }
    booksOnArrival = false
    let after = line(context)
    if after.date != before.date || after.time != before.time
      || after.doctorText != before.doctorText
    {
      choice.place = nil
    }
    var effects: [Effect] = []
    if after.patient != before.patient || after.kind != before.kind {
      choice.guess = nil
      choice.selected = 0
      choice.isMade = false
      effects.append(search.ask(SearchPatients(text: after.patient), &context))
    }
    return effects + ask(&context)
  }

  /// Books, or says what is missing; what is under way is waited for.
  mutating func book(_ context: inout ScreenContext) -> [Effect] {
    guard !order.isPending else { return [] }
    if isWaiting {
      booksOnArrival = true
      return []
    }
    let wording = context.wording
    let line = line(context)
    guard let doctor = doctor(line) else {
      return [.tell(Message(wording.whichDoctor(line), .warning))]
    }
    guard let patient = patient(line) else {
      guard !candidates.isEmpty, !patientText(line).isEmpty else {
        let text = patientText(line).isEmpty ? wording.chooseThePatient : wording.noSuchPatient
        return [.tell(Message(text, .warning))]
      }
      // Several have the name: the marked one is chosen, the next Enter books.
      choice.isMade = true
      return [.tell(Message(wording.marksOneOfSeveral(candidates[choice.selected]), .warning))]
        + ask(&context)
    }
    guard let preview = preview.answer.flatMap({ $0 }) else { return ask(&context) }
    if line.isInsured == true, payer(line) == nil {
      return [.tell(Message(wording.noInsurer(of: patient.name), .warning))]
    }
    let place = place(line, context)
    let booking = BookAppointment(
      id: id, patient: patient.id, practitioner: doctor.id, date: place.date,
      start: place.start, minutes: preview.minutes, visitKind: kind(line, context),
      payer: payer(line))
    if let repetition = line.repetition {
      do throws(Repetition.Fault) {
        let dates = try repetition.dates(from: place.date)
        plan = PlanPanel(
          repeating: booking, of: patient.name, on: dates, by: doctor, from: .line(self), &context)
        return []
      } catch {
        return [.tell(Message(wording.repetitionFault(error), .error))]
      }
    }
    if let refusal = preview.refusal {
      near = preview.near
      return [.tell(Message(wording.refusedInLine(refusal, near), .warning))]
    }
    return [order.give(booking, &context)]
  }

  /// Says why it was not booked; all that was typed stays, and free times are looked for.
  mutating func show(_ performed: Performed, _ context: inout ScreenContext) -> [Effect] {
    let wording = context.wording
    if case .refused(.scheduling(let refusal)) = performed {
      offersOnArrival = true
      near = freeTimes(near: refusal, context)
      return [.tell(Message(wording.refusedAtCommit(refusal, near), .warning))]
        + preview.askAgain(&context)
    }
    if case .failed(.busy) = performed { return [.tell(Message(wording.busyKeepsForm, .error))] }
    return wording.message(for: performed).map { [.tell($0)] } ?? []
  }

  /// What the refusal itself offers: free starts of the same doctor and day.
  private func freeTimes(near refusal: SchedulingRefusal, _ context: ScreenContext) -> [FreeTime] {
    let line = line(context)
    var starts = refusal.groupStarts ?? []
    if case .taken(_, _, let free) = refusal { starts = free }
    guard !starts.isEmpty, let doctor = doctor(line),
      let minutes = preview.answer.flatMap({ $0 })?.minutes
    else { return [] }
    let date = place(line, context).date
    return starts.map {
      FreeTime(
        practitioner: doctor.id, practitionerName: doctor.name, date: date, start: $0,
        minutes: minutes)
    }
  }

  /// The form with all fields, filled with what was understood.
  func wholeForm(isOverbooking: Bool, _ context: inout ScreenContext) -> (BookingForm, [Effect])? {
    let line = line(context)
    guard let doctor = doctor(line) else { return nil }
    let place = place(line, context)
    let minutes =
      line.minutes ?? preview.answer.flatMap { $0 }?.minutes ?? doctor.slotMinutes
    var form = BookingForm(
      at: place.start, minutes: minutes, of: doctor, on: place.date,
      isOverbooking: isOverbooking, &context)
    form.takeKind(kind(line, context), from: form.kind, context.wording)
    form.form[FieldName.minutes.rawValue] = String(minutes)
    form.wantsInsurer = line.isInsured
    guard let patient = patient(line) else {
      form.form[FieldName.patient.rawValue] = patientText(line)
      let search = form.search.ask(SearchPatients(text: patientText(line)), &context)
      return (form, [search] + form.askImpact(&context))
    }
    let effects = form.choose(patient.id, name: patient.name, &context)
    return (form, effects + form.askImpact(&context))
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if let discard { return discard.keys(wording) }
    let line = line(context)
    var hints: [KeyHint] = []
    if !near.isEmpty {
      hints.append(KeyHint(near.count == 1 ? "1" : "1–\(near.count)", wording.chooseTimeKey))
    }
    let isDecided = patient(line) != nil || candidates.isEmpty
    hints.append(KeyHint("Enter", isDecided ? wording.bookKey : wording.chooseKey))
    if candidates.count > 1 { hints.append(KeyHint("↑↓", wording.chooseKey)) }
    if last != nil, field.isEmpty {
      hints.append(KeyHint(wording.spaceKey, wording.repeatTimeKey))
    }
    if context.may(.createPatient), !line.patient.isEmpty {
      hints.append(KeyHint("+", wording.registerKey))
    }
    hints += [
      KeyHint("Tab", wording.wholeFormKey),
      KeyHint(BookingForm.overbookingKey, wording.overbookKey),
      KeyHint("Esc", wording.giveUpKey),
      KeyHint("part conv", wording.payerWords, isSecondary: true),
    ]
    return hints
  }
}
