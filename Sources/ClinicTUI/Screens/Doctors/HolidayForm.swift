import ClinicDomain
import TerminalKit

/// A holiday of the clinic: once or yearly, whole day or hours, everywhere or in some units.
struct HolidayForm: RefusableForm, Equatable, Sendable {
  /// What a key made of it.
  enum Answer: Equatable, Sendable {
    case open, leave
    case made(Holiday)
  }

  private enum ID {
    static let name = FieldName.name.rawValue
    static let date = FieldName.date.rawValue
    static let yearly = "yearly"
    static let from = FieldName.from.rawValue
    static let until = FieldName.until.rawValue
    static let scope = FieldName.municipality.rawValue
    static let isOptional = "optional"
  }

  private(set) var panel: FormPanel
  let base: Holiday?
  private let id: HolidayID
  private let scopes: [Holiday.Scope]

  init(_ holiday: Holiday?, units: [UnitWithRooms], _ context: inout ScreenContext) {
    let wording = context.wording
    base = holiday
    id = holiday?.id ?? context.makeID()
    let towns = Set(units.compactMap { $0.unit.address?.municipality }).filter { !$0.isEmpty }
    var scopes: [(Holiday.Scope, String)] = [(.everywhere, wording.wholeClinic)]
    scopes += towns.sorted().map { (.municipality($0), wording.townScope($0)) }
    scopes += units.map { (.unit($0.unit.id), wording.unitScope($0.unit.name)) }
    if let kept = holiday?.scope, !scopes.contains(where: { $0.0 == kept }),
      case .municipality(let town) = kept
    {
      scopes.append((kept, wording.townScope(town)))
    }
    self.scopes = scopes.map(\.0)
    let chosen = holiday.flatMap { holiday in scopes.firstIndex { $0.0 == holiday.scope } } ?? 0
    let isWhole = holiday.map { $0.from == .midnight && $0.until == .endOfDay } ?? true
    var date: CivilDate?
    var isYearly = true
    switch holiday?.day {
    case .once(let only): (date, isYearly) = (only, false)
    case .yearly(let month, let day):
      date =
        CivilDate(year: context.today.year, month: month, day: day)
        ?? CivilDate(year: 2028, month: month, day: day)
    case nil: break
    }
    panel = FormPanel(
      title: holiday == nil ? wording.newHolidayTitle : wording.holidayTitle,
      dates: DateReader(context),
      [
        FormField(
          ID.name, label: wording.field(.name),
          .text(TextField(holiday?.name ?? "", maximumLength: 60)), isRequired: true),
        FormField(
          ID.date, label: wording.field(.date),
          .masked(
            MaskedField(
              .date, value: date?.brazilianText ?? "", placeholder: wording.datePlaceholder,
              takesWords: true)), isRequired: true, hint: wording.dateHint),
        FormField(
          ID.yearly, label: wording.repeatsLabel,
          .choice(
            ChoiceField([wording.everyYear, wording.onlyOnce], selected: isYearly ? 0 : 1)),
          sharesRow: true),
        FormField(
          ID.from, label: wording.field(.from),
          .masked(MaskedField(.time, value: isWhole ? "" : holiday?.from.text ?? "")),
          hint: wording.wholeDayHint),
        FormField(
          ID.until, label: wording.field(.until),
          .masked(MaskedField(.time, value: isWhole ? "" : holiday?.until.text ?? "")),
          hint: wording.wholeDayHint, sharesRow: true),
        FormField(
          ID.scope, label: wording.scopeLabel,
          .choice(ChoiceField(scopes.map(\.1), selected: chosen))),
        FormField(
          ID.isOptional, label: wording.kindOfHoliday,
          .choice(
            ChoiceField(
              [wording.realHoliday, wording.optionalHoliday],
              selected: holiday?.isOptional == true ? 1 : 0))),
      ])
  }

  mutating func handle(_ key: Key, _ context: ScreenContext) -> Answer {
    let (wording, today) = (context.wording, context.today)
    let check = { (id: String, form: Form) in Self.error(id, form, today: today, wording) }
    switch panel.handle(key, wording, check: check) {
    case .open: return .open
    case .leave: return .leave
    case .save:
      guard panel.checkAll(wording, check), let made = holiday(today) else { return .open }
      return .made(made)
    }
  }

  mutating func show(_ refusal: Refusal, _ wording: Wording) { panel.show(refusal, wording) }

  private func holiday(_ today: CivilDate) -> Holiday? {
    let form = panel.form
    guard let date = try? CivilDate.parse(form[ID.date], today: today) else { return nil }
    let isYearly = form[ID.yearly] != "1"
    return Holiday(
      id: id, name: form.line(ID.name),
      day: isYearly ? .yearly(month: date.month, day: date.day) : .once(date),
      from: (try? CivilTime(parsing: form[ID.from])) ?? .midnight,
      until: (try? CivilTime(parsing: form[ID.until])) ?? .endOfDay,
      scope: form.choice(ID.scope, of: scopes) ?? .everywhere,
      isOptional: form[ID.isOptional] == "1")
  }

  private static func error(
    _ id: String, _ form: Form, today: CivilDate, _ wording: Wording
  ) -> String? {
    let value = form[id]
    guard !value.isEmpty else { return nil }
    switch id {
    case ID.date:
      return (try? CivilDate.parse(value, today: today)) == nil ? wording.dateError : nil
    case ID.from: return (try? CivilTime(parsing: value)) == nil ? wording.timeError : nil
    case ID.until:
      guard let until = try? CivilTime(parsing: value) else { return wording.timeError }
      let from = (try? CivilTime(parsing: form[ID.from])) ?? .midnight
      return until <= from ? wording.endsBeforeStart : nil
    default: return nil
    }
  }
}
