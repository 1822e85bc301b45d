import ClinicDomain
import TerminalKit

/// One rule of a weekly agenda; a new one may be for several days at once.
struct RuleForm: Equatable, Sendable {
  /// What a key made of it.
  enum Answer: Equatable, Sendable {
    case open, leave
    case made([AgendaRule])
  }

  private enum ID {
    static let weekday = FieldName.weekday.rawValue
    static let from = FieldName.from.rawValue
    static let until = FieldName.until.rawValue
    static let slot = FieldName.slotMinutes.rawValue
    static let place = FieldName.room.rawValue
    static let validFrom = "validFrom"
    static let validUntil = "validUntil"
    static let everyWeeks = FieldName.everyWeeks.rawValue
    static let breaks = FieldName.breaks.rawValue
    static let capacity = FieldName.capacity.rawValue
    static let groupKind = FieldName.kind.rawValue
  }

  private(set) var panel: FormPanel
  /// The rule that is edited; nil for a new one.
  let replaced: AgendaRuleID?
  private let places: WorkPlaces
  /// The kinds that a group may come for.
  private let kinds: [VisitKind]

  init(_ rule: AgendaRule?, slotMinutes: Int, places: WorkPlaces, _ context: ScreenContext) {
    let wording = context.wording
    replaced = rule?.id
    let places = places.offered(keeping: rule?.unit, rule?.room)
    self.places = places
    let kinds = Self.kinds(rule, context)
    self.kinds = kinds
    let days =
      Weekday.allCases.map(wording.longWeekday) + (rule == nil ? [wording.mondayToFriday] : [])
    panel = FormPanel(
      title: rule == nil ? wording.newRuleTitle : wording.ruleTitle,
      dates: DateReader(context),
      [
        FormField(
          ID.weekday, label: wording.field(.weekday),
          .choice(ChoiceField(days, selected: rule.map { $0.weekday.rawValue - 1 } ?? 7)),
          isRequired: true),
        FormField(
          ID.from, label: wording.field(.from),
          Self.time(rule?.from), isRequired: true),
        FormField(
          ID.until, label: wording.field(.until),
          Self.time(rule?.until), isRequired: true, sharesRow: true),
        FormField(
          ID.slot, label: wording.field(.slotMinutes),
          .text(
            TextField(
              String(rule?.slotMinutes ?? slotMinutes), filter: .digits, maximumLength: 3)),
          isRequired: true, hint: wording.slotHint),
        FormField(
          ID.place, label: wording.placeLabel, places.control(unit: rule?.unit, room: rule?.room)),
        FormField(
          ID.validFrom, label: wording.validFrom,
          Self.start(rule?.validFrom ?? context.today), isRequired: true,
          hint: wording.dateHint),
        FormField(
          ID.validUntil, label: wording.validUntil,
          .masked(
            MaskedField(
              .date, value: rule?.validUntil?.brazilianText ?? "",
              placeholder: wording.datePlaceholder, takesWords: true)), hint: wording.openEndHint,
          sharesRow: true),
        FormField(
          ID.everyWeeks, label: wording.field(.everyWeeks), Self.weeks(rule?.everyWeeks ?? 1),
          isRequired: true, hint: wording.everyWeeksHint),
        FormField(
          ID.breaks, label: wording.field(.breaks),
          .text(TextField(BreaksText.text(rule?.breaks ?? []), maximumLength: 60)),
          hint: wording.breaksHint),
        FormField(
          ID.capacity, label: wording.field(.capacity), Self.capacity(rule?.group),
          hint: wording.capacityHint),
        FormField(
          ID.groupKind, label: wording.groupKindLabel,
          .choice(
            ChoiceField(
              kinds.map { wording.visitKind($0) },
              selected: kinds.firstIndex(of: rule?.group?.kind ?? .routine))),
          sharesRow: true),
      ])
  }

  /// A time whose first digit typed replaces what stands there.
  private static func time(_ time: CivilTime?) -> FormControl {
    var field = MaskedField(.time, value: time?.text ?? "")
    field.markAsDefault()
    return .masked(field)
  }

  private static func weeks(_ weeks: Int) -> FormControl {
    var field = TextField(String(weeks), filter: .digits, maximumLength: 2)
    field.markAsDefault()
    return .text(field)
  }

  private static func capacity(_ group: GroupTerms?) -> FormControl {
    var field = TextField(
      group.map { String($0.capacity) } ?? "", filter: .digits, maximumLength: 2)
    field.markAsDefault()
    return .text(field)
  }

  private static func kinds(_ rule: AgendaRule?, _ context: ScreenContext) -> [VisitKind] {
    let offered = context.wording.kinds.offered
    guard let own = rule?.group?.kind, !offered.contains(own) else { return offered }
    return offered + [own]
  }

  private static func start(_ date: CivilDate) -> FormControl {
    var field = MaskedField(.date, value: date.brazilianText, takesWords: true)
    field.markAsDefault()
    return .masked(field)
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Answer {
    let check = Check(today: context.today, wording: context.wording)
    switch panel.handle(key, context.wording, check: check.error) {
    case .open: return .open
    case .leave: return .leave
    case .save:
      guard panel.checkAll(context.wording, check.error) else { return .open }
      return .made(rules(&context))
    }
  }

  mutating func show(_ problem: FieldProblem, _ wording: Wording) {
    panel.show(.invalid([problem]), wording)
    if problem.reason == .taken {
      panel.form.mark(problem.field.rawValue, wording.overlapsRule)
    }
  }

  private func rules(_ context: inout ScreenContext) -> [AgendaRule] {
    let form = panel.form
    guard let from = try? CivilTime(parsing: form[ID.from]),
      let until = try? CivilTime(parsing: form[ID.until]), let slot = Int(form[ID.slot]),
      let start = try? CivilDate.parse(form[ID.validFrom], today: context.today),
      let choice = Int(form[ID.weekday])
    else { return [] }
    let end = try? CivilDate.parse(form[ID.validUntil], today: context.today)
    let place = places.chosen(ID.place, in: form)
    let days = choice < 7 ? [Weekday.allCases[choice]] : Array(Weekday.allCases.prefix(5))
    return days.map { day in
      AgendaRule(
        id: replaced ?? context.makeID(), weekday: day, from: from, until: until,
        slotMinutes: slot, unit: place?.unit, room: place?.room, validFrom: start,
        validUntil: end, everyWeeks: Int(form[ID.everyWeeks]) ?? 1,
        breaks: BreaksText.breaks(form[ID.breaks]) ?? [], group: group)
    }
  }

  /// The groups that meet in the rule's slots; none where one patient has each.
  private var group: GroupTerms? {
    guard let capacity = Int(panel.form[ID.capacity]), capacity > 1,
      let choice = Int(panel.form[ID.groupKind]), kinds.indices.contains(choice)
    else { return nil }
    return GroupTerms(kind: kinds[choice], capacity: capacity)
  }

  /// What is wrong with a field.
  private struct Check {
    let today: CivilDate
    let wording: Wording

    func error(_ id: String, _ form: Form) -> String? {
      let value = form[id]
      guard !value.isEmpty else { return nil }
      switch id {
      case ID.from: return (try? CivilTime(parsing: value)) == nil ? wording.timeError : nil
      case ID.until: return untilError(value, form)
      case ID.slot:
        return Int(value).map(VisitLength.isValid) == true ? nil : wording.slotHint
      case ID.everyWeeks:
        return (1...AgendaRule.longestCycle).contains(Int(value) ?? 0)
          ? nil : wording.everyWeeksHint
      case ID.capacity:
        return (1...GroupTerms.capacityRange.upperBound).contains(Int(value) ?? 0)
          ? nil : wording.capacityHint
      case ID.breaks: return breaksError(value, form)
      case ID.validFrom: return date(value) == nil ? wording.dateError : nil
      case ID.validUntil:
        guard let end = date(value) else { return wording.dateError }
        if let start = date(form[ID.validFrom]), end < start { return wording.endsBeforeStart }
        return nil
      default: return nil
      }
    }

    private func breaksError(_ value: String, _ form: Form) -> String? {
      guard let breaks = BreaksText.breaks(value) else { return wording.breaksError }
      guard let from = try? CivilTime(parsing: form[ID.from]),
        let until = try? CivilTime(parsing: form[ID.until])
      else { return nil }
      let isWithin = breaks.allSatisfy { from < $0.from && $0.until < until }
      let isOrdered = zip(breaks, breaks.dropFirst()).allSatisfy { $0.until <= $1.from }
      return isWithin && isOrdered ? nil : wording.breaksError
    }

    private func untilError(_ value: String, _ form: Form) -> String? {
      guard let until = try? CivilTime(parsing: value) else { return wording.timeError }
      if let from = try? CivilTime(parsing: form[ID.from]), until <= from {
        return wording.endsBeforeStart
      }
      return nil
    }

    private func date(_ text: String) -> CivilDate? { try? CivilDate.parse(text, today: today) }
  }
}
