import ClinicDomain
import TerminalKit

/// Doctors: the list, the card, the weekly agenda and its exceptions, registering and changing.
struct DoctorsScreen: Screen {
  /// What lies over the card, or over the list for a new doctor.
  enum Layer: Equatable, Sendable {
    case agenda(AgendaEditor)
    case exception(ExceptionForm)
    case form(DoctorForm)
    case holidays(HolidaysPanel)
    case kinds(KindsPanel)
    case units(AssignmentsPanel)
    /// Asks before an exception is taken back.
    case removal(ConfirmPanel, AgendaExceptionID)
  }

  private(set) var list = DoctorList()
  private(set) var card: DoctorCard?
  private(set) var layer: Layer?
  private var units: Question<ListUnits> = Question()
  private var removal = Order()

  private var places: WorkPlaces { WorkPlaces(units.answer ?? []) }

  var isTyping: Bool {
    switch layer {
    case .agenda(let editor): editor.isTyping
    case .exception(let form): form.isTyping
    case .form(let form): form.isTyping
    case .holidays(let panel): panel.isTyping
    case .kinds(let panel): panel.isTyping
    case .units(let panel): panel.isTyping
    case .removal: false
    case nil: card == nil && list.isTyping
    }
  }

  var hasUnsavedText: Bool {
    switch layer {
    case .agenda(let editor): editor.isDirty
    case .exception(let form): form.isDirty
    case .form(let form): form.isDirty
    case .holidays(let panel): panel.isDirty
    case .kinds(let panel): panel.isDirty
    case .units(let panel): panel.isDirty
    case .removal, nil: false
    }
  }

  var showsOverview: Bool { card == nil && layer == nil }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    list.isTyping = false
    return [units.ask(ListUnits(), &context)] + list.ask(&context) + (card?.ask(&context) ?? [])
  }

  mutating func open(_ route: Route, _ context: inout ScreenContext) -> [Effect] {
    let asked = enter(&context)
    switch route {
    case .doctor, .visitKinds: break
    default: return asked
    }
    guard !hasUnsavedText else {
      return asked + [.tell(Message(context.wording.formIsOpen, .warning))]
    }
    layer = nil
    guard case .doctor(let id) = route else { return asked + openKinds(&context) }
    return asked + show(id, &context)
  }

  private mutating func openKinds(_ context: inout ScreenContext) -> [Effect] {
    var panel = KindsPanel()
    let effects = panel.ask(&context)
    layer = .kinds(panel)
    return effects
  }

  private mutating func show(_ id: PractitionerID, _ context: inout ScreenContext) -> [Effect] {
    var opened = DoctorCard(practitioner: id)
    let effects = opened.ask(&context)
    card = opened
    return effects
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    if layer != nil { return handleLayer(key, &context) }
    if card != nil { return handleCard(key, &context) }
    return handleList(key, &context)
  }

  private mutating func handleList(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    let height = context.size.rows - 4 - DoctorList.rowsAround
    if list.isTyping {
      let (opened, effects) = list.handleTyping(key, height: height, &context)
      return effects + (opened.map { show($0, &context) } ?? [])
    }
    switch key {
    case .character("/"): list.startTyping()
    case .enter: return list.selected.map { show($0.id, &context) } ?? []
    case .character("n") where context.may(.changePractitioners):
      layer = .form(DoctorForm(nil, places: places, &context))
    case .character("F") where context.may(.readAgenda):
      var panel = HolidaysPanel(units: units.answer ?? [])
      let effects = panel.ask(&context)
      layer = .holidays(panel)
      return effects
    case .character("K") where context.may(.readAgenda): return openKinds(&context)
    case .character("i"): return list.toggleInactive(&context)
    case .character("s") where context.may(.readAgenda):
      return list.selected.map { toSchedule($0.id, context) } ?? []
    default: _ = list.move(key, height: height)
    }
    return []
  }

  private func toSchedule(_ id: PractitionerID, _ context: ScreenContext) -> [Effect] {
    [.navigate(.schedule(context.today, practitioner: id))]
  }

  private mutating func handleCard(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard var panel = card else { return [] }
    let mayChangeAgenda = panel.mayChangeAgenda(context)
    switch key {
    case .escape:
      card = nil
      return list.ask(&context)
    case .character("s") where context.may(.readAgenda):
      return toSchedule(panel.practitioner, context)
    case .character("e") where context.may(.changePractitioners):
      guard let practitioner = panel.card?.practitioner else { return [] }
      layer = .form(DoctorForm(practitioner, places: places, &context))
    case .character("u"):
      guard let details = panel.card?.practitioner.details else { return [] }
      let name = context.wording.doctorName(details.name.value, details.sex)
      var units = AssignmentsPanel(.practitioner(panel.practitioner, name: name))
      let effects = units.ask(&context)
      layer = .units(units)
      return effects
    case .character("a") where mayChangeAgenda:
      guard let shown = panel.card else { return [] }
      var editor = AgendaEditor(shown, places: places, context)
      let effects = editor.ask(&context)
      layer = .agenda(editor)
      return effects
    case .character("n") where mayChangeAgenda:
      guard let shown = panel.card else { return [] }
      layer = .exception(ExceptionForm(shown, places: places, context))
    case .character("x") where mayChangeAgenda, .delete where mayChangeAgenda:
      guard let exception = panel.exception, !removal.isPending else { return [] }
      let question = ConfirmPanel(context.wording.removeException(exception))
      layer = .removal(question, exception.id)
    default:
      _ = panel.move(key)
      card = panel
    }
    return []
  }

  private mutating func handleLayer(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    switch layer {
    case .agenda(var editor):
      let (request, effects) = editor.handle(key, &context)
      layer = request == .close ? nil : .agenda(editor)
      return effects
    case .exception(var form):
      let (request, effects) = form.handle(key, &context)
      layer = request == .close ? nil : .exception(form)
      return effects
    case .form(var form):
      let (request, effects) = form.handle(key, &context)
      layer = request == .close ? nil : .form(form)
      return effects
    case .holidays(var panel):
      let (isLeft, effects) = panel.handle(key, &context)
      layer = isLeft ? nil : .holidays(panel)
      return effects
    case .kinds(var panel):
      let (isLeft, effects) = panel.handle(key, &context)
      layer = isLeft ? nil : .kinds(panel)
      return effects
    case .units(var panel):
      let (isLeft, effects) = panel.handle(key, &context)
      layer = isLeft ? nil : .units(panel)
      return effects + (isLeft ? card?.ask(&context) ?? [] : [])
    case .removal(var question, let id):
      let answer = question.handle(key)
      layer = answer == .open ? .removal(question, id) : nil
      guard answer == .answered(0) else { return [] }
      return [removal.give(RemoveAgendaException(id: id), &context)]
    case nil: return []
    }
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    let problem = context.wording.message(for: reply).map { [Effect.tell($0)] } ?? []
    if units.take(ticket, reply) { return problem }
    if let opened = list.receive(ticket, reply) {
      guard let id = opened, card == nil, layer == nil else { return problem }
      return problem + show(id, &context)
    }
    switch layer {
    case .form(var form):
      if let effects = form.receive(ticket, reply, &context) {
        layer = .form(form)
        return effects
      }
    case .agenda(var editor):
      if let effects = editor.receive(ticket, reply, &context) {
        layer = .agenda(editor)
        return effects
      }
    case .exception(var form):
      if let effects = form.receive(ticket, reply, &context) {
        layer = .exception(form)
        return effects
      }
    case .holidays(var panel):
      if let effects = panel.receive(ticket, reply, &context) {
        layer = .holidays(panel)
        return effects
      }
    case .kinds(var panel):
      if let effects = panel.receive(ticket, reply, &context) {
        layer = .kinds(panel)
        return effects
      }
    case .units(var panel):
      if let effects = panel.receive(ticket, reply, &context) {
        layer = .units(panel)
        return effects
      }
    case .removal, nil: break
    }
    guard card?.receive(ticket, reply) ?? false else { return [] }
    if case .agenda(var editor) = layer, let agenda = card?.card?.agenda,
      editor.differs(from: agenda)
    {
      editor.rebase(on: agenda)
      layer = .agenda(editor)
      return [.tell(Message(context.wording.agendaChanged, .warning))]
    }
    return problem
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    if removal.settle(ticket) {
      let message =
        context.wording.message(for: performed) ?? Message(context.wording.removed, .done)
      return [.tell(message)] + (card?.ask(&context) ?? [])
    }
    switch layer {
    case .agenda(var editor):
      guard let (request, effects) = editor.settle(ticket, performed, context.wording) else {
        return []
      }
      layer = request == .close ? nil : .agenda(editor)
      return effects + (card?.ask(&context) ?? [])
    case .exception(var form):
      guard let (request, effects) = form.settle(ticket, performed, &context) else { return [] }
      layer = request == .close ? nil : .exception(form)
      return effects + (request == .close ? card?.ask(&context) ?? [] : [])
    case .form(var form):
      guard let (request, effects) = form.settle(ticket, performed, &context) else { return [] }
      layer = request == .none ? .form(form) : nil
      guard case .saved(let id) = request else { return effects }
      return effects + show(id, &context) + list.ask(&context)
    case .holidays(var panel):
      guard let effects = panel.settle(ticket, performed, &context) else { return [] }
      layer = .holidays(panel)
      return effects
    case .kinds(var panel):
      guard let effects = panel.settle(ticket, performed, &context) else { return [] }
      layer = .kinds(panel)
      return effects
    case .units(var panel):
      guard let effects = panel.settle(ticket, performed, &context) else { return [] }
      layer = .units(panel)
      return effects
    case .removal, nil: return []
    }
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    guard !topics.isDisjoint(with: [.practitioners, .schedule]) else { return [] }
    var ofCard = card?.ask(&context) ?? []
    switch layer {
    case .kinds(var panel):
      ofCard += panel.ask(&context)
      layer = .kinds(panel)
    case .holidays(var panel):
      ofCard += panel.ask(&context)
      layer = .holidays(panel)
    case .units(var panel):
      ofCard += panel.ask(&context)
      layer = .units(panel)
    case .agenda(var editor):
      ofCard += editor.ask(&context)
      layer = .agenda(editor)
    case .exception, .form, .removal, nil: break
    }
    guard topics.contains(.practitioners) else { return ofCard }
    return ofCard + list.ask(&context) + units.askAgain(&context)
  }
}
