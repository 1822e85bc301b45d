import ClinicDomain
import TerminalKit

extension PlanPanel {
  var isTyping: Bool { prompt != nil }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    if prompt != nil { return .stay(handleInPrompt(key, &context)) }
    switch key {
    case .escape: return .close
    case .enter, .control("s"): return .stay(store(&context))
    case .character("x"):
      guard let selected else { return .stay([]) }
      items[selected].isSkipped.toggle()
      items[selected].refusal = nil
      if items[selected].isSkipped { goToNextConflict(after: selected) }
      return .stay(ask(&context))
    case .character("t"):
      if selected != nil { prompt = TextField(maximumLength: 40) }
      return .stay([])
    case .character(let character)
    where near.indices.contains((character.wholeNumberValue ?? 0) - 1):
      let time = near[(character.wholeNumberValue ?? 1) - 1]
      return .stay(put(time.date, time.start, &context))
    default:
      _ = table.handle(key)
      return .stay([])
    }
  }

  private mutating func handleInPrompt(
    _ key: Key, _ context: inout ScreenContext
  ) -> [Effect] {
    switch key {
    case .escape: prompt = nil
    case .enter:
      guard let selected, let (date, start) = typedTime(context) else {
        return [.tell(Message(context.wording.noSuchTime, .error))]
      }
      prompt = nil
      return put(date ?? items[selected].date, start ?? items[selected].start, &context)
    default: _ = prompt?.handle(key)
    }
    return []
  }

  /// A day, a time or both, as on the booking line; nil where it is neither.
  func typedTime(_ context: ScreenContext) -> (CivilDate?, CivilTime?)? {
    guard let text = prompt?.value else { return nil }
    let line = BookingLine(text + " ", today: context.today)
    guard line.patient.isEmpty, line.date != nil || line.time != nil else { return nil }
    return (line.date, line.time)
  }

  private mutating func put(
    _ date: CivilDate, _ start: CivilTime, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let selected else { return [] }
    items[selected].date = date
    items[selected].start = start
    items[selected].isSkipped = false
    items[selected].refusal = nil
    goToNextConflict(after: selected)
    return ask(&context)
  }

  private mutating func goToNextConflict(after index: Int) {
    let others = conflicts.filter { $0 != index }
    if let next = others.first(where: { $0 > index }) ?? others.first { table.select(next) }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if prompt != nil {
      return [KeyHint("Enter", wording.takeTimeKey), KeyHint("Esc", wording.goBack)]
    }
    var hints = [KeyHint("Enter", conflicts.isEmpty ? storeKey(wording) : wording.nextConflictKey)]
    if !near.isEmpty {
      hints.append(KeyHint(near.count == 1 ? "1" : "1–\(near.count)", wording.chooseTimeKey))
    }
    let isSkipped = selected.map { items[$0].isSkipped } ?? false
    hints += [
      KeyHint("t", wording.otherTimeKey),
      KeyHint("x", isSkipped ? wording.takeInKey : wording.leaveOutKey),
      KeyHint("↑↓", wording.chooseKey), KeyHint("Esc", wording.goBack),
    ]
    return hints
  }

  private func storeKey(_ wording: Wording) -> String {
    purpose == .move ? wording.moveAllKey(kept.count) : wording.bookAllKey(kept.count)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(wording.planTitle(self), into: &buffer, in: rect)
    let (upper, lower) = rect.inset(top: 1).split(rows: -1)
    var shown = table
    shown.columns = [
      TableColumn("", .fixed(5)), TableColumn("", .fixed(16)),
      TableColumn("", .flexible(weight: 1, minimum: 16)),
    ]
    // Who moves is called.
    if purpose == .move { shown.columns.append(TableColumn("", .fixed(15))) }
    shown.columns.append(TableColumn("", .flexible(weight: 1, minimum: 12)))
    shown.draw(into: &buffer, in: upper) { range in range.map { row($0, wording) } }
    let room = lower.inset(left: 3, right: 1)
    if let prompt {
      let used = buffer.put(wording.otherTimePrompt, in: room, style: .strong)
      prompt.draw(into: &buffer, in: room.inset(left: used + 1), isFocused: true)
      if prompt.isEmpty {
        buffer.put(wording.otherTimeHint, in: room.inset(left: used + 3), style: .dim)
      }
    } else if !near.isEmpty, let selected {
      buffer.put(
        wording.freeTimes(near, on: items[selected].date, numbered: true), in: room,
        style: .strong)
    }
  }

  private func row(_ index: Int, _ wording: Wording) -> TableRow {
    let item = items[index]
    let time = wording.dayAndTime(item.date, item.start)
    var state = TableCell(question.isPending ? "" : wording.free, style: .success)
    var sign = TableCell("\(index + 1)", style: .dim)
    if item.isSkipped {
      state = TableCell(purpose == .move ? wording.staysText : wording.leftOutText, style: .dim)
      sign = TableCell("\(index + 1) –", style: .dim)
    } else if let conflict = conflict(index) {
      state = TableCell(wording.shortRefusal(conflict), style: .danger)
      sign = TableCell("\(index + 1) !", style: .danger)
    }
    var who = item.patientName
    if let source = item.source, purpose == .move {
      let day = source.date == item.date ? "" : wording.shortDay(source.date) + " "
      who = "\(day)\(source.start.text) \(who)"
    }
    let dim: Style = item.isSkipped ? .dim : .normal
    let phone =
      purpose == .move ? [TableCell(preview(index)?.phone ?? "", style: .dim)] : []
    return TableRow(
      [sign, TableCell(time, style: item.isSkipped ? .dim : .strong), TableCell(who, style: dim)]
        + phone + [state])
  }
}
