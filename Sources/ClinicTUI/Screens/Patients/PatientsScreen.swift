import ClinicDomain
import TerminalKit

/// Patients: search as one types, the card, registering and changing.
struct PatientsScreen: Screen {
  private(set) var list = PatientList()
  private(set) var card: PatientCardPanel?
  private(set) var form: PatientForm?
  /// Every visit of the card's patient.
  private(set) var visits: PatientVisits?

  /// What is on top and takes the keys.
  private enum Top {
    case list, card, form, visits
  }

  private var top: Top {
    if visits != nil { return .visits }
    if let card { return form == nil || card.isOverForm ? .card : .form }
    return form == nil ? .list : .form
  }

  var isTyping: Bool {
    switch top {
    case .list: list.isTyping
    case .card, .visits: false
    case .form: form?.isTyping ?? false
    }
  }

  var hasUnsavedText: Bool { form?.isDirty ?? false }

  var showsOverview: Bool { top == .list }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    switch top {
    case .list:
      list.isTyping = true
      return list.enter(&context)
    case .card: return (card?.ask(&context) ?? []) + list.refresh(&context)
    case .visits: return visits?.ask(&context) ?? []
    case .form: return form?.panel.told ?? []
    }
  }

  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect] {
    switch route {
    case .patient(let id): return show(id, &context)
    case .newPatient(let name):
      guard context.may(.createPatient) else {
        return enter(&context) + [.tell(Message(context.wording.denied(.createPatient), .warning))]
      }
      return startNew(name: name, &context)
    default: return enter(&context)
    }
  }

  /// Shows a card; a form that is open waits behind it.
  private mutating func show(_ id: PatientID, _ context: inout ScreenContext) -> [Effect] {
    visits = nil
    var panel = PatientCardPanel(patient: id, isOverForm: form != nil)
    let effects = panel.ask(&context)
    card = panel
    return effects
  }

  private mutating func startNew(name: String, _ context: inout ScreenContext) -> [Effect] {
    if let form, form.isDirty {
      card = nil
      return [.tell(Message(context.wording.formIsOpen, .warning))]
    }
    card = nil
    let started = PatientForm(name: name, &context)
    form = started
    return started.panel.told
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    switch top {
    case .list: handleList(key, &context)
    case .card: handleCard(key, &context)
    case .visits: handleVisits(key, &context)
    case .form: handleForm(key, &context)
    }
  }

  private mutating func handleList(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    let height = PatientList.tableHeight(in: context.size.rows - 4)
    let (request, effects) = list.handle(key, height: height, &context)
    return effects + carryOut(request, key, &context)
  }

  private mutating func carryOut(
    _ request: PatientList.Request, _ key: Key, _ context: inout ScreenContext
  ) -> [Effect] {
    switch request {
    case .none: return []
    case .open(let id): return show(id, &context)
    case .new(let name):
      guard context.may(.createPatient) else { return [] }
      return startNew(name: name, &context)
    case .other:
      guard let row = list.selected else { return [] }
      if key == .character("e"), context.may(.changePatient) {
        guard let card = list.selectedCard else { return show(row.id, &context) }
        form = PatientForm(card.patient, context)
        return []
      }
      return leave(key, for: row.id, name: row.calledName, context)
    }
  }

  /// The ways from a patient to other places.
  private func leave(
    _ key: Key, for patient: PatientID, name: String, _ context: ScreenContext
  ) -> [Effect] {
    switch key {
    case .character("b") where context.may(.changeBookings):
      [.navigate(.book(patient, name: name))]
    case .character("r") where context.may(.readChart): [.navigate(.chart(patient))]
    case .character("$") where context.may(.readBilling):
      [.navigate(.invoices(of: patient, name: name))]
    default: []
    }
  }

  private mutating func handleCard(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard var panel = card else { return [] }
    switch key {
    case .escape:
      card = nil
      return panel.isOverForm ? form?.panel.told ?? [] : list.refresh(&context)
    case .character("/") where !panel.isOverForm:
      card = nil
      return enter(&context)
    case .character("e") where context.may(.changePatient) && !panel.isOverForm:
      guard let patient = panel.card?.patient else { return [] }
      form = PatientForm(patient, context)
      return form?.panel.told ?? []
    case .character(".") where !panel.isOverForm:
      let (next, effects) = list.advance(&context)
      guard let next else { return effects }
      return effects + show(next, &context)
    case .enter:
      guard let visit = panel.visit, context.may(.readAgenda) else { return [] }
      return [.navigate(.visit(visit))]
    case .character("v") where context.may(.readAgenda):
      guard let patient = panel.card?.patient else { return [] }
      var all = PatientVisits(patient.id, name: patient.calledName.value)
      let effects = all.ask(&context)
      visits = all
      return effects
    default: break
    }
    if panel.move(key, height: 6) {
      card = panel
      return []
    }
    return leave(key, for: panel.patient, name: panel.card?.patient.calledName.value ?? "", context)
  }

  private mutating func handleVisits(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard var list = visits else { return [] }
    let step = list.handle(key, rows: context.size.rows - 4)
    visits = list
    return follow(step, &context)
  }

  private mutating func follow(
    _ step: PatientVisits.Step, _ context: inout ScreenContext
  ) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      visits = nil
      return card?.ask(&context) ?? []
    case .visit(let visit): return [.navigate(.visit(visit))]
    case .failed(let fault): return [.tell(context.wording.problem(fault))]
    }
  }

  private mutating func handleForm(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard let (request, effects) = form?.handle(key, &context) else { return [] }
    return effects + follow(request, &context)
  }

  private mutating func follow(
    _ request: PatientForm.Request, _ context: inout ScreenContext
  ) -> [Effect] {
    switch request {
    case .none: return []
    case .open(let id): return show(id, &context)
    case .close:
      form = nil
      return card == nil ? list.refresh(&context) : card?.ask(&context) ?? []
    case .saved(let id):
      form = nil
      return show(id, &context) + list.refresh(&context)
    }
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    if let (request, effects) = list.receive(ticket, reply, &context) {
      guard case .open(let id) = request, top == .list else { return effects }
      return effects + show(id, &context)
    }
    if let step = visits?.receive(ticket, reply, context) { return follow(step, &context) }
    if card?.receive(ticket, reply) ?? false {
      return context.wording.message(for: reply).map { [.tell($0)] } ?? []
    }
    _ = form?.receive(ticket, reply, context)
    return []
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let (request, effects) = form?.settle(ticket, performed, &context) else { return [] }
    return follow(request, &context) + effects
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    guard !topics.isDisjoint(with: [.patients, .schedule, .billing]) else { return [] }
    let ofCard = (card?.ask(&context) ?? []) + (visits?.ask(&context) ?? [])
    guard topics.contains(.patients) else { return ofCard }
    return ofCard + list.refresh(&context)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    switch top {
    case .list: list.draw(into: &buffer, in: rect, context)
    case .card: card?.draw(into: &buffer, in: rect, context)
    case .visits: visits?.draw(into: &buffer, in: rect, context)
    case .form: form?.draw(into: &buffer, in: rect, context)
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    switch top {
    case .list: listKeys(context)
    case .card: cardKeys(context)
    case .visits: visits?.keys(context.wording) ?? []
    case .form: form?.keys(context.wording) ?? []
    }
  }

  private func listKeys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    let mayRegister = context.may(.createPatient)
    if list.isTyping {
      var keys: [KeyHint] = list.selected == nil ? [] : [KeyHint("Enter", wording.open)]
      if mayRegister { keys.append(KeyHint("Ctrl-N", wording.newPatient)) }
      keys.append(KeyHint("Esc", list.text.isEmpty ? wording.leaveSearch : wording.clear))
      if list.selected != nil { keys.append(KeyHint("↑ ↓", wording.choose)) }
      keys.append(KeyHint("Tab", wording.leaveSearch, isSecondary: true))
      return keys
    }
    var keys = [KeyHint("/", wording.searchKey)]
    if mayRegister { keys.append(KeyHint("n", wording.newPatient)) }
    guard list.selected != nil else { return keys }
    keys.insert(KeyHint("Enter", wording.open), at: 0)
    return keys + patientKeys(context)
  }

  private func cardKeys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    let isOverForm = card?.isOverForm ?? false
    var keys = patientKeys(context).filter { !isOverForm || $0.key != "e" }
    if card?.visit != nil, context.may(.readAgenda) {
      keys.append(KeyHint("Enter", wording.seeInSchedule))
    }
    if !isOverForm { keys.append(KeyHint("/", wording.searchKey, isSecondary: true)) }
    keys.append(KeyHint("Esc", isOverForm ? wording.backToForm : wording.goBack))
    if context.may(.readAgenda), card?.card != nil {
      keys.append(KeyHint("v", wording.patientVisitsKey))
    }
    if !isOverForm { keys.append(KeyHint(".", wording.nextPatient, isSecondary: true)) }
    return keys
  }

  private func patientKeys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    let all: [(Capability, KeyHint)] = [
      (.changePatient, KeyHint("e", wording.edit)), (.changeBookings, KeyHint("b", wording.book)),
      (.readChart, KeyHint("r", wording.chartKey)),
      (.readBilling, KeyHint("$", wording.invoicesKey)),
    ]
    return all.filter { context.may($0.0) }.map(\.1)
  }
}
