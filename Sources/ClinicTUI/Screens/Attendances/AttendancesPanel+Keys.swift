import ClinicDomain
import TerminalKit

extension AttendancesPanel {
  /// Where a key leads out of the panel.
  enum Way: Equatable, Sendable {
    case stay
    /// To the map of beds.
    case beds
    /// To the list of units and rooms.
    case places
  }

  mutating func handle(
    _ key: Key, _ context: inout ScreenContext
  ) -> (way: Way, effects: [Effect]) {
    guard !order.isPending else { return (.stay, []) }
    switch layer {
    case .card:
      if key == .escape || key == .enter {
        layer = nil
        return (.stay, [])
      }
    case nil: break
    default: return (.stay, handleInLayer(key, &context))
    }
    if move(key, context) { return (.stay, isCardOpen ? openCard(&context) : []) }
    switch key {
    case .escape: return (.beds, [])
    case .tab: return (.places, [])
    case .character("f"):
      filter(context)
      return (.stay, [])
    case .character("n") where mayRegister(context):
      var form = AttendanceForm(in: unit ?? lastUnit ?? row?.unit, &context)
      let effects = form.begin(&context)
      layer = .register(form)
      return (.stay, effects)
    case .character(".") where seesPatients(context): return (.stay, callNext(&context))
    default: break
    }
    guard let row else { return (.stay, []) }
    return (.stay, act(key, on: row, &context))
  }

  private mutating func act(
    _ key: Key, on row: AttendanceRow, _ context: inout ScreenContext
  ) -> [Effect] {
    let wording = context.wording
    switch key {
    case .enter: return openCard(&context)
    case .character("t") where mayActOn(row, .triage, context):
      layer = .triage(row, ConfirmPanel(wording.riskQuestion(row)))
    case .character("c") where mayActOn(row, .checkIn, context):
      told = wording.wasCalled(row)
      return [order.give(CallAttendance(id: row.id), &context)]
    case .character("s") where mayActOn(row, .conductEncounter, context):
      return start(row, &context)
    case .character("e") where mayFinish(row, context):
      layer = .finish(row, ConfirmPanel(wording.outcomeQuestion(row)))
    case .character("x") where mayActOn(row, .checkIn, context):
      layer = .close(row, ConfirmPanel(wording.unseenQuestion(row)))
    case .character("U") where mayReopen(row, context):
      told = wording.isBack(row)
      return [order.give(ReopenAttendance(id: row.id), &context)]
    case .character("p") where context.may(.readPatients):
      return [.navigate(.patient(row.patient))]
    case .character("r") where context.may(.readChart):
      return [.navigate(.chart(row.patient))]
    default: break
    }
    return []
  }

  private mutating func handleInLayer(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    switch layer {
    case .register(var form):
      let step = form.handle(key, &context)
      layer = .register(form)
      switch step {
      case .stay(let effects): return effects
      case .close: layer = nil
      case .give(let command):
        told = context.wording.isInQueue(form.patientName)
        lastUnit = command.unit
        aftermath = .show(command.id)
        return [order.give(command, &context)]
      }
    case .triage(let row, var question):
      guard let index = answered(question.handle(key), { .triage(row, question) }) else { break }
      let risk = Attendance.Risk.allCases[index]
      told = context.wording.wasTriaged(row, risk)
      return [order.give(TriageAttendance(id: row.id, risk: risk), &context)]
    case .finish(let row, var question):
      guard let index = answered(question.handle(key), { .finish(row, question) }) else { break }
      let outcome = Attendance.Outcome.ofSeen[index]
      told = context.wording.hasEnded(row, outcome)
      return [order.give(FinishAttendance(id: row.id, outcome: outcome), &context)]
    case .close(let row, var question):
      guard let index = answered(question.handle(key), { .close(row, question) }) else { break }
      let outcome = Attendance.Outcome.ofUnseen[index]
      told = context.wording.hasEnded(row, outcome)
      return [order.give(CloseAttendance(id: row.id, outcome: outcome), &context)]
    case .card, nil: break
    }
    return []
  }

  /// The answer's place; nil while the question stays, or where it was left.
  private mutating func answered(
    _ outcome: ConfirmPanel.Outcome, _ asked: () -> Layer
  ) -> Int? {
    layer = outcome == .open ? asked() : nil
    if case .answered(let index) = outcome { return index }
    if outcome == .cancelled { aftermath = .nothing }
    return nil
  }

  mutating func openCard(_ context: inout ScreenContext) -> [Effect] {
    guard let row else { return [] }
    var card = AttendanceCardPanel(row)
    let effects = card.ask(&context)
    layer = .card(card)
    rebuild(context)
    return effects
  }

  /// The doctor's own: the one inside ends, and the one who is next by the queue is called in.
  private mutating func callNext(_ context: inout ScreenContext) -> [Effect] {
    let inside = rows.first { mayFinish($0, context) }
    guard let inside else { return startNext(&context) }
    layer = .finish(inside, ConfirmPanel(context.wording.outcomeQuestion(inside)))
    aftermath = .callNext
    return []
  }

  /// Begins with whoever is first in the queue of the doctor's units.
  mutating func startNext(_ context: inout ScreenContext) -> [Effect] {
    let waiting = rows.filter { mayActOn($0, .conductEncounter, context) }
    guard let next = waiting.min(by: { $0.rank < $1.rank }) else {
      return [.tell(Message(context.wording.nobodyWaitsForYou))]
    }
    let effects = start(next, &context)
    selected = next.id
    aftermath = .open(next.patient)
    return effects
  }

  private mutating func start(
    _ row: AttendanceRow, _ context: inout ScreenContext
  ) -> [Effect] {
    told = context.wording.isBeingSeen(row)
    return [order.give(StartAttendance(id: row.id, encounter: context.makeID()), &context)]
  }

  /// All units, then one after the other.
  private mutating func filter(_ context: ScreenContext) {
    let all = units.map(\.id)
    let next = unit.flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    unit = all.count > 1 && all.indices.contains(next) ? all[next] : nil
    rebuild(context)
  }

  private mutating func move(_ key: Key, _ context: ScreenContext) -> Bool {
    let index = rows.firstIndex { $0.id == selected } ?? 0
    let page = max(1, context.size.rows - 8)
    switch key {
    case .up, .character("k"): select(index - 1, context)
    case .down, .character("j"): select(index + 1, context)
    case .pageUp: select(index - page, context)
    case .pageDown: select(index + page, context)
    case .home: select(0, context)
    case .end, .character("G"): select(.max, context)
    default: return false
    }
    return true
  }

  private func mayRegister(_ context: ScreenContext) -> Bool { context.grant(.checkIn) == .all }

  private func seesPatients(_ context: ScreenContext) -> Bool {
    context.actor.practitioner != nil && context.may(.conductEncounter)
  }

  /// Whether something may be done with one who waits: a doctor acts in the units where she works.
  private func mayActOn(
    _ row: AttendanceRow, _ capability: Capability, _ context: ScreenContext
  ) -> Bool {
    row.state.isWaiting && reaches(row, capability, context)
  }

  private func mayReopen(_ row: AttendanceRow, _ context: ScreenContext) -> Bool {
    row.state == .cancelled && row.date == context.today && reaches(row, .checkIn, context)
  }

  private func reaches(
    _ row: AttendanceRow, _ capability: Capability, _ context: ScreenContext
  ) -> Bool {
    switch context.grant(capability) {
    case .all: true
    case .own: ownUnits.contains(row.unit)
    case .denied: false
    }
  }

  private func mayFinish(_ row: AttendanceRow, _ context: ScreenContext) -> Bool {
    guard row.state == .inProgress, let own = context.actor.practitioner else { return false }
    return row.seen?.practitioner == own && context.may(.conductEncounter)
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch layer {
    case .register(let form): return form.keys(context)
    case .triage(_, let question), .finish(_, let question), .close(_, let question):
      return question.keys(wording)
    case .card, nil: break
    }
    var hints: [KeyHint] = []
    if mayRegister(context) { hints.append(KeyHint("n", wording.registerAttendanceKey)) }
    if seesPatients(context) { hints.append(KeyHint(".", wording.nextPatientKey)) }
    if let row {
      if mayActOn(row, .triage, context) { hints.append(KeyHint("t", wording.riskKey)) }
      if mayActOn(row, .checkIn, context) { hints.append(KeyHint("c", wording.callInKey)) }
      if mayActOn(row, .conductEncounter, context) {
        hints.append(KeyHint("s", wording.seeKey))
      }
      if mayFinish(row, context) { hints.append(KeyHint("e", wording.endAttendanceKey)) }
      if mayActOn(row, .checkIn, context) { hints.append(KeyHint("x", wording.wentKey)) }
      if mayReopen(row, context) { hints.append(KeyHint("U", wording.reopenAttendanceKey)) }
      hints.append(
        isCardOpen ? KeyHint("Esc", wording.goBack) : KeyHint("Enter", wording.bedCardKey))
      if context.may(.readPatients) {
        hints.append(KeyHint("p", wording.patientKey, isSecondary: true))
      }
      if context.may(.readChart) { hints.append(KeyHint("r", wording.recordKey)) }
    }
    if units.count > 1 { hints.append(KeyHint("f", wording.filterUnitKey)) }
    hints.append(KeyHint("Tab", wording.placesKey))
    if !isCardOpen { hints.append(KeyHint("Esc", wording.bedMapKey)) }
    return hints
  }
}

extension Attendance.Outcome {
  /// In the order in which they are offered.
  static let ofSeen = allCases.filter(\.isOfSeen)
  static let ofUnseen = allCases.filter { !$0.isOfSeen }
}
