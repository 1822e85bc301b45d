import ClinicDomain
import TerminalKit

extension DoctorsScreen {
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    switch layer {
    case .agenda(let editor): return editor.draw(into: &buffer, in: rect, context)
    case .exception(let form): return form.draw(into: &buffer, in: rect, context)
    case .form(let form): return form.draw(into: &buffer, in: rect, context)
    case .holidays(let panel): return panel.draw(into: &buffer, in: rect, context)
    case .kinds(let panel): return panel.draw(into: &buffer, in: rect, context)
    case .units(let panel): return panel.draw(into: &buffer, in: rect, context)
    case .removal, nil: break
    }
    if let card {
      card.draw(into: &buffer, in: rect, context)
    } else {
      list.draw(into: &buffer, in: rect, context)
    }
    if case .removal(let question, _) = layer { question.draw(into: &buffer, in: rect) }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch layer {
    case .agenda(let editor): return editor.keys(wording)
    case .exception(let form): return form.keys(wording)
    case .form(let form): return form.keys(wording)
    case .holidays(let panel): return panel.keys(context)
    case .kinds(let panel): return panel.keys(context)
    case .units(let panel): return panel.keys(context)
    case .removal(let question, _): return question.keys(wording)
    case nil: return card.map { cardKeys($0, context) } ?? listKeys(context)
    }
  }

  private func listKeys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    let hasRow = list.selected != nil
    let open = hasRow ? [KeyHint("Enter", wording.open)] : []
    if list.isTyping {
      return open + [
        KeyHint("Tab", wording.otherField),
        KeyHint("Esc", list.hasCriteria ? wording.clear : wording.leaveSearch),
      ] + (hasRow ? [KeyHint("↑ ↓", wording.choose)] : [])
    }
    var keys = open + [KeyHint("/", wording.searchKey)]
    if hasRow, context.may(.readAgenda) { keys.append(KeyHint("s", wording.scheduleKey)) }
    if context.may(.changePractitioners) { keys.append(KeyHint("n", wording.newPatient)) }
    let inactive = list.includesInactive ? wording.hideInactive : wording.showInactive
    keys.append(KeyHint("i", inactive))
    if context.may(.readAgenda) {
      keys += [
        KeyHint("F", wording.holidaysKey),
        KeyHint("K", wording.visitKindsKey, isSecondary: !context.may(.changeVisitKinds)),
      ]
    }
    return keys
  }

  private func cardKeys(_ card: DoctorCard, _ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    var keys: [KeyHint] = []
    guard card.card != nil else { return [KeyHint("Esc", wording.goBack)] }
    if context.may(.readAgenda) { keys.append(KeyHint("s", wording.scheduleKey)) }
    if card.mayChangeAgenda(context) {
      keys += [KeyHint("a", wording.weeklyKey), KeyHint("n", wording.exceptionKey)]
      if card.exception != nil { keys.append(KeyHint("x", wording.removeExceptionKey)) }
    }
    if context.may(.changePractitioners) { keys.append(KeyHint("e", wording.edit)) }
    keys.append(KeyHint("u", wording.placesKey, isSecondary: true))
    return keys + [KeyHint("Esc", wording.goBack)]
  }
}
