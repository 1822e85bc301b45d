import ClinicDomain
import TerminalKit

extension UnitsScreen {
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    guard !order.isPending else { return [] }
    switch panel {
    case .admit, .note, .discharge, .handOver, .reason, .find, .bed, .places, .attendances:
      return handleInPanel(key, &context)
    case .card:
      if key == .escape || key == .enter {
        panel = nil
        return []
      }
    case nil: break
    }
    if move(key, context) {
      guard case .card = panel else { return [] }
      return openCard(&context)
    }
    switch key {
    case .escape:
      carried = nil
      return []
    case .character("f"):
      filter(context)
      return []
    case .character("/") where !beds.isEmpty:
      panel = .find(BedFinder())
      return []
    case .tab where carried == nil:
      var attendances = AttendancesPanel()
      let effects = attendances.ask(&context)
      panel = .attendances(attendances)
      return effects
    case .character("i") where context.may(.changeUnits):
      var form = BedForm(nil, in: row, &context)
      let effects = form.ask(&context)
      panel = .bed(form)
      return effects
    default: break
    }
    guard let row else { return [] }
    return act(key, on: row, &context)
  }

  private mutating func act(
    _ key: Key, on row: BedRow, _ context: inout ScreenContext
  ) -> [Effect] {
    switch key {
    case .enter where carried != nil: return put(into: row, &context)
    case .enter: return openCard(&context)
    case .character("n") where mayAdmit(row, context):
      var admit = AdmitPanel(row)
      let effects = admit.begin(&context)
      panel = .admit(admit)
      return effects
    case .character("t") where mayMove(row, context): carried = row.stay
    case .character("d") where mayMove(row, context):
      guard let stay = row.stay else { break }
      panel = .discharge(stay, ConfirmPanel(context.wording.dischargeQuestion(stay)))
    case .character("o") where mayMove(row, context):
      guard let stay = row.stay else { break }
      var handOver = HandOverPanel(stay, &context)
      let effects = handOver.ask(&context)
      panel = .handOver(handOver)
      return effects
    case .character("w") where mayCorrect(row, context):
      guard let stay = row.stay else { break }
      var reason = StayReasonPanel(stay, &context)
      let effects = reason.ask(&context)
      panel = .reason(reason)
      return effects
    case .character("c"):
      guard let next = row.cleaned, context.may(.changeBedState) else { break }
      return set(row, next, &context)
    case .character("b") where mayGive(.blocked, row, context):
      panel = .note(BedNotePanel(row, .blocked, context.wording))
    case .character("v") where mayGive(.reserved, row, context):
      panel = .note(BedNotePanel(row, .reserved, context.wording))
    case .character("e") where context.may(.changeUnits):
      var form = BedForm(row, in: row, &context)
      let effects = form.ask(&context)
      panel = .bed(form)
      return effects
    case .character("p"):
      guard let stay = row.stay, context.may(.readPatients) else { break }
      return [.navigate(.patient(stay.patient))]
    case .character("r"):
      guard let stay = row.stay, context.may(.readChart) else { break }
      return [.navigate(.chart(stay.patient))]
    default: break
    }
    return []
  }

  mutating func set(
    _ row: BedRow, _ state: Bed.State, reason: String = "", _ context: inout ScreenContext
  ) -> [Effect] {
    told = context.wording.bedIsNow(row.bed.details.code, state)
    return [order.give(SetBedState(id: row.id, state: state, reason: reason), &context)]
  }

  private mutating func put(into row: BedRow, _ context: inout ScreenContext) -> [Effect] {
    guard let stay = carried else { return [] }
    guard row.bed.state.takesPatients else {
      let refusal = Refusal.stay(.bedNotFree(row.bed.state))
      return [.tell(Message(context.wording.refusal(refusal), .error))]
    }
    told = context.wording.transferred(stay.patientName, to: row.bed.details.code)
    return [order.give(TransferPatient(id: stay.id, bed: row.id), &context)]
  }

  mutating func openCard(_ context: inout ScreenContext) -> [Effect] {
    guard let row else { return [] }
    var card = StayCardPanel(row)
    let effects = card.ask(&context)
    panel = .card(card)
    return effects
  }

  /// All units, then one after the other.
  private mutating func filter(_ context: ScreenContext) {
    let all = units.map(\.id)
    let next = unit.flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    unit = all.count > 1 && all.indices.contains(next) ? all[next] : nil
    rebuild(context)
  }

  private mutating func move(_ key: Key, _ context: ScreenContext) -> Bool {
    let shown = layout.beds
    let index = shown.firstIndex { $0.id == selected } ?? 0
    func bed(_ index: Int) -> BedID? {
      shown.isEmpty ? nil : shown[min(max(index, 0), shown.count - 1)].id
    }
    switch key {
    case .left, .character("h"): selected = bed(index - 1)
    case .right, .character("l"): selected = bed(index + 1)
    case .up, .character("k"): selected = layout.bed(-1, rowsFrom: selected)
    case .down, .character("j"): selected = layout.bed(1, rowsFrom: selected)
    case .pageUp: selected = layout.bed(-5, rowsFrom: selected)
    case .pageDown: selected = layout.bed(5, rowsFrom: selected)
    case .home: selected = bed(0)
    case .end, .character("G"): selected = bed(shown.count - 1)
    default: return false
    }
    lastIndex = shown.firstIndex { $0.id == selected } ?? 0
    scroll(context)
    return true
  }

  private func mayAdmit(_ row: BedRow, _ context: ScreenContext) -> Bool {
    row.bed.state.takesPatients && context.may(.changeStays) && carried == nil
  }

  /// A doctor moves and discharges those in her care.
  private func mayMove(_ row: BedRow, _ context: ScreenContext) -> Bool {
    guard let stay = row.stay, carried == nil else { return false }
    return switch context.grant(.changeStays) {
    case .all: true
    case .own: stay.practitioner == context.actor.practitioner
    case .denied: false
    }
  }

  /// Whoever may write in the chart; whether it is open is found out when she tries.
  private func mayCorrect(_ row: BedRow, _ context: ScreenContext) -> Bool {
    row.stay != nil && carried == nil && context.may(.correctStayReason)
  }

  private func mayGive(_ state: Bed.State, _ row: BedRow, _ context: ScreenContext) -> Bool {
    row.bed.state.following.contains(state) && context.may(.changeBedState) && carried == nil
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch panel {
    case .admit(let admit): return admit.keys(context)
    case .note(let note): return note.keys(wording)
    case .discharge(_, let question): return question.keys(wording)
    case .handOver(let handOver): return handOver.keys(wording)
    case .reason(let reason): return reason.keys(wording)
    case .find(let finder): return finder.keys(wording)
    case .bed(let form): return form.panel.keys(wording)
    case .places(let places): return places.keys(context)
    case .attendances(let attendances): return attendances.keys(context)
    case .card, nil: break
    }
    var hints: [KeyHint] = []
    if let row {
      if carried != nil {
        return [
          KeyHint("Enter", wording.putHereKey), KeyHint("Esc", wording.dropCarriedKey),
          KeyHint("/", wording.findBedKey), KeyHint("f", wording.filterUnitKey),
        ]
      }
      if mayAdmit(row, context) { hints.append(KeyHint("n", wording.admitKey)) }
      let isOpen = if case .card = panel { true } else { false }
      hints.append(isOpen ? KeyHint("Esc", wording.goBack) : KeyHint("Enter", wording.bedCardKey))
      if mayMove(row, context) {
        hints += [KeyHint("t", wording.transferKey), KeyHint("d", wording.dischargeKey)]
      }
      if let next = row.cleaned, context.may(.changeBedState) {
        hints.append(KeyHint("c", wording.cleanKey(next)))
      }
      if mayGive(.blocked, row, context) { hints.append(KeyHint("b", wording.blockKey)) }
      if mayGive(.reserved, row, context) { hints.append(KeyHint("v", wording.reserveKey)) }
      if row.stay != nil {
        if context.may(.readPatients) { hints.append(KeyHint("p", wording.patientKey)) }
        if context.may(.readChart) { hints.append(KeyHint("r", wording.recordKey)) }
      }
    }
    if !beds.isEmpty { hints.append(KeyHint("/", wording.findBedKey)) }
    if let row {
      if mayMove(row, context) { hints.append(KeyHint("o", wording.handOverKey)) }
      if mayCorrect(row, context) { hints.append(KeyHint("w", wording.correctReasonKey)) }
    }
    if units.count > 1 { hints.append(KeyHint("f", wording.filterUnitKey)) }
    if context.may(.changeUnits) {
      hints.append(KeyHint("i", wording.newBedKey))
      if row != nil { hints.append(KeyHint("e", wording.edit)) }
    }
    hints.append(KeyHint("Tab", wording.attendancesKey))
    return hints
  }
}

extension BedRow {
  /// What `c` makes of it: ready again, or to be cleaned; nil where a patient is in it.
  var cleaned: Bed.State? {
    switch bed.state {
    case .free: .cleaning
    case .cleaning, .blocked, .reserved: .free
    case .occupied: nil
    }
  }
}
