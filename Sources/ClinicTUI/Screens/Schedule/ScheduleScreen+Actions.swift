import ClinicDomain
import TerminalKit

extension ScheduleScreen {
  /// Whether a time is over: nothing can be booked there.
  func isPast(_ date: CivilDate, _ time: CivilTime, minutes: Int, _ context: ScreenContext) -> Bool
  {
    date < context.today
      || date == context.today && time.minuteOfDay + minutes <= context.timeOfDay.minuteOfDay
  }

  /// Minutes that a visit at the cursor takes by default.
  var defaultMinutes: Int {
    if case .free(let minutes, _) = cell { return minutes }
    if let group { return group.minutes }
    let slot = column?.open.first { open in
      row.map { open.from <= $0.time && $0.time < open.until } ?? false
    }
    return slot?.slotMinutes ?? column?.practitioner.slotMinutes ?? 30
  }

  /// The slot of the open time in which a visit begins.
  func slot(of visit: VisitRow) -> Int {
    let own = grid.columns.first {
      $0.practitioner.id == visit.practitioner && $0.date == visit.date
    }
    let open = own?.open.first { $0.from <= visit.start && visit.start < $0.until }
    return open?.slotMinutes ?? own?.practitioner.slotMinutes ?? 30
  }

  /// Whether Enter books here.
  func mayBookHere(_ context: ScreenContext) -> Bool {
    if let group { return mayJoin(group, context) && group.members.isEmpty }
    guard context.may(.changeBookings), case .free(let minutes, _) = cell, let column, let row
    else { return false }
    return !isPast(column.date, row.time, minutes: minutes, context)
  }

  mutating func enterCell(_ context: inout ScreenContext) -> [Effect] {
    if movesVisits { return putDown(&context) }
    if let group, !group.members.isEmpty, carried == nil || !mayJoin(group, context) {
      openGroup(group)
      return []
    }
    if let visit {
      var card = VisitCard(visit)
      let effects = card.begin(&context)
      panel = .card(card)
      return effects
    }
    guard context.may(.changeBookings) else { return [] }
    switch cell {
    case .free, .group, .groupGoesOn: return openBooking(&context)
    case .closed, .holiday, .pause, .off:
      return [.tell(Message(whyClosed(context.wording), .warning))]
    default: return []
    }
  }

  /// Why nothing is booked where the agenda is not open.
  private func whyClosed(_ wording: Wording) -> String {
    let isActive = column?.practitioner.isActive ?? true
    return wording.refusal(isActive ? .outsideAgenda : .practitionerInactive, squeezingBy: "e")
  }

  /// The time that a booking from the cursor means; nil where there is none.
  ///
  /// It is the cursor's own, or the next free one where that is taken or over; an encaixe means
  /// the cursor's own alone.
  func bookingTime(
    isOverbooking: Bool, _ context: ScreenContext
  ) -> (start: CivilTime, minutes: Int)? {
    guard let column, column.practitioner.isActive, let cursor else { return nil }
    let time =
      isOverbooking ? overbookingTime(in: column, context) : row?.time ?? cursor.time
    if let group, !isOverbooking {
      let isOver = isPast(column.date, group.start, minutes: group.minutes, context)
      return isOver ? nil : (group.start, group.minutes)
    }
    let minutes = defaultMinutes
    let isOver = isPast(column.date, time, minutes: minutes, context)
    if isOverbooking || !isOver && !(visit?.keepsOthersOut ?? false) {
      return isOver ? nil : (time, minutes)
    }
    guard column.date >= context.today else { return nil }
    if let next = grid.freeSlot(in: columnIndex, from: max(time, earliest(column, context))),
      case .free(let length, _) = grid[columnIndex, next]
    {
      return (grid.rows[next].time, length)
    }
    return isOver ? nil : (time, minutes)
  }

  /// The cursor's time; where it has none, as on a day that is closed as a whole and stands on one
  /// row at midnight, when the doctor usually begins, and today not before now.
  private func overbookingTime(in column: AgendaColumn, _ context: ScreenContext) -> CivilTime {
    let time = row?.time ?? cursor?.time ?? .midnight
    switch cell {
    case .closed, .holiday, .off, nil: break
    default: return time
    }
    guard row == nil || time == .midnight else { return time }
    let usual = column.usualStart ?? CivilTime(hour: 8) ?? time
    guard column.date == context.today else { return usual }
    let now = context.timeOfDay.minuteOfDay
    return max(usual, CivilTime(minuteOfDay: now - now % VisitLength.step) ?? usual)
  }

  private mutating func putDown(_ context: inout ScreenContext) -> [Effect] {
    guard let column, let row, !isTurning else { return [] }
    let start = group?.start ?? row.time
    let picked: VisitRow
    switch carried {
    case .visit(let visit): picked = visit
    case .group(let moved):
      if moved == group { return putBack(context) }
      return groupMover.move(moved, to: column.practitioner.id, column.date, start, &context)
    case .patient, nil: return []
    }
    if let group, group.members.contains(where: { $0.id == picked.id }) {
      return putBack(context)
    }
    if case .visit(let other) = cell {
      if other.id == picked.id { return putBack(context) }
      if other.keepsOthersOut {
        return [.tell(Message(context.wording.timeTaken, .warning))]
      }
    }
    if picked.series != nil {
      var move = SeriesMove(
        visit: picked, practitioner: column.practitioner, date: column.date, start: start)
      let effects = move.begin(&context)
      panel = .seriesMove(move)
      return effects
    }
    return mover.move(
      picked.id, to: column.practitioner.id, column.date, start, &context)
  }

  /// Puts down what was picked up where it was.
  private mutating func putBack(_ context: ScreenContext) -> [Effect] {
    carried = nil
    mover.forget()
    return [.tell(Message(context.wording.putBack))]
  }

  mutating func openBooking(
    isOverbooking: Bool = false, _ context: inout ScreenContext
  ) -> [Effect] {
    guard context.may(.changeBookings), let column, !isTurning else { return [] }
    if movesVisits { return [] }
    guard let (time, minutes) = bookingTime(isOverbooking: isOverbooking, context) else {
      let why: SchedulingRefusal =
        column.practitioner.isActive ? .inThePast : .practitionerInactive
      return [.tell(Message(context.wording.refusal(.scheduling(why)), .warning))]
    }
    var form = BookingForm(
      at: time, minutes: minutes, of: column.practitioner, on: column.date,
      isOverbooking: isOverbooking, &context)
    if let group, !isOverbooking, group.start == time { form.join(group) }
    var effects: [Effect] = []
    if case .patient(let patient, let name, let kind) = carried {
      form.carriedName = name
      if let kind = kind?.kind(with: column.practitioner.id, on: column.date), group == nil {
        form.takeKind(kind, from: form.kind, context.wording)
      }
      effects += form.choose(patient, name: name, &context)
    }
    effects += form.begin(&context)
    panel = .booking(form)
    return effects
  }

  /// Opens the line on which a booking is typed, with its first character where one was.
  mutating func openLine(typing text: String = "", _ context: inout ScreenContext) -> [Effect] {
    guard context.may(.changeBookings), let column, !isTurning else { return [] }
    if movesVisits { return [] }
    let start =
      bookingTime(isOverbooking: false, context)?.start ?? row?.time ?? cursor?.time
      ?? context.timeOfDay
    var form = QuickLine(
      at: QuickLine.Place(date: column.date, start: start), of: column.practitioner,
      last: lastBooked, &context)
    if case .patient(let patient, let name, let kind) = carried {
      form.choice.brought = BookingForm.Chosen(id: patient, name: name)
      form.called = kind
    }
    let effects = form.begin(typing: text, &context)
    panel = .line(form)
    return effects
  }

  /// The keys that do something to a visit; nil for others and for what is not offered.
  mutating func act(
    _ key: Key, on visit: VisitRow, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard case .character(let letter) = key else { return nil }
    switch letter {
    case "c":
      let action: VisitAction =
        VisitAction.unconfirm.isOffered(for: visit, context) ? .unconfirm : .confirm
      return visitOrder.give(action, for: visit, &context)
    case "i":
      let action: VisitAction = visit.date < context.today ? .markAttended : .checkIn
      return visitOrder.give(action, for: visit, &context)
    case "!": return visitOrder.give(.markMissed, for: visit, &context)
    case "U": return visitOrder.give(.reopen, for: visit, &context)
    case "v": return visitOrder.give(.recall, for: visit, &context)
    case "<": return visitOrder.give(.earlier, for: visit, &context)
    case "+":
      let longer = VisitLength.longer(than: visit.minutes, slot: slot(of: visit))
      return visitOrder.give(.last(longer), for: visit, &context)
    case "-":
      let shorter = VisitLength.shorter(than: visit.minutes, slot: slot(of: visit))
      return visitOrder.give(.last(shorter), for: visit, &context)
    case "T":
      let action: VisitAction = visit.hasTeleConsent ? .revokeConsent : .consent
      return visitOrder.give(action, for: visit, &context)
    case "m":
      guard visit.mayChange(context) else { return nil }
      panel = nil
      mover.forget()
      carried = .visit(visit)
      return []
    case "x":
      guard visit.mayChange(context) else { return nil }
      return askReason(visit, .cancel, &context)
    case "R":
      guard VisitAction.accept.isOffered(for: visit, context) else { return nil }
      answersRequests = false
      panel = .answer(visit)
      return []
    case "p": return context.may(.readPatients) ? [.navigate(.patient(visit.patient))] : nil
    case "r": return context.may(.readChart) ? [.navigate(.chart(visit.patient))] : nil
    default: return nil
    }
  }

  /// From when a column's day can be booked; the end of the day where it can't.
  private func earliest(_ column: AgendaColumn, _ context: ScreenContext) -> CivilTime {
    column.firstBookable(at: context.civilNow) ?? .endOfDay
  }

  mutating func openFreeFinder(_ context: inout ScreenContext) -> [Effect] {
    var finder = FreeFinder()
    switch carried {
    case .visit(let visit): finder = FreeFinder(moving: visit)
    case .group(let group): finder = group.moving.first.map { FreeFinder(moving: $0) } ?? finder
    case .patient(let patient, _, _): finder = FreeFinder(patient: patient)
    case nil: break
    }
    let effects = finder.begin(&context)
    panel = .free(finder)
    return effects
  }

  /// Takes a free time: a visit in hand is shown its place, a booking begins there.
  mutating func take(
    _ time: FreeTime, of doctor: PractitionerRow, kind: VisitKind?, _ context: inout ScreenContext
  ) -> [Effect] {
    panel = nil
    let effects = go(
      to: time.date, time: time.start, practitioner: time.practitioner, &context)
    if movesVisits { return effects }
    guard context.may(.changeBookings) else { return effects }
    var line = QuickLine(
      at: QuickLine.Place(date: time.date, start: time.start), of: doctor, last: lastBooked,
      &context)
    line.kindWished = kind ?? time.group?.kind
    line.minutesWished = time.minutes
    if case .patient(let patient, let name, let called) = carried {
      line.choice.brought = BookingForm.Chosen(id: patient, name: name)
      line.called = called
    }
    let asked = line.begin(typing: "", &context)
    panel = .line(line)
    return effects + asked
  }

  /// The next free slot of the cursor's doctor: on the shown day first, then further on.
  mutating func findFree(_ context: inout ScreenContext) -> [Effect] {
    guard let column, !isTurning else { return [] }
    let from = max(row?.time.adding(minutes: 1) ?? .midnight, earliest(column, context))
    if column.date >= context.today, let found = grid.freeSlot(in: columnIndex, from: from) {
      place(column: columnIndex, row: found, context)
      return []
    }
    let after = max(column.date, context.today.adding(days: -1))
    return freeSearch.begin(column.practitioner.id, after: after, &context)
  }
}
