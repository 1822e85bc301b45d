import ClinicDomain
import TerminalKit

/// What a patient who waits would take: doctor or specialty, days, part of day, until when.
struct WishForm: Equatable, Sendable {
  private enum ID {
    static let practitioner = FieldName.practitioner.rawValue
    static let specialty = FieldName.specialties.rawValue
    static let weekdays = FieldName.weekday.rawValue
    static let part = FieldName.time.rawValue
    static let until = FieldName.until.rawValue
    static let earliest = FieldName.from.rawValue
    static let latest = FieldName.latest.rawValue
    static let kind = FieldName.kind.rawValue
    static let priority = "priority"
    static let due = FieldName.date.rawValue
  }

  /// Whose wish it is.
  enum Subject: Equatable, Sendable {
    case new(PatientID)
    case entry(WaitingEntry)
  }

  let subject: Subject
  private(set) var panel: FormPanel
  private let practitioners: [PractitionerRow]
  private let specialties: [String]
  private let kinds: [VisitKind]
  var order = Order()

  init(
    _ subject: Subject, name: String, practitioners: [PractitionerRow], _ context: ScreenContext
  ) {
    let wording = context.wording
    self.subject = subject
    self.practitioners = practitioners
    let names = practitioners.flatMap { row in
      row.specialties.split(separator: ",").map { $0.trimmingSpaces }
    }
    specialties = Set(names).sorted { TextFolding.fold($0) < TextFolding.fold($1) }
    var wish = VisitWish(practitioner: context.actor.practitioner)
    var due: CivilDate?
    if case .entry(let entry) = subject { (wish, due) = (entry.wish, entry.due) }
    let offered = wording.kinds.offered
    // What is no longer offered stays what it was until another is chosen.
    kinds = offered + (wish.kind.map { offered.contains($0) ? [] : [$0] } ?? [])
    var fields = [
      FormField(
        ID.practitioner, label: wording.field(.practitioner),
        .choice(
          ChoiceField(
            practitioners.map(\.name),
            selected: practitioners.firstIndex { $0.id == wish.practitioner },
            isOptional: true, placeholder: wording.anyone)), hint: wording.wishDoctorHint),
      FormField(
        ID.specialty, label: wording.field(.specialties),
        .choice(
          ChoiceField(
            specialties, selected: specialties.firstIndex(of: wish.specialty), isOptional: true,
            placeholder: wording.anySpecialty)), hint: wording.wishDoctorHint),
      FormField(
        ID.kind, label: wording.kindLabel,
        .choice(
          ChoiceField(
            kinds.map { wording.visitKind($0) }, selected: wish.kind.flatMap(kinds.firstIndex),
            isOptional: true, placeholder: wording.anyKind)), hint: wording.wishKindHint),
      FormField(
        ID.weekdays, label: wording.wishDays,
        .text(
          TextField(
            wish.weekdays.sorted().map { wording.weekday($0) }.joined(separator: " "),
            maximumLength: 40)), hint: wording.wishDaysHint),
      FormField(
        ID.part, label: wording.wishPart,
        .choice(
          ChoiceField(
            PartOfDay.allCases.map { wording.partOfDay($0) },
            selected: PartOfDay.allCases.firstIndex(of: wish.partOfDay)))),
      FormField(
        ID.earliest, label: wording.field(.from),
        .masked(MaskedField(.time, value: wish.earliest?.text ?? "")), hint: wording.wishHoursHint),
      FormField(
        ID.latest, label: wording.field(.latest),
        .masked(MaskedField(.time, value: wish.latest?.text ?? "")), hint: wording.wishHoursHint,
        sharesRow: true),
      FormField(ID.until, label: wording.wishUntil, Self.date(wish.until, wording)),
      FormField(
        ID.priority, label: wording.wishPriority,
        .choice(
          ChoiceField(
            WaitingPriority.allCases.map { wording.priority($0) },
            selected: WaitingPriority.allCases.firstIndex(of: wish.priority)))),
    ]
    if let due {
      fields.insert(
        FormField(ID.due, label: wording.recallDue, Self.date(due, wording), isRequired: true),
        at: 0)
    }
    panel = FormPanel(title: wording.wishTitle(name), dates: DateReader(context), fields)
  }

  private static func date(_ date: CivilDate?, _ wording: Wording) -> FormControl {
    .masked(
      MaskedField(
        .date, value: date?.brazilianText ?? "", placeholder: wording.datePlaceholder,
        takesWords: true))
  }

  var isDirty: Bool { panel.isDirty }

  /// Whether it is done with; the effects are what is to be done.
  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (effects: [Effect], isOver: Bool) {
    guard !order.isPending else { return ([], false) }
    let (today, wording) = (context.today, context.wording)
    let check = { (id: String, form: Form) in Self.error(id, form, today, wording) }
    switch panel.handle(key, context.wording, check: check) {
    case .open: return (panel.told, false)
    case .leave: return ([], true)
    case .save:
      guard panel.checkAll(context.wording, check) else { return (panel.told, false) }
      return ([give(&context)], false)
    }
  }

  private static func error(
    _ id: String, _ form: Form, _ today: CivilDate, _ wording: Wording
  ) -> String? {
    let value = form[id]
    guard !value.isEmpty else { return nil }
    switch id {
    case ID.weekdays: return wording.weekdays(in: value) == nil ? wording.wishDaysHint : nil
    case ID.until, ID.due:
      guard let date = try? CivilDate.parse(value, today: today) else { return wording.dateError }
      return date < today ? wording.refusal(.scheduling(.inThePast)) : nil
    case ID.earliest, ID.latest:
      guard let time = try? CivilTime(parsing: value) else { return wording.timeError }
      guard id == ID.latest, let from = try? CivilTime(parsing: form[ID.earliest]) else {
        return nil
      }
      return time <= from ? wording.endsBeforeStart : nil
    default: return nil
    }
  }

  private mutating func give(_ context: inout ScreenContext) -> Effect {
    let wish = wish(context)
    switch subject {
    case .new(let patient):
      return order.give(
        AddToWaitingList(id: context.makeID(), patient: patient, wish: wish), &context)
    case .entry(let entry):
      let due = try? CivilDate.parse(panel.form[ID.due], today: context.today)
      return order.give(
        ChangeWaitingEntry(id: entry.id, base: entry.wish, wish: wish, due: due), &context)
    }
  }

  private func wish(_ context: ScreenContext) -> VisitWish {
    let form = panel.form
    func chosen<Value>(_ id: String, _ values: [Value]) -> Value? {
      Int(form[id]).flatMap { values.indices.contains($0) ? values[$0] : nil }
    }
    return VisitWish(
      practitioner: chosen(ID.practitioner, practitioners)?.id,
      specialty: chosen(ID.specialty, specialties) ?? "",
      weekdays: context.wording.weekdays(in: form[ID.weekdays]) ?? [],
      partOfDay: chosen(ID.part, PartOfDay.allCases) ?? .any,
      earliest: try? CivilTime(parsing: form[ID.earliest]),
      latest: try? CivilTime(parsing: form[ID.latest]), kind: chosen(ID.kind, kinds),
      until: try? CivilDate.parse(form[ID.until], today: context.today),
      priority: chosen(ID.priority, WaitingPriority.allCases) ?? .routine)
  }

  /// nil where the ticket is another's; true where it is saved.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ wording: Wording
  ) -> (effects: [Effect], isOver: Bool)? {
    guard order.settle(ticket) else { return nil }
    switch performed {
    case .done: return ([.tell(Message(wording.wishSaved, .done))], true)
    case .staged: return (wording.message(for: performed).map { [.tell($0)] } ?? [], true)
    case .refused(let refusal):
      panel.show(refusal, wording)
      return ([.tell(Message(wording.refusal(refusal), .error))], false)
    case .failed: return (wording.message(for: performed).map { [.tell($0)] } ?? [], false)
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " })
  }
}
