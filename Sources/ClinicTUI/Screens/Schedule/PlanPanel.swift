import ClinicDomain
import TerminalKit

/// Several visits that are booked or moved at once: what stands against each is listed and solved
/// before anything is stored.
struct PlanPanel: Equatable, Sendable {
  /// What is to be done.
  enum Purpose: Equatable, Sendable {
    /// Books one visit again and again.
    case series(SeriesID, BookAppointment)
    /// Books what others have once more, elsewhere.
    case copy
    /// Takes visits to other times.
    case move
  }

  /// One of the visits.
  struct Item: Equatable, Sendable {
    /// The id of the visit that is made.
    let id: AppointmentID
    /// What is moved or copied.
    var source: VisitRow?
    let patient: PatientID
    let patientName: String
    let practitioner: PractitionerID
    var date: CivilDate
    var start: CivilTime
    let minutes: Int
    var isSkipped = false
    /// Why the attempt to store it was refused.
    var refusal: SchedulingRefusal?
  }

  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
  }

  /// Where Esc leads back to.
  indirect enum Origin: Equatable, Sendable {
    case form(BookingForm)
    case line(QuickLine)
  }

  static let rows = 12

  let purpose: Purpose
  let practitioner: PractitionerRow
  var items: [Item]
  /// Whether the clinic moves them without their patients, who have to be told.
  var isByClinic = false
  var origin: Origin?
  var question = Question<PreviewVisits>()
  var order = Order()
  /// Takes another time for the visit under the cursor.
  var prompt: TextField?
  /// Enter came before the answer.
  var storesOnArrival = false
  var table = Table(columns: [], showsTitles: false)

  init(
    _ purpose: Purpose, of practitioner: PractitionerRow, _ items: [Item],
    from origin: Origin? = nil
  ) {
    self.purpose = purpose
    self.practitioner = practitioner
    self.items = items
    self.origin = origin
    table.setRowCount(items.count)
    table.resize(rows: Self.rows - 2)
  }

  /// A booking on several days.
  init(
    repeating booking: BookAppointment, of patientName: String, on dates: [CivilDate],
    by practitioner: PractitionerRow, from origin: Origin, _ context: inout ScreenContext
  ) {
    var items: [Item] = []
    for (index, date) in dates.enumerated() {
      items.append(
        Item(
          id: index == 0 ? booking.id : context.makeID(), patient: booking.patient,
          patientName: patientName, practitioner: booking.practitioner, date: date,
          start: booking.start, minutes: booking.minutes))
    }
    self.init(
      .series(context.makeID(), booking), of: practitioner, items, from: origin)
  }

  var selected: Int? { table.selected.flatMap { items.indices.contains($0) ? $0 : nil } }

  /// The places of those that are not left out.
  var kept: [Int] { items.indices.filter { !items[$0].isSkipped } }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    let moving: Set<AppointmentID> =
      purpose == .move ? Set(kept.compactMap { items[$0].source?.id }) : []
    var booked: BookAppointment?
    if case .series(_, let booking) = purpose { booked = booking }
    let visits = items.indices.map { index in
      let item = items[index]
      return PreviewBooking(
        practitioner: item.practitioner, date: item.date, start: item.start,
        minutes: item.minutes, kind: item.source?.kind ?? booked?.visitKind,
        patient: item.patient, moving: moving,
        planned: kept.filter { competes($0, with: index) }.map { items[$0].time })
    }
    return [question.ask(PreviewVisits(visits: visits), &context)]
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard question.take(ticket, reply) else { return nil }
    if let fault = question.fault { return [.tell(context.wording.problem(fault))] }
    if storesOnArrival {
      storesOnArrival = false
      return store(&context)
    }
    return []
  }

  /// What is known of a visit's time.
  func preview(_ index: Int) -> BookingPreview? {
    guard let answer = question.answer, answer.indices.contains(index) else { return nil }
    return answer[index]
  }

  /// What stands against a visit; nil where nothing is known to.
  func conflict(_ index: Int) -> SchedulingRefusal? {
    let item = items[index]
    guard !item.isSkipped else { return nil }
    // An encaixe lies beside others wherever it goes.
    if item.source?.isOverbooked ?? false { return item.refusal }
    if let refusal = item.refusal { return refusal }
    if let refusal = preview(index)?.refusal, !(refusal.groupStarts != nil && isWithGroup(index)) {
      return refusal
    }
    let isTwice = kept.contains { competes($0, with: index) && items[$0].time.meets(item.time) }
    return isTwice ? .taken(by: .practitioner, visits: [], near: []) : nil
  }

  /// Whether another visit of the plan keeps one from its time, if both want the same.
  private func competes(_ other: Int, with index: Int) -> Bool {
    other != index && !(items[other].source?.isOverbooked ?? false)
      && !items[other].sharesGroup(with: items[index]) && !joinsGroup(other, index)
  }

  /// Whether all of a visit's group go where it goes: the group stays one, at whatever time.
  private func isWithGroup(_ index: Int) -> Bool {
    guard purpose == .move, let group = items[index].source?.group?.id else { return false }
    let members = items.indices.filter { items[$0].source?.group?.id == group }
    return members.count > 1
      && members.allSatisfy { !items[$0].isSkipped && items[$0].sharesGroup(with: items[index]) }
  }

  /// Whether both are booked into one group that the agenda foresees.
  private func joinsGroup(_ one: Int, _ other: Int) -> Bool {
    preview(one)?.group != nil && items[one].start == items[other].start
      && items[one].patient != items[other].patient
  }

  var conflicts: [Int] { items.indices.filter { conflict($0) != nil } }

  /// Free times for the visit under the cursor where something stands against it.
  var near: [FreeTime] {
    guard let selected, conflict(selected) != nil else { return [] }
    return preview(selected)?.near ?? []
  }

  /// Stores all that are not left out, or goes to the first that can't be.
  mutating func store(_ context: inout ScreenContext) -> [Effect] {
    guard !order.isPending else { return [] }
    guard !question.isPending else {
      storesOnArrival = true
      return []
    }
    if let first = conflicts.first {
      table.select(first)
      return [.tell(Message(context.wording.solveFirst(conflicts.count), .warning))]
    }
    guard !kept.isEmpty else {
      return [.tell(Message(context.wording.allLeftOut, .warning))]
    }
    switch purpose {
    case .series(let series, let template):
      let bookings = kept.map { items[$0].booking(like: template) }
      return [order.give(BookVisits(series: series, bookings: bookings), &context)]
    case .copy:
      let bookings = kept.map { items[$0].booking(like: nil) }
      return [order.give(BookVisits(series: nil, bookings: bookings), &context)]
    case .move:
      return [
        order.give(
          MoveVisits(moves: kept.compactMap { items[$0].move(byClinic: isByClinic) }), &context)
      ]
    }
  }

  /// Shows which one was refused; the others stay as they are.
  mutating func show(_ performed: Performed, _ context: inout ScreenContext) -> [Effect] {
    if case .refused(.scheduling(.ofVisit(let place, let refusal))) = performed,
      kept.indices.contains(place)
    {
      items[kept[place]].refusal = refusal
      table.select(kept[place])
      return [.tell(Message(context.wording.refusal(.scheduling(refusal)), .warning))]
        + ask(&context)
    }
    return context.wording.message(for: performed).map { [.tell($0)] } ?? []
  }
}

extension PlanPanel.Item {
  /// A visit to be moved or copied.
  init(
    _ source: VisitRow, id: AppointmentID, to practitioner: PractitionerID? = nil,
    on date: CivilDate, at start: CivilTime
  ) {
    self.init(
      id: id, source: source, patient: source.patient, patientName: source.patientName,
      practitioner: practitioner ?? source.practitioner, date: date, start: start,
      minutes: source.minutes)
  }

  fileprivate var time: PlannedTime {
    PlannedTime(
      practitioner: practitioner, patient: patient, date: date, start: start, minutes: minutes)
  }

  /// Whether both are of one group and go to the same time.
  fileprivate func sharesGroup(with other: Self) -> Bool {
    guard let group = source?.group, group.id == other.source?.group?.id else { return false }
    return practitioner == other.practitioner && date == other.date && start == other.start
  }

  fileprivate func booking(like template: BookAppointment?) -> BookAppointment {
    BookAppointment(
      id: id, patient: patient, practitioner: practitioner, date: date, start: start,
      minutes: minutes, visitKind: template?.visitKind ?? source?.kind ?? .routine,
      room: template?.room, observation: template?.observation,
      authorisation: template?.authorisation, payer: template?.payer)
  }

  fileprivate func move(byClinic isByClinic: Bool) -> MoveAppointment? {
    source.map {
      MoveAppointment(
        id: $0.id, newID: id, practitioner: practitioner, date: date, start: start,
        isByClinic: isByClinic ? true : nil)
    }
  }
}
