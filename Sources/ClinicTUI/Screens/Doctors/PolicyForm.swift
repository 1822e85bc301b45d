import ClinicDomain
import TerminalKit

/// What an agenda asks of bookings: buffers, notice, horizon, caps, holidays.
struct PolicyForm: Equatable, Sendable {
  /// What a key made of it.
  enum Answer: Equatable, Sendable {
    case open, leave
    case made(AgendaPolicy)
  }

  private enum ID {
    static let holidays = "holidays"
    static func cap(_ kind: VisitKind) -> String { "caps.\(kind.rawValue)" }
  }

  private(set) var panel: FormPanel
  /// The kinds that a cap may be set for.
  private let kinds: [VisitKind]

  init(_ policy: AgendaPolicy, title: String, _ wording: Wording) {
    func number(
      _ field: FieldName, _ value: Int?, _ hint: String, sharesRow: Bool = false
    ) -> FormField {
      FormField(
        field.rawValue, label: wording.field(field), Self.control(value), hint: hint,
        sharesRow: sharesRow)
    }
    let work = ChoiceField(
      HolidayWork.allCases.map { wording.holidayWork($0) },
      selected: HolidayWork.allCases.firstIndex(of: policy.holidays))
    kinds = wording.kinds.offered + policy.caps.map(\.kind).filter { !wording.kinds.offers($0) }
    let caps = kinds.enumerated().map { index, kind in
      FormField(
        ID.cap(kind), label: wording.capLabel(kind), Self.control(policy.cap(of: kind)),
        hint: wording.perDayHint, sharesRow: !index.isMultiple(of: 2),
        heading: index == 0 ? wording.capsHeading : nil)
    }
    panel = FormPanel(
      title: wording.policyTitle(title),
      [
        number(.bufferBefore, policy.bufferBefore, wording.bufferHint),
        number(.bufferAfter, policy.bufferAfter, wording.bufferHint, sharesRow: true),
        number(.notice, policy.noticeMinutes, wording.noticeHint),
        number(.horizon, policy.horizonDays, wording.horizonHint, sharesRow: true),
        number(.visitsPerDay, policy.visitsPerDay, wording.perDayHint),
        FormField(ID.holidays, label: wording.holidaysLabel, .choice(work), sharesRow: true),
        number(.overbookings, policy.overbookingsPerDay, wording.overbookingsHint),
      ] + caps)
  }

  private static func control(_ value: Int?) -> FormControl {
    var field = TextField(value.map(String.init) ?? "", filter: .digits, maximumLength: 5)
    field.markAsDefault()
    return .text(field)
  }

  mutating func handle(_ key: Key, _ wording: Wording) -> Answer {
    let kinds = kinds
    let check = { (id: String, form: Form) in Self.error(id, form, kinds, wording) }
    switch panel.handle(key, wording, check: check) {
    case .open: return .open
    case .leave: return .leave
    case .save:
      guard panel.checkAll(wording, check) else { return .open }
      return .made(Self.policy(panel.form, kinds))
    }
  }

  private static func policy(_ form: Form, _ kinds: [VisitKind]) -> AgendaPolicy {
    func number(_ field: FieldName) -> Int? { Int(form[field.rawValue]) }
    return AgendaPolicy(
      bufferBefore: number(.bufferBefore) ?? 0, bufferAfter: number(.bufferAfter) ?? 0,
      noticeMinutes: number(.notice) ?? 0,
      horizonDays: number(.horizon) ?? BookingRules.horizonDays,
      holidays: form.choice(ID.holidays, of: HolidayWork.allCases) ?? .rests,
      visitsPerDay: number(.visitsPerDay),
      caps: kinds.compactMap { kind in
        Int(form[ID.cap(kind)]).map { VisitKindCap(kind: kind, perDay: $0) }
      }, overbookingsPerDay: number(.overbookings))
  }

  private static func error(
    _ id: String, _ form: Form, _ kinds: [VisitKind], _ wording: Wording
  ) -> String? {
    let problems = policy(form, kinds).problems()
    guard problems.contains(where: { $0.field.rawValue == id }) else { return nil }
    switch id {
    case FieldName.bufferBefore.rawValue, FieldName.bufferAfter.rawValue: return wording.bufferHint
    case FieldName.notice.rawValue: return wording.noticeHint
    case FieldName.horizon.rawValue: return wording.horizonHint
    default: return wording.problem(FieldProblem.Reason.outOfRange)
    }
  }
}
