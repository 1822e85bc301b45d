import ClinicDomain
import TerminalKit

/// What lies over the map takes the keys.
extension UnitsScreen {
  /// Puts the cursor on a bed, of another unit than the shown one too.
  private mutating func go(to row: BedRow, _ context: ScreenContext) {
    if unit != nil, unit != row.bed.unit { unit = nil }
    selected = row.id
    rebuild(context)
  }

  mutating func handleInPanel(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    switch panel {
    case .admit(var admit):
      let step = admit.handle(key, &context)
      panel = .admit(admit)
      switch step {
      case .stay(let effects): return effects
      case .close: panel = nil
      case .give(let command):
        told = context.wording.admitted(admit.patientName, to: admit.bed.bed.details.code)
        return [order.give(command, &context)]
      }
    case .note(var note):
      let step = note.handle(key, context.wording)
      panel = .note(note)
      switch step {
      case .stay(let effects): return effects
      case .close: panel = nil
      case .give(let reason): return set(note.bed, note.state, reason: reason, &context)
      }
    case .discharge(let stay, var question):
      let answer = question.handle(key)
      panel = answer == .open ? .discharge(stay, question) : nil
      guard case .answered(let index) = answer else { break }
      told = context.wording.wasDischarged(stay.patientName)
      let disposition = Stay.Disposition.allCases[index]
      return [order.give(DischargePatient(id: stay.id, disposition: disposition), &context)]
    case .handOver(var handOver):
      let step = handOver.handle(key, context.wording)
      panel = .handOver(handOver)
      switch step {
      case .stay(let effects): return effects
      case .close: panel = nil
      case .give(let command):
        told = context.wording.handedOver(
          handOver.row.patientName, to: handOver.practitionerName)
        return [order.give(command, &context)]
      }
    case .reason(var reason):
      let step = reason.handle(key, context.wording)
      panel = .reason(reason)
      switch step {
      case .stay(let effects): return effects
      case .close: panel = nil
      case .give(let command):
        told = context.wording.reasonCorrected(reason.row.patientName)
        return [order.give(command, &context)]
      }
    case .find(var finder):
      let step = finder.handle(key, in: beds)
      panel = .find(finder)
      switch step {
      case .stay: break
      case .close: panel = nil
      case .chosen(let row):
        panel = nil
        go(to: row, context)
      }
    case .bed(var form):
      let step = form.handle(key, context)
      panel = .bed(form)
      switch step {
      case .stay: return form.panel.told
      case .close: panel = nil
      case .give(let command):
        told = context.wording.saved
        return [order.give(command, &context)]
      }
    case .places(var places):
      let (isLeft, effects) = places.handle(key, &context)
      panel = isLeft ? nil : .places(places)
      return effects + (isLeft ? enter(&context) : [])
    case .attendances(var attendances):
      let (way, effects) = attendances.handle(key, &context)
      switch way {
      case .stay: panel = .attendances(attendances)
      case .beds:
        panel = nil
        return effects + enter(&context)
      case .places:
        var places = PlacesPanel()
        let asked = places.ask(&context)
        panel = .places(places)
        return effects + asked
      }
      return effects
    case .card, nil: break
    }
    return []
  }
}
