import ClinicDomain
import TerminalKit

/// The agenda: a day with a column per practitioner, or a week of one; booking and all that is done
/// to a visit.
struct ScheduleScreen: Screen {
  /// How much is seen at once.
  enum Span: Hashable, Sendable {
    case day
    case week(PractitionerID)
  }

  /// What was asked for and is shown: a day, or a week from its Monday.
  struct Page: Hashable, Sendable {
    let span: Span
    let first: CivilDate
  }

  /// What lies over the lower part of the grid and takes the keys.
  enum Panel: Equatable, Sendable {
    case date(DatePrompt)
    case booking(BookingForm)
    case line(QuickLine)
    /// Several visits at once.
    case plan(PlanPanel)
    /// Which visits of a series move.
    case seriesMove(SeriesMove)
    /// A doctor is late or away.
    case shift(ShiftPanel)
    /// A visit or a week is booked once more.
    case copy(CopyPanel)
    case card(VisitCard)
    /// Who comes to a group.
    case group(GroupPanel)
    case reason(ReasonPanel)
    case finder(PatientFinder)
    case free(FreeFinder)
    /// Registers a patient in the middle of a booking.
    case newPatient(QuickPatient)
    /// The visits that are outside the agenda since it was changed.
    case displaced(DisplacedList)
    /// The visits that were asked for.
    case requests(RequestList)
    /// Accept or refuse a visit that was asked for.
    case answer(VisitRow)
    /// Who is called for a time that became free.
    case offer(OfferPanel)
    /// How full each day of a month is.
    case month(MonthPanel)
    /// Whose agendas are shown.
    case filter(FilterPanel)
    /// Every visit of a patient.
    case visits(PatientVisits)
  }

  var span = Span.day
  /// Whose agendas the day shows; kept from day to day.
  var filter: AgendaFilter?
  /// Who must be seen on the next page, whatever the filter says.
  var soughtDoctor: PractitionerID?
  var cursor: GridCursor?
  var day = Question<ReadAgendaDay>()
  var week = Question<ReadAgendaWeek>()
  var grid = AgendaGrid(columns: [])
  var shown: Page?
  /// The first line and column shown; the cursor pulls them along.
  var top = 0
  var left = 0
  var panel: Panel?
  /// The time that became free, until it is known who waits for it.
  var freed: OfferPanel?
  var carried: Carried?
  var visitOrder = VisitOrder()
  /// Whether a refusal was begun from the list of requests and leads back to it.
  var answersRequests = false
  var mover = VisitMover()
  var groupMover = GroupMover()
  var undoing = UndoOrder()
  /// Whether the list of visits to move comes back once the one in hand has moved.
  var movesFromList = false
  var freeSearch = FreeSearch()
  /// Where the last booking at this terminal was, for the next patient.
  var lastBooked: QuickLine.Place?
  var export = CalendarExport()
  var printing = DayListPrint()
  /// Keys typed while the page or an outcome was under way: none is lost.
  var typedAhead: [Key] = []

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    if cursor == nil {
      cursor = GridCursor(
        practitioner: context.actor.practitioner, date: context.today, time: context.timeOfDay)
    }
    return askPage(&context) + tellCarried(context)
  }

  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect] {
    switch route {
    case .schedule(let date, let practitioner):
      guard !hasUnsavedText else { return stay(&context) }
      panel = nil
      span = .day
      if let practitioner { show(practitioner) }
      let time = date == context.today ? context.timeOfDay : cursor?.time ?? context.timeOfDay
      cursor = GridCursor(
        practitioner: practitioner ?? cursor?.practitioner, date: date, time: time)
    case .visit(let visit):
      panel = nil
      span = .day
      show(visit.practitioner)
      cursor = GridCursor(
        practitioner: visit.practitioner, date: visit.date, time: visit.start, visit: visit.id)
    case .move(let visit):
      guard !hasUnsavedText else { return stay(&context) }
      panel = nil
      span = .day
      show(visit.practitioner)
      cursor = GridCursor(
        practitioner: visit.practitioner, date: max(visit.date, context.today), time: visit.start,
        visit: visit.id)
      carried = .visit(visit)
    case .book(let patient, let name, let kind):
      if case .booking(var form) = panel, form.chosen == nil {
        let effects = form.choose(patient, name: name, &context)
        panel = .booking(form)
        return enter(&context) + effects
      }
      if case .line(var form) = panel {
        let effects = form.take(BookingForm.Chosen(id: patient, name: name), &context)
        panel = .line(form)
        return enter(&context) + effects
      }
      guard !hasUnsavedText else { return stay(&context) }
      panel = nil
      carried = .patient(patient, name: name, kind: kind)
    default: break
    }
    return enter(&context)
  }

  /// Keeps what is typed in the open panel, and says so.
  private mutating func stay(_ context: inout ScreenContext) -> [Effect] {
    enter(&context) + [.tell(Message(context.wording.bookingIsOpen, .warning))]
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    guard !topics.isDisjoint(with: [.schedule, .practitioners, .patients]) else { return [] }
    var effects = askPage(&context)
    if case .card(var card) = panel {
      effects += card.details.askAgain(&context)
      panel = .card(card)
    }
    if case .requests(var list) = panel {
      effects += list.ask(&context)
      panel = .requests(list)
    }
    if case .displaced(var list) = panel {
      effects += list.ask(&context)
      panel = .displaced(list)
    }
    if case .visits(var visits) = panel {
      effects += visits.ask(&context)
      panel = .visits(visits)
    }
    if case .month(var month) = panel {
      effects += month.ask(&context)
      panel = .month(month)
    }
    if case .free(var finder) = panel {
      effects += finder.askAgain(&context)
      panel = .free(finder)
    }
    if case .plan(var plan) = panel {
      effects += plan.ask(&context)
      panel = .plan(plan)
    }
    if case .line(var line) = panel {
      effects += line.preview.askAgain(&context)
      panel = .line(line)
    }
    return effects
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    if day.take(ticket, reply) { return show(day.answer, fault: day.fault, &context) }
    if week.take(ticket, reply) { return show(week.answer, fault: week.fault, &context) }
    if freed?.take(ticket, reply) ?? false {
      return showOffer() + replayTypedAhead(&context)
    }
    if let found = freeSearch.receive(ticket, reply, &context) { return follow(found, &context) }
    if let effects = export.receive(ticket, reply, &context) { return effects }
    if let effects = printing.receive(ticket, reply, &context) { return effects }
    switch panel {
    case .booking(var form):
      let waited = form.choosesOnArrival
      let effects = form.receive(ticket, reply, &context)
      panel = .booking(form)
      guard waited, !form.choosesOnArrival else { return effects + openPlan(&context) }
      // What was typed after Enter meant the one patient; where there are several it meant none.
      if form.chosen == nil { typedAhead = [] }
      return effects + replayTypedAhead(&context)
    case .line(var form):
      let waited = form.booksOnArrival
      let effects = form.receive(ticket, reply, &context)
      panel = .line(form)
      guard waited, !form.booksOnArrival else { return effects }
      // What was typed after Enter meant a booking; where none is under way it meant nothing.
      if form.plan != nil { return effects + openPlan(&context) + replayTypedAhead(&context) }
      if !form.order.isPending { typedAhead = [] }
      return effects + replayTypedAhead(&context)
    case .plan(var plan):
      guard let effects = plan.receive(ticket, reply, &context) else { return [] }
      panel = .plan(plan)
      return effects
    case .copy(var copy):
      guard let step = copy.receive(ticket, reply, &context) else { return [] }
      panel = .copy(copy)
      return follow(step, &context)
    case .seriesMove(var move):
      if move.take(ticket, reply) { panel = .seriesMove(move) }
    case .reason(var reason):
      if reason.take(ticket, reply) { panel = .reason(reason) }
    case .shift(var shift):
      if shift.take(ticket, reply) { panel = .shift(shift) }
    case .card(var card):
      if card.details.take(ticket, reply) { panel = .card(card) }
    case .newPatient(var quick):
      quick.receive(ticket, reply)
      panel = .newPatient(quick)
      return []
    case .free(var finder):
      let step = finder.receive(ticket, reply, &context)
      panel = .free(finder)
      let effects = follow(step, &context)
      guard !finder.isLooking else { return effects }
      // What was typed after Enter meant a free time; where there is none it meant nothing.
      if finder.times.isEmpty { typedAhead = [] }
      return effects + replayTypedAhead(&context)
    case .requests(var list):
      if list.receive(ticket, reply) { panel = .requests(list) }
    case .displaced(var list):
      let effects = list.receive(ticket, reply, &context)
      panel = .displaced(list)
      return effects
    case .finder(var finder):
      let waited = finder.isOpening
      let step = finder.receive(ticket, reply, &context)
      panel = .finder(finder)
      let effects = follow(step, &context)
      guard waited, !finder.isOpening else { return effects }
      // What was typed after Enter meant the visit; where none was opened it meant nothing.
      if case .visit = step { return effects + replayTypedAhead(&context) }
      typedAhead = []
      return effects
    case .offer(var offer):
      guard offer.take(ticket, reply) else { return [] }
      panel = .offer(offer)
      return replayTypedAhead(&context)
    case .month(var month):
      let step = month.receive(ticket, reply)
      panel = .month(month)
      return follow(step, &context)
    case .visits(var visits):
      guard let step = visits.receive(ticket, reply, context) else { return [] }
      panel = .visits(visits)
      return follow(step, &context)
    case .filter(var filter):
      let step = filter.receive(ticket, reply)
      panel = .filter(filter)
      return follow(step, &context)
    default: break
    }
    return []
  }

  var isTyping: Bool {
    switch panel {
    case .date, .booking, .line, .reason, .finder, .free, .filter: true
    case .newPatient(let quick): quick.duplicates == nil
    case .plan(let plan): plan.isTyping
    case .shift, .copy: true
    case .seriesMove, .card, .group, .answer, .offer, .displaced, .requests, .month, .visits, nil:
      false
    }
  }

  var hasUnsavedText: Bool {
    switch panel {
    case .booking(let form): form.isDirty
    case .line(let form): form.isDirty
    case .newPatient(let quick): quick.isDirty
    case .reason(let panel): panel.isDirty
    case .plan(let plan): plan.origin != nil
    default: false
    }
  }
}

extension ScheduleScreen {
  /// The page that the cursor is on.
  var wanted: Page? {
    guard let cursor else { return nil }
    switch span {
    case .day: return Page(span: span, first: cursor.date)
    case .week: return Page(span: span, first: cursor.date.firstOfWeek)
    }
  }

  /// Whether another page was asked for than the one that is shown.
  var isTurning: Bool { wanted != shown }

  mutating func askPage(_ context: inout ScreenContext) -> [Effect] {
    guard let cursor else { return [] }
    switch span {
    case .day: return [day.ask(ReadAgendaDay(date: cursor.date), &context)]
    case .week(let practitioner):
      return [
        week.ask(
          ReadAgendaWeek(practitioner: practitioner, monday: cursor.date.firstOfWeek), &context)
      ]
    }
  }

  private mutating func show(
    _ columns: [AgendaColumn]?, fault: Reply?, _ context: inout ScreenContext
  ) -> [Effect] {
    if let fault {
      typedAhead = []
      return [.tell(context.wording.problem(fault))]
    }
    guard let columns, let wanted, wanted == answeredPage else { return [] }
    let isNew = shown != wanted
    shown = wanted
    switch span {
    case .day:
      unhide(in: columns)
      grid = AgendaGrid(columns: filtered(columns, context))
    case .week:
      soughtDoctor = nil
      // A week-end without anything on it leaves its room to the other days.
      grid = AgendaGrid(
        columns: columns.filter {
          $0.date.weekday < .saturday || !$0.open.isEmpty || !$0.visits.isEmpty
            || $0.date == cursor?.date
        })
    }
    if isNew { settleCursor(context) }
    scroll(context)
    return replayTypedAhead(&context)
  }

  /// On a new page the cursor stands on what runs at its time, and now is in sight.
  private mutating func settleCursor(_ context: ScreenContext) {
    if case .continued(let visit) = cell, let row = grid.row(of: visit.id, in: columnIndex) {
      place(column: columnIndex, row: row, context)
    }
    if cursor?.date == context.today { top = max(0, rowIndex - 3) }
  }

  private var answeredPage: Page? {
    switch span {
    case .day: day.query.map { Page(span: .day, first: $0.date) }
    case .week: week.query.map { Page(span: .week($0.practitioner), first: $0.monday) }
    }
  }

  /// Takes the keys that waited, as long as nothing makes them wait again.
  mutating func replayTypedAhead(_ context: inout ScreenContext) -> [Effect] {
    let keys = typedAhead
    typedAhead = []
    return keys.flatMap { handle($0, &context) }
  }

  func tellCarried(_ context: ScreenContext) -> [Effect] {
    guard panel == nil, let carried else { return [] }
    return [.tell(Message(context.wording.carrying(carried, choices: mover.near)))]
  }
}
