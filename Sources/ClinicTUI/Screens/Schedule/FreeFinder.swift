import ClinicDomain
import TerminalKit

/// `f`: free times by wishes typed in words; the first show at once, more as they are found.
struct FreeFinder: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case chosen(FreeTime, of: PractitionerRow, kind: VisitKind?)
    case failed(Reply)
  }

  /// As many as anybody looks through.
  private static let enough = 60
  /// As many as are asked for at once.
  private static let page = 20

  private(set) var field = TextField(maximumLength: 100)
  private var doctors = Question<SearchPractitioners>()
  private var units = Question<ListUnits>()
  private var search = Question<FindFreeTimes>()
  private(set) var times: [FreeTime] = []
  private var selected = 0
  /// Whose visit is to be put down: kept free of the other visits.
  let patient: PatientID?
  /// How long it has to be, where that is known.
  let minutes: Int?

  /// The visit that is to be put down, where one is carried.
  let moved: VisitRow?

  init(patient: PatientID? = nil) {
    self.patient = patient
    minutes = nil
    moved = nil
  }

  init(moving visit: VisitRow) {
    patient = visit.patient
    minutes = visit.minutes
    moved = visit
  }

  /// Whether the first times are still looked for.
  var isLooking: Bool {
    times.isEmpty && (search.isPending || doctors.isPending || units.isPending)
  }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    [doctors.ask(SearchPractitioners(), &context), units.ask(ListUnits(), &context)]
      + look(&context)
  }

  func wish(_ context: ScreenContext) -> FreeWish {
    let rows = doctors.answer ?? []
    return FreeWish(
      field.value, today: context.today,
      names: FreeWish.Names(
        doctors: rows.map { BookingLine.Doctor(id: $0.id, name: $0.name) },
        specialties: Array(Set(rows.map(\.specialties))),
        units: (units.answer ?? []).filter(\.unit.isActive).map {
          FreeWish.Names.Unit(id: $0.unit.id, name: $0.unit.name)
        },
        kinds: context.wording.kinds.words
      ))
  }

  /// Looks anew where the wishes changed.
  private mutating func look(_ context: inout ScreenContext) -> [Effect] {
    let wish = wish(context)
    var filter = wish.filter
    let ofKind = wish.kind.flatMap { context.wording.kinds[$0]?.minutes }
    filter.minutes = filter.minutes ?? minutes ?? ofKind
    filter.kind = moved?.kind ?? wish.kind
    filter.patient = patient
    if let moved { filter.moving = [moved.id] }
    let query = FindFreeTimes(
      filter: filter, from: FindFreeTimes.Place(date: wish.date ?? context.today),
      limit: Self.page)
    guard query.filter != search.query?.filter || query.place != first else { return [] }
    first = query.place
    isAnew = false
    times = []
    selected = 0
    return [search.ask(query, &context)]
  }

  /// Where the search that is shown began.
  private var first: FindFreeTimes.Place?
  /// What is found next takes the place of what is shown.
  private var isAnew = false

  /// Looks again for as many as are shown, as when somebody else has booked.
  mutating func askAgain(_ context: inout ScreenContext) -> [Effect] {
    guard let query = search.query, let first else { return [] }
    isAnew = true
    let limit = max(Self.page, times.count)
    return [
      search.ask(FindFreeTimes(filter: query.filter, from: first, limit: limit), &context)
    ]
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    switch key {
    case .escape: return .close
    case .up: selected = max(0, selected - 1)
    case .down: selected = min(max(times.count - 1, 0), selected + 1)
    case .pageUp: selected = max(0, selected - 8)
    case .pageDown: selected = min(max(times.count - 1, 0), selected + 8)
    case .enter:
      guard times.indices.contains(selected),
        let doctor = doctors.answer?.first(where: { $0.id == times[selected].practitioner })
      else { return .stay([.ring]) }
      return .chosen(times[selected], of: doctor, kind: wish(context).kind)
    default:
      guard field.handle(key) == .changed else { break }
      return .stay(look(&context))
    }
    return .stay(goOn(&context))
  }

  /// The rest is asked for as long as somebody may look at it.
  private mutating func goOn(_ context: inout ScreenContext) -> [Effect] {
    guard !search.isPending, let query = search.query, let next = search.answer?.next,
      times.count < Self.enough || selected > times.count - 20
    else { return [] }
    return [
      search.ask(FindFreeTimes(filter: query.filter, from: next, limit: Self.page), &context)
    ]
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> Step {
    if doctors.take(ticket, reply) || units.take(ticket, reply) { return .stay(look(&context)) }
    guard search.take(ticket, reply) else { return .stay([]) }
    if let fault = search.fault { return .failed(fault) }
    let found = search.answer?.times ?? []
    if isAnew {
      isAnew = false
      let marked = times.indices.contains(selected) ? times[selected] : nil
      times = found
      selected = marked.flatMap(times.firstIndex) ?? min(selected, max(times.count - 1, 0))
    } else {
      times += found
    }
    return .stay(goOn(&context))
  }

  static let rows = 12

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.freeTitle, into: &buffer, in: rect)
    let list = rect.inset(top: 1, bottom: 2)
    if times.isEmpty {
      let text = search.isPending ? "…" : wording.noFreeTime
      buffer.put(text, in: list.inset(left: 3), style: .dim)
    }
    let top = max(0, selected - list.rows + 1)
    for (index, time) in times.enumerated().dropFirst(top).prefix(list.rows) {
      let line = list.line(index - top)
      let isSelected = index == selected
      if isSelected { buffer.put("▌", in: line, style: .accent) }
      let end = time.start.adding(minutes: time.minutes)?.text ?? ""
      buffer.put(
        wording.shortDay(time.date), in: line.inset(left: 3), style: isSelected ? .strong : .normal)
      buffer.put(
        "\(time.start.text)–\(end)", in: line.inset(left: 14), style: isSelected ? .strong : .normal
      )
      let row = doctors.answer?.first { $0.id == time.practitioner }
      let name = row.map { wording.doctorName($0.name, $0.sex) } ?? time.practitionerName
      buffer.put(name, in: line.inset(left: 28), style: isSelected ? .strong : .normal)
      var details = [row?.specialties ?? "", row?.unitName ?? ""].filter { !$0.isEmpty }
      if let group = time.group { details.insert(wording.seatText(group), at: 0) }
      buffer.put(
        details.joined(separator: " · "), in: line.inset(left: 54, right: 1), style: .dim)
    }
    let wish = wish(context)
    let understood = wording.understood(
      wish, rows: doctors.answer ?? [], units: units.answer ?? [])
    buffer.put(
      understood, in: rect.line(rect.rows - 2).inset(left: 3, right: 1),
      style: wish.unknown.isEmpty ? .dim : .danger)
    let room = rect.line(rect.rows - 1)
    buffer.put("›", in: room.inset(left: 1), style: .accent)
    field.draw(into: &buffer, in: room.inset(left: 3, right: 1), isFocused: true)
    if field.isEmpty {
      buffer.put(wording.freeHint, in: room.inset(left: 5, right: 1), style: .dim)
    }
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    [
      KeyHint("Enter", patient == nil ? wording.bookKey : wording.goKey),
      KeyHint("↑↓", wording.chooseKey), KeyHint("Esc", wording.goBack),
    ]
  }
}
