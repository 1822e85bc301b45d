import ClinicDomain
import TerminalKit

/// The units with their rooms: registered, changed, retired and brought back.
struct PlacesPanel: Equatable, Sendable {
  /// A line of the list.
  enum Place: Equatable, Sendable {
    case unit(UnitWithRooms)
    case room(Room, of: UnitWithRooms)

    var unit: UnitWithRooms {
      switch self {
      case .unit(let unit), .room(_, let unit): unit
      }
    }

    /// What keeps the cursor where it is when the list comes again.
    fileprivate var id: String {
      switch self {
      case .unit(let unit): unit.unit.id.text
      case .room(let room, _): room.id.text
      }
    }

    var isActive: Bool {
      switch self {
      case .unit(let unit): unit.unit.isActive
      case .room(let room, let unit): room.isActive && unit.unit.isActive
      }
    }
  }

  private(set) var question = Question<ListUnits>()
  private(set) var form: PlaceForm?
  /// The doctors of one unit.
  private(set) var team: AssignmentsPanel?
  private var table = Table(columns: [], showsTitles: true)
  private var order = Order()
  /// Asks, before a place is retired, which visits lose it.
  private var impact: ImpactCheck?
  /// What is saved then.
  private var retiring: Place?
  /// What was saved last: the cursor goes there.
  private var wanted: String?

  var places: [Place] {
    (question.answer ?? []).flatMap { unit in
      [.unit(unit)] + unit.rooms.map { .room($0, of: unit) }
    }
  }

  var selected: Place? {
    let places = places
    return table.selected.flatMap { places.indices.contains($0) ? places[$0] : nil }
  }

  var isDirty: Bool { (form?.panel.isDirty ?? false) || (team?.isDirty ?? false) }
  var isTyping: Bool {
    form.map { !$0.panel.asksToDiscard } ?? team?.isTyping ?? false
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListUnits(), &context)] + (team?.ask(&context) ?? [])
  }

  /// Takes a key; true where the panel is left.
  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (isLeft: Bool, effects: [Effect]) {
    if order.isPending { return (false, []) }
    if var asked = impact {
      let step = asked.handle(key, context)
      impact = asked
      return (false, follow(step, &context))
    }
    if var open = form {
      let answer = open.handle(key, context)
      form = answer == .leave ? nil : open
      switch answer {
      case .open: return (false, open.panel.told)
      case .leave: return (false, [])
      case .unit(let command): return (false, [save(command, &context)])
      case .room(let command): return (false, [save(command, &context)])
      }
    }
    if let (isLeft, effects) = team?.handle(key, &context) {
      if isLeft { team = nil }
      return (false, effects)
    }
    table.resize(rows: max(1, context.size.rows - 10))
    switch key {
    case .escape, .tab: return (true, [])
    case .character("m"):
      guard let unit = selected?.unit.unit else { return (false, []) }
      var opened = AssignmentsPanel(.unit(unit.id, name: unit.name))
      let effects = opened.ask(&context)
      team = opened
      return (false, effects)
    default: break
    }
    if context.may(.changeUnits), let effects = change(key, &context) { return (false, effects) }
    _ = table.handle(key)
    return (false, [])
  }

  /// What a key changes; nil where it is none of these.
  private mutating func change(_ key: Key, _ context: inout ScreenContext) -> [Effect]? {
    switch key {
    case .character("n"): form = PlaceForm(nil, &context)
    case .character("i"):
      guard let unit = selected?.unit.unit, unit.isActive else { return [.ring] }
      form = PlaceForm(nil, in: unit, &context)
    case .enter, .character("e"):
      switch selected {
      case .unit(let unit): form = PlaceForm(unit.unit, &context)
      case .room(let room, let unit): form = PlaceForm(room, in: unit.unit, &context)
      case nil: return []
      }
    case .character("x"): return toggle(&context)
    default: return nil
    }
    return form?.panel.told ?? []
  }

  /// Retires the place under the cursor, or brings it back; visits that lose their place by it are
  /// shown before.
  private mutating func toggle(_ context: inout ScreenContext) -> [Effect] {
    guard let selected else { return [] }
    guard selected.ownIsActive else { return [toggle(selected, &context)] }
    retiring = selected
    let change: AgendaChange =
      switch selected {
      case .unit(let row): .unit(row.unit.id, isActive: false)
      case .room(let room, _): .room(room.id, isActive: false)
      }
    var asked = ImpactCheck()
    let effects = asked.ask(change, &context)
    impact = asked
    return effects
  }

  private mutating func toggle(_ place: Place, _ context: inout ScreenContext) -> Effect {
    switch place {
    case .unit(let row):
      var unit = row.unit
      unit.isActive.toggle()
      return save(SaveUnit(base: row.unit, unit: unit), &context)
    case .room(let base, _):
      var room = base
      room.isActive.toggle()
      return save(SaveRoom(base: base, room: room), &context)
    }
  }

  private mutating func follow(
    _ step: ImpactCheck.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    if step == .open { return [] }
    impact = nil
    defer { retiring = nil }
    // What loses its place could not be read; the command lists it all the same, when it is done.
    guard step != .leave, let retiring else { return [] }
    return [toggle(retiring, &context)]
  }

  private mutating func save(
    _ command: some ClinicCommand, _ context: inout ScreenContext
  ) -> Effect {
    wanted = command.subject.id
    return order.give(command, &context)
  }

  /// Takes a reply; nil where it is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    if let effects = team?.receive(ticket, reply, &context) { return effects }
    if var asked = impact, let step = asked.receive(ticket, reply) {
      impact = asked
      return follow(step, &context)
    }
    let kept = wanted ?? selected?.id
    guard question.take(ticket, reply) else { return nil }
    table.setRowCount(places.count)
    if let kept, let row = places.firstIndex(where: { $0.id == kept }) { table.select(row) }
    if !order.isPending { wanted = nil }
    return context.wording.message(for: reply).map { [.tell($0)] } ?? []
  }

  /// Takes the outcome of its order; nil where it is somebody else's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    if let effects = team?.settle(ticket, performed, &context) { return effects }
    guard order.settle(ticket) else { return nil }
    let wording = context.wording
    switch performed {
    case .done, .staged: form = nil
    case .refused(let refusal): form?.show(refusal, wording)
    case .failed: break
    }
    let message = wording.message(for: performed) ?? Message(wording.saved, .done)
    return [.tell(message)] + ask(&context)
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if let form { return form.panel.keys(wording) }
    if let team { return team.keys(context) }
    if let impact { return impact.keys(wording) }
    var keys: [KeyHint] = []
    if context.may(.changeUnits) {
      if selected != nil { keys.append(KeyHint("Enter", wording.edit)) }
      keys.append(KeyHint("n", wording.newUnitKey))
      if selected?.unit.unit.isActive == true { keys.append(KeyHint("i", wording.newRoomKey)) }
      if let selected { keys.append(KeyHint("x", wording.retireKey(selected.ownIsActive))) }
    }
    if selected != nil { keys.append(KeyHint("m", wording.unitDoctorsKey)) }
    return keys + [KeyHint("Tab", wording.bedMapKey)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    if let form { return form.panel.draw(into: &buffer, in: rect) }
    if let team { return team.draw(into: &buffer, in: rect, context) }
    if let impact { return impact.draw(into: &buffer, in: rect, context) }
    buffer.put(wording.placesTitle, in: rect.inset(left: 1), style: .strong)
    let (list, lower) = rect.inset(left: 1, top: 2, right: 1).split(rows: -3)
    guard !places.isEmpty else {
      if question.answer != nil {
        buffer.put(wording.noUnits(mayAdd: context.may(.changeUnits)), in: list, style: .dim)
      }
      return
    }
    var shown = table
    shown.columns = [
      TableColumn(wording.bedPlaceLabel, .flexible(weight: 1, minimum: 20)),
      TableColumn(wording.bedsTitle, .fixed(8), alignment: .right),
      TableColumn("", .fixed(2)), TableColumn(wording.inUseLabel, .fixed(14)),
    ]
    shown.draw(into: &buffer, in: list) { range in
      range.map { index in
        let place = places[index]
        return TableRow([
          TableCell(place.label, style: place.style),
          TableCell(place.beds == 0 ? "" : String(place.beds), style: .dim), "",
          TableCell(
            place.ownIsActive ? "" : wording.outOfUse,
            style: .warning),
        ])
      }
    }
    guard let unit = selected?.unit.unit else { return }
    for (row, line) in wording.unitLines(unit).enumerated() {
      buffer.put(line, in: lower.inset(top: 1), row: row, style: .dim)
    }
  }
}

extension PlacesPanel.Place {
  /// Whether the place itself is in use, whatever its unit is.
  var ownIsActive: Bool {
    switch self {
    case .unit(let unit): unit.unit.isActive
    case .room(let room, _): room.isActive
    }
  }

  fileprivate var label: String {
    switch self {
    case .unit(let unit): unit.unit.name
    case .room(let room, _): "  " + room.name
    }
  }

  fileprivate var style: Style {
    if !isActive { return .dim }
    if case .unit = self { return .strong }
    return .normal
  }

  /// A unit counts the beds of its rooms as well.
  fileprivate var beds: Int {
    switch self {
    case .unit(let unit): unit.beds.values.reduce(0, +)
    case .room(let room, let unit): unit.beds[room.id] ?? 0
    }
  }
}
