import ClinicDomain
import TerminalKit

/// One kind of visit; who sees to prices gets the price alone.
struct KindForm: RefusableForm, Equatable, Sendable {
  /// What a key made of it.
  enum Answer: Equatable, Sendable {
    case open, leave
    case made(VisitKindSetup)
  }

  private enum ID {
    static let name = FieldName.name.rawValue
    static let letter = FieldName.letter.rawValue
    static let colour = FieldName.colour.rawValue
    static let minutes = FieldName.minutes.rawValue
    static let price = FieldName.price.rawValue
    static let days = FieldName.returnDays.rawValue
    static let count = FieldName.returnCount.rawValue
    static let video = "video"
    static let meeting = FieldName.meetingPattern.rawValue
    static let active = FieldName.kind.rawValue
    static let preparation = FieldName.preparation.rawValue
  }

  private(set) var panel: FormPanel
  let base: VisitKindSetup?
  private let id: VisitKindID

  init(_ setup: VisitKindSetup?, grant: Grant, _ context: inout ScreenContext) {
    let wording = context.wording
    base = setup
    id = setup?.id ?? context.makeID()
    let fields = Self.fields(setup, wording)
    panel = FormPanel(
      title: setup.map { wording.kindTitle($0.kind) } ?? wording.newKindTitle,
      grant == .all ? fields : fields.filter { $0.id == ID.price })
  }

  private static func fields(_ setup: VisitKindSetup?, _ wording: Wording) -> [FormField] {
    func text(
      _ id: String, _ name: FieldName, _ value: String, _ filter: CharacterFilter, most: Int,
      _ hint: String, sharesRow: Bool = false
    ) -> FormField {
      FormField(
        id, label: wording.field(name),
        .text(TextField(value, filter: filter, maximumLength: most)), hint: hint,
        sharesRow: sharesRow)
    }
    func number(_ value: Int?) -> String { value.map(String.init) ?? "" }
    let isOwn = !(setup?.kind.isBuiltIn ?? false)
    var name = text(
      ID.name, .name, setup?.name ?? "", .any, most: 40, isOwn ? "" : wording.kindNameHint)
    name.isRequired = isOwn
    return [
      name,
      text(ID.letter, .letter, setup?.letter ?? "", .alphanumeric, most: 1, wording.letterHint),
      FormField(
        ID.colour, label: wording.field(.colour),
        .choice(
          ChoiceField(
            KindColour.allCases.map(wording.colour),
            selected: KindColour.allCases.firstIndex(of: setup?.colour ?? .none))),
        sharesRow: true),
      text(
        ID.minutes, .minutes, number(setup?.minutes), .digits, most: 3, wording.kindMinutesHint),
      FormField(
        ID.price, label: wording.field(.price), .money(MoneyField(cents: setup?.price?.centavos)),
        hint: wording.kindPriceHint, sharesRow: true),
      text(
        ID.days, .returnDays, number(setup?.returnDays), .digits, most: 3, wording.returnDaysHint),
      text(
        ID.count, .returnCount, number(setup?.returnCount ?? 1), .digits, most: 2,
        wording.returnCountHint, sharesRow: true),
      FormField(
        ID.video, label: wording.byVideoLabel,
        .choice(
          ChoiceField(
            [wording.inPerson, wording.teleKind], selected: setup?.isTele == true ? 1 : 0))),
      FormField(
        ID.active, label: wording.bookableLabel,
        .choice(
          ChoiceField([wording.yes, wording.no], selected: setup?.isActive == false ? 1 : 0)),
        sharesRow: true),
      text(
        ID.meeting, .meetingPattern, setup?.meetingPattern?.value ?? "", .noBlanks,
        most: MeetingPattern.longest, wording.meetingHint),
      FormField(
        ID.preparation, label: wording.field(.preparation),
        .area(
          TextArea(
            setup?.preparation ?? "", rows: 4,
            maximumLength: VisitKindSetup.preparationLength)),
        hint: wording.preparationHint),
    ]
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Answer {
    let wording = context.wording
    let check = { [self] (id: String, form: Form) in error(id, form, wording) }
    switch panel.handle(key, wording, check: check) {
    case .open: return .open
    case .leave: return .leave
    case .save:
      guard panel.checkAll(wording, check), let made = setup(panel.form) else { return .open }
      return .made(made)
    }
  }

  mutating func show(_ refusal: Refusal, _ wording: Wording) { panel.show(refusal, wording) }

  /// What the form says; nil where a name gives no code.
  private func setup(_ form: Form) -> VisitKindSetup? {
    let price = Int64(form[ID.price]).map(Money.init(centavos:))
    guard form.control(ID.name) != nil else {
      // Only the price was shown.
      var priced = base
      priced?.price = price
      return priced
    }
    guard let kind = base?.kind ?? VisitKind(named: form[ID.name]) else { return nil }
    let preparation = form[ID.preparation].split(whereSeparator: \.isNewline)
      .joined(separator: " ")
    let days = Int(form[ID.days]) ?? 0
    return VisitKindSetup(
      id: id, kind: kind, name: form.line(ID.name), letter: form[ID.letter].uppercased(),
      colour: form.choice(ID.colour, of: KindColour.allCases) ?? .none,
      minutes: Int(form[ID.minutes]), price: price, preparation: preparation,
      isTele: form[ID.video] == "1", meetingPattern: try? MeetingPattern(parsing: form[ID.meeting]),
      returnDays: days == 0 ? nil : days,
      returnCount: Int(form[ID.count]) ?? 1, isActive: form[ID.active] != "1")
  }

  private func error(_ id: String, _ form: Form, _ wording: Wording) -> String? {
    if id == ID.meeting, !form[id].isEmpty {
      do {
        _ = try MeetingPattern(parsing: form[id])
        return nil
      } catch {
        return wording.meetingProblem(error)
      }
    }
    guard let made = setup(form) else {
      return id == ID.name && !form[id].isEmpty ? wording.problem(.malformed) : nil
    }
    guard let problem = made.problems().first(where: { $0.field.rawValue == id }) else {
      return nil
    }
    switch id {
    case ID.letter: return wording.letterHint
    case ID.minutes: return wording.kindMinutesHint
    default: return wording.problem(problem.reason)
    }
  }
}
