import ClinicDomain
import TerminalKit

/// `M`: how full each day of a month is, for one doctor, a filter's doctors or all.
struct MonthPanel: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case day(CivilDate)
    case failed(Reply)
  }

  /// Whose month it is, as the heading says it; empty for all.
  enum Subject: Equatable, Sendable {
    case all
    case filter(String)
    case doctor(PractitionerRow)
  }

  private(set) var date: CivilDate
  private(set) var subject: Subject
  private(set) var scope: AgendaScope
  private var month = Question<ReadAgendaMonth>()
  /// What Tab shows in its place.
  private var other: (subject: Subject, scope: AgendaScope)?

  static func == (left: MonthPanel, right: MonthPanel) -> Bool {
    left.date == right.date && left.subject == right.subject && left.scope == right.scope
      && left.month == right.month && left.other?.scope == right.other?.scope
      && left.other?.subject == right.other?.subject
  }

  /// A month of `scope`; Tab shows the doctor's alone, or all again.
  init(
    _ date: CivilDate, of subject: Subject, _ scope: AgendaScope, doctor: PractitionerRow?
  ) {
    self.date = date
    self.subject = subject
    self.scope = scope
    if case .doctor = subject {
      other = (.all, AgendaScope())
    } else if let doctor {
      other = (.doctor(doctor), AgendaScope(practitioners: [doctor.id]))
    }
  }

  /// The days that are shown, once they are known: the month of the cursor.
  var days: [DayOccupation] {
    guard let query = month.query, query.month == date.firstOfMonth, query.scope == scope,
      let days = month.answer, days.first?.date == query.month
    else { return [] }
    return days
  }

  var selected: DayOccupation? { days.first { $0.date == date } }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [month.ask(ReadAgendaMonth(scope: scope, month: date), &context)]
  }

  mutating func receive(_ ticket: Ticket, _ reply: Reply) -> Step {
    guard month.take(ticket, reply), let fault = month.fault else { return .stay([]) }
    return .failed(fault)
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    switch key {
    case .escape, .character("M"): return .close
    case .enter: return .day(date)
    case .left, .character("h"): return go(date.adding(days: -1), &context)
    case .right, .character("l"): return go(date.adding(days: 1), &context)
    case .up, .character("k"): return go(date.adding(days: -7), &context)
    case .down, .character("j"): return go(date.adding(days: 7), &context)
    case .pageUp, .character("H"), .character("{"):
      return go(date.adding(months: -1), &context)
    case .pageDown, .character("L"), .character("}"):
      return go(date.adding(months: 1), &context)
    case .home, .character("t"): return go(context.today, &context)
    case .tab:
      guard let other else { break }
      self.other = (subject, scope)
      (subject, scope) = other
      return .stay(ask(&context))
    default: break
    }
    return .stay([])
  }

  private mutating func go(_ date: CivilDate, _ context: inout ScreenContext) -> Step {
    let isSame = date.firstOfMonth == self.date.firstOfMonth
    self.date = date
    return .stay(isSame ? [] : ask(&context))
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    var hints = [KeyHint("Enter", wording.goToDayKey)]
    if let other { hints.append(KeyHint("Tab", wording.name(of: other.subject))) }
    return hints + [
      KeyHint("Esc", wording.goBack), KeyHint("PgUp PgDn", wording.pageMonthKey),
      KeyHint("← ↓ ↑ →", wording.moveCursorKey, isSecondary: true),
      KeyHint("Home", wording.nowKey, isSecondary: true),
    ]
  }
}

extension ScheduleScreen {
  mutating func openMonth(_ context: inout ScreenContext) -> [Effect] {
    guard let cursor else { return [] }
    let subject: MonthPanel.Subject
    switch (span, filter) {
    case (.week, _): subject = column.map { .doctor($0.practitioner) } ?? .all
    case (.day, let filter?): subject = .filter(filter.name)
    case (.day, nil): subject = .all
    }
    var month = MonthPanel(
      cursor.date, of: subject, monthScope, doctor: isTurning ? nil : column?.practitioner)
    let effects = month.ask(&context)
    panel = .month(month)
    return effects
  }

  mutating func follow(_ step: MonthPanel.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .day(let date):
      guard case .month(let month) = panel else { return [] }
      panel = nil
      if case .doctor(let doctor) = month.subject {
        return go(
          to: date, time: cursor?.time ?? context.timeOfDay, practitioner: doctor.id, &context)
      }
      if case .week = span { span = .day }
      return go(to: date, &context)
    case .failed(let fault): return [.tell(context.wording.problem(fault))]
    }
  }

  mutating func follow(_ step: PatientVisits.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .visit(let visit):
      panel = nil
      return go(to: visit, &context)
    case .failed(let fault): return [.tell(context.wording.problem(fault))]
    }
  }

  mutating func follow(_ step: FilterPanel.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .chosen(let filter): return apply(filter, &context)
    case .failed(let fault): return [.tell(context.wording.problem(fault))]
    }
  }
}
