import ClinicDomain
import TerminalKit

/// Units and beds: who lies where, which bed is free, and what is to be done with it.
struct UnitsScreen: Screen {
  var question = Question<ReadBedMap>()
  /// Only one unit's beds; nil for all.
  var unit: UnitID?
  var layout = BedLayout([], columns: 1)
  /// The bed under the cursor.
  var selected: BedID?
  /// Where it stood, for when it goes away.
  var lastIndex = 0
  var top = 0
  /// Who is cut out of a bed and waits for the one to be put into.
  var carried: StayRow?
  var order = Order()
  /// What the order was about, for the line that tells of its end.
  var told = ""
  var panel: Panel?

  /// What lies over the map and takes the keys.
  enum Panel: Equatable, Sendable {
    case card(StayCardPanel)
    case admit(AdmitPanel)
    case note(BedNotePanel)
    case discharge(StayRow, ConfirmPanel)
    case handOver(HandOverPanel)
    case reason(StayReasonPanel)
    case find(BedFinder)
    case bed(BedForm)
    case places(PlacesPanel)
    case attendances(AttendancesPanel)
  }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    var effects = [question.ask(ReadBedMap(), &context)]
    if case .attendances(var attendances) = panel {
      effects += attendances.ask(&context)
      panel = .attendances(attendances)
    }
    return effects
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    guard !topics.isDisjoint(with: [.beds, .attendances, .patients, .practitioners]) else {
      return []
    }
    var effects = enter(&context)
    switch panel {
    case .card(var card):
      effects += card.ask(&context)
      panel = .card(card)
    case .places(var places):
      effects += places.ask(&context)
      panel = .places(places)
    default: break
    }
    return effects
  }

  mutating func tick(_ context: inout ScreenContext) -> [Effect] {
    guard case .attendances(var attendances) = panel else { return [] }
    let effects = attendances.tick(&context)
    panel = .attendances(attendances)
    return effects
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    switch panel {
    case .card(var card):
      if card.take(ticket, reply) {
        panel = .card(card)
        return []
      }
    case .admit(var admit):
      if let effects = admit.take(ticket, reply, context) {
        panel = .admit(admit)
        return effects
      }
    case .handOver(var handOver):
      if let effects = handOver.take(ticket, reply, context.wording) {
        panel = .handOver(handOver)
        return effects
      }
    case .reason(var reason):
      if let (effects, isLeft) = reason.take(ticket, reply, context.wording) {
        panel = isLeft ? nil : .reason(reason)
        return effects
      }
    case .bed(var form):
      if form.take(ticket, reply, context.wording) {
        panel = .bed(form)
        return []
      }
    case .places(var places):
      if let effects = places.receive(ticket, reply, &context) {
        panel = .places(places)
        return effects
      }
    case .attendances(var attendances):
      if let effects = attendances.receive(ticket, reply, &context) {
        panel = .attendances(attendances)
        return effects
      }
    default: break
    }
    guard question.take(ticket, reply) else { return [] }
    if let fault = question.fault { return [.tell(context.wording.problem(fault))] }
    rebuild(context)
    return []
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    if case .places(var places) = panel,
      let effects = places.settle(ticket, performed, &context)
    {
      panel = .places(places)
      return effects
    }
    if case .attendances(var attendances) = panel,
      let effects = attendances.settle(ticket, performed, &context)
    {
      panel = .attendances(attendances)
      return effects
    }
    guard order.settle(ticket) else { return [] }
    let wording = context.wording
    var effects: [Effect] = [.tell(wording.message(for: performed) ?? Message(told, .done))]
    switch performed {
    case .done, .staged:
      panel = nil
      carried = nil
    case .refused(let refusal): effects += show(refusal, &context)
    // Somebody else was quicker: what was typed stays, and the map is asked for again.
    case .failed: break
    }
    return effects + enter(&context)
  }

  /// Shows at the fields what was refused; what somebody else changed is read again.
  private mutating func show(_ refusal: Refusal, _ context: inout ScreenContext) -> [Effect] {
    let wording = context.wording
    switch panel {
    case .bed(var form):
      form.show(refusal, wording)
      panel = .bed(form)
    case .handOver(var handOver):
      handOver.show(refusal, wording)
      panel = .handOver(handOver)
    case .reason(var reason):
      reason.show(refusal, wording)
      let effects = reason.ask(&context)
      panel = .reason(reason)
      return effects
    default: break
    }
    return []
  }

  var isTyping: Bool {
    switch panel {
    case .admit, .note, .bed, .handOver, .reason, .find: true
    case .places(let places): places.isTyping
    case .attendances(let attendances): attendances.isTyping
    case .card, .discharge, nil: false
    }
  }

  var hasUnsavedText: Bool {
    switch panel {
    case .admit(let admit): admit.isDirty
    case .note(let note): note.isDirty
    case .bed(let form): form.panel.isDirty
    case .handOver(let handOver): handOver.isDirty
    case .reason(let reason): reason.isDirty
    case .places(let places): places.isDirty
    case .attendances(let attendances): attendances.isDirty
    case .card, .discharge, .find, nil: false
    }
  }

  var showsOverview: Bool { panel == nil && carried == nil }

  /// All beds that were answered, those of other units too.
  var beds: [BedRow] { question.answer ?? [] }

  /// The units that have beds, in their order.
  var units: [(id: UnitID, name: String)] {
    var seen: Set<UnitID> = []
    return beds.filter { seen.insert($0.bed.unit).inserted }.map { ($0.bed.unit, $0.unitName) }
  }

  /// The bed under the cursor.
  var row: BedRow? { layout.beds.first { $0.id == selected } }

  mutating func rebuild(_ context: ScreenContext) {
    if let unit, !units.contains(where: { $0.id == unit }) { self.unit = nil }
    layout = BedLayout(
      beds.filter { unit == nil || $0.bed.unit == unit },
      columns: BedLayout.columns(in: context.size.columns))
    let shown = layout.beds
    if let index = shown.firstIndex(where: { $0.id == selected }) {
      lastIndex = index
    } else {
      lastIndex = min(lastIndex, max(shown.count - 1, 0))
      selected = shown.indices.contains(lastIndex) ? shown[lastIndex].id : nil
    }
    if let stay = carried, !beds.contains(where: { $0.stay?.id == stay.id }) { carried = nil }
    scroll(context)
  }

  mutating func scroll(_ context: ScreenContext) {
    // The frame has four lines of its own, the map two above and one below.
    top = layout.top(showing: selected, from: top, rows: max(2, context.size.rows - 7))
  }
}
