import ClinicDomain
import TerminalKit

extension BookingForm {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    if var question = discard {
      let answer = question.handle(key)
      discard = answer == .open ? question : nil
      return answer == .answered(0) ? .close : .stay([])
    }
    if var question = besideQuestion {
      let answer = question.handle(key)
      besideQuestion = answer == .open ? question : nil
      guard answer == .answered(0) else { return .stay([]) }
      beside = ownVisits
      return .stay(book(&context))
    }
    if !near.isEmpty, key == .escape {
      near = []
      return .stay([])
    }
    if let time = takeNear(key) {
      setTime(time)
      return .stay(askImpact(&context))
    }
    switch key {
    case .escape:
      guard isDirty else { return .close }
      discard = ConfirmPanel(context.wording.discardQuestion)
      return .stay([])
    case .control("s"): return .stay(book(&context))
    case .enter: return .stay(chosen == nil ? pick(&context) : book(&context))
    case .control("e"):
      becomeOverbooking(context.wording)
      return .stay(askImpact(&context))
    default: break
    }
    if isInPatientField, let step = handleInPatientField(key, &context) { return step }
    return .stay(type(key, &context))
  }

  /// A digit that chooses a free time near one that was taken; any other key ends the choice.
  private mutating func takeNear(_ key: Key) -> CivilTime? {
    defer { near = [] }
    guard case .character(let character) = key, let number = character.wholeNumberValue,
      near.indices.contains(number - 1)
    else { return nil }
    return near[number - 1]
  }

  private mutating func handleInPatientField(
    _ key: Key, _ context: inout ScreenContext
  ) -> Step? {
    guard chosen == nil else { return nil }
    switch key {
    case .up where selected > 0:
      selected -= 1
      return .stay([])
    case .down where selected + 1 < candidates.count:
      selected += 1
      return .stay([])
    case .character("+"):
      guard context.may(.createPatient) else { return .stay([]) }
      return .newPatient(name: form[FieldName.patient.rawValue])
    case .character(let character):
      guard digitsChoose, !search.isPending, let number = character.wholeNumberValue,
        candidates.indices.contains(number - 1)
      else { return nil }
      return .stay(choose(candidates[number - 1], &context))
    default: return nil
    }
  }

  /// Takes a key as text; a change of the patient's field searches anew.
  private mutating func type(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    if chosen != nil, isInPatientField, key.isText {
      // What is typed over a chosen patient begins another search.
      form[FieldName.patient.rawValue] = ""
    }
    let before = form[FieldName.patient.rawValue]
    let (focused, kindBefore) = (form.focusedID, kind)
    _ = form.handle(key)
    var asked: [Effect] = []
    if kind != kindBefore {
      takeKind(kind, from: kindBefore, context.wording)
      asked = askWindow(&context)
    }
    if focused == FieldName.time.rawValue, form.focusedID == FieldName.minutes.rawValue,
      key != .tab, key != .down
    {
      // A time that is complete leads to the patient: the length stands already.
      form.focus(on: FieldName.patient.rawValue)
    }
    if focused == FieldName.patient.rawValue { takeLeadingTime() }
    if form.focusedID != focused { expectNewValue(in: form.focusedID) }
    let text = form[FieldName.patient.rawValue]
    guard text != before || chosen != nil && text != chosen?.name else {
      return asked + askImpact(&context)
    }
    chosen = nil
    forgetPayers(context.wording)
    window.clear()
    card.clear()
    if let before = kindBeforeLine {
      takeKind(before, from: kind, context.wording)
      kindBeforeLine = nil
    }
    selected = text.isEmpty ? -1 : 0
    choosesOnArrival = false
    return asked + [search.ask(SearchPatients(text: text), &context)] + askImpact(&context)
  }

  /// Takes the candidate under the cursor, or waits for the rows that the text means.
  private mutating func pick(_ context: inout ScreenContext) -> [Effect] {
    form.focus(on: FieldName.patient.rawValue)
    if search.isPending {
      choosesOnArrival = true
      return []
    }
    guard candidates.indices.contains(selected) else {
      return [.tell(Message(context.wording.chooseThePatient, .warning))]
    }
    return choose(candidates[selected], &context)
  }

  private mutating func choose(
    _ row: PatientRow, _ context: inout ScreenContext
  ) -> [Effect] {
    choose(row.id, name: row.calledName, &context)
  }

  private mutating func book(_ context: inout ScreenContext) -> [Effect] {
    guard !order.isPending else { return [] }
    let wording = context.wording
    var errors: [String: String] = [:]
    if start == nil { errors[FieldName.time.rawValue] = wording.noSuchTime }
    if minutes == nil { errors[FieldName.minutes.rawValue] = wording.minutesNeeded }
    if chosen == nil { errors[FieldName.patient.rawValue] = wording.chooseThePatient }
    let reason = form[FieldName.reason.rawValue]
    if isOverbooking, !reason.contains(where: { !$0.isWhitespace }) {
      errors[FieldName.reason.rawValue] = wording.overbookingReasonNeeded
    }
    let repeats = text(.repetition)
    let repetition = repeats.flatMap { Repetition(parsing: $0, today: context.today) }
    if repeats != nil, repetition == nil || isOverbooking {
      errors[FieldName.repetition.rawValue] =
        isOverbooking ? wording.overbookingDoesNotRepeat : wording.noSuchRepetition
    }
    var dates: [CivilDate]?
    do throws(Repetition.Fault) {
      dates = try repetition?.dates(from: date)
    } catch {
      errors[FieldName.repetition.rawValue] = wording.repetitionFault(error)
    }
    guard errors.isEmpty, let start, let minutes, let chosen else {
      form.show(errors: errors)
      return form.message.map { [.tell(Message($0.text, .error))] } ?? []
    }
    let booking = BookAppointment(
      id: id, patient: chosen.id, practitioner: practitioner.id, date: date, start: start,
      minutes: minutes, visitKind: kind, observation: text(.observation),
      authorisation: text(.authorisation), payer: payer,
      overbookingReason: isOverbooking ? reason : nil,
      allowedBy: allowedBy, beside: isOverbooking && !beside.isEmpty ? beside : nil)
    if let dates {
      plan = PlanPanel(
        repeating: booking, of: chosen.name, on: dates, by: practitioner, from: .form(self),
        &context)
      return []
    }
    return [order.give(booking, &context)]
  }

  private func text(_ field: FieldName) -> String? {
    let text = form[field.rawValue]
    return text.contains { !$0.isWhitespace } ? text : nil
  }

  /// Shows why it was not booked, at the field; all that was typed stays.
  mutating func show(_ performed: Performed, _ wording: Wording) -> [Effect] {
    switch performed {
    case .refused(.invalid(let problems)):
      form.show(
        errors: Dictionary(
          problems.map { ($0.field.rawValue, wording.problem($0)) },
          uniquingKeysWith: { first, _ in first }))
      return form.message.map { [.tell(Message($0.text, .error))] } ?? []
    case .refused(.scheduling(.taken(by: .patient, let visits, _))) where isOverbooking:
      ownVisits = Set(visits)
      let known = (impact.answer?.own ?? []).filter { visits.contains($0.id) }
      besideQuestion = ConfirmPanel(wording.besideQuestion(known))
      return []
    case .refused(.scheduling(.taken(let party, _, let near))):
      self.near = near
      form.focus(on: FieldName.time.rawValue)
      expectNewValue(in: FieldName.time.rawValue)
      return [.tell(Message(wording.takenWithChoices(party, near), .warning))]
    case .refused(.scheduling(let refusal)) where refusal.groupStarts != nil:
      near = refusal.groupStarts ?? []
      form.focus(on: FieldName.time.rawValue)
      expectNewValue(in: FieldName.time.rawValue)
      return [.tell(Message(wording.groupWithChoices(refusal), .warning))]
    case .refused(.scheduling(let refusal)) where refusal.yieldsToOverbooking:
      let text = wording.refusal(refusal, squeezingBy: Self.overbookingKey)
      return [.tell(Message(text, .warning))]
    case .failed(.busy): return [.tell(Message(wording.busyKeepsForm, .error))]
    default: return wording.message(for: performed).map { [.tell($0)] } ?? []
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if let question { return question.keys(wording) }
    var hints: [KeyHint] = []
    if !near.isEmpty {
      hints.append(KeyHint(near.count == 1 ? "1" : "1–\(near.count)", wording.chooseTimeKey))
    }
    if chosen == nil {
      if !candidates.isEmpty || search.isPending {
        hints.append(KeyHint("Enter", wording.chooseKey))
      }
      if digitsChoose, !candidates.isEmpty {
        let last = min(candidates.count, 9)
        hints.append(KeyHint(last == 1 ? "1" : "1–\(last)", wording.chooseKey, isSecondary: true))
      }
      if isInPatientField, context.may(.createPatient) {
        hints.append(KeyHint("+", wording.registerKey))
      }
      hints.append(KeyHint("Ctrl-S", wording.bookKey, isSecondary: true))
    } else {
      hints.append(KeyHint("Enter", wording.bookKey))
    }
    hints += [
      KeyHint("Tab", wording.nextFieldKey),
      KeyHint("S-Tab", wording.previousFieldKey, isSecondary: true),
    ]
    hints.append(KeyHint("Esc", wording.giveUpKey))
    if !isOverbooking { hints.append(KeyHint(Self.overbookingKey, wording.overbookKey)) }
    return hints
  }
}

extension Key {
  /// Whether it types something.
  fileprivate var isText: Bool {
    switch self {
    case .character, .paste: true
    default: false
    }
  }
}
