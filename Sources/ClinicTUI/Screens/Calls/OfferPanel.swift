import ClinicDomain
import TerminalKit

/// Who is called for a time that became free, in that order, with one key per outcome of the call.
struct OfferPanel: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    /// The patient has the time; where she had a later one, that is free now.
    case booked(name: String, freed: WaitingRow.Booked?)
  }

  /// A call whose outcome is being kept.
  private struct Called: Equatable, Sendable {
    let row: WaitingRow
    let outcome: CallOutcome
  }

  static let rows = 9

  private(set) var time: OfferedTime
  let practitionerName: String
  private var question = Question<ListCandidates>()
  private var order = Order()
  /// Who was called and what came of it, until that is written down.
  private var called: Called?
  private var selected = 0

  init(_ time: OfferedTime, practitionerName: String) {
    self.time = time
    self.practitionerName = practitionerName
  }

  var candidates: [WaitingRow] { question.answer ?? [] }

  /// Whether who waits is still asked, or an outcome is being written down.
  var isPending: Bool { question.isPending || order.isPending }

  private var row: WaitingRow? {
    candidates.indices.contains(selected) ? candidates[selected] : nil
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListCandidates(time: time), &context)]
  }

  /// Whether the reply was for it.
  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool {
    guard question.take(ticket, reply) else { return false }
    selected = min(selected, max(candidates.count - 1, 0))
    return true
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    guard !order.isPending else { return .stay([]) }
    switch key {
    case .escape: return .close
    case .up, .character("k"): selected = max(0, selected - 1)
    case .down, .character("j"): selected = min(max(candidates.count - 1, 0), selected + 1)
    default:
      guard let outcome = CallOutcome(key), let row, !question.isPending else { break }
      called = Called(row: row, outcome: outcome)
      return .stay([give(outcome, row.entry.id, &context)])
    }
    return .stay([])
  }

  private mutating func give(
    _ outcome: CallOutcome, _ id: WaitingEntryID, _ context: inout ScreenContext
  ) -> Effect {
    switch outcome {
    case .accepted:
      order.give(AcceptOffer(id: id, offer: time, visit: context.makeID()), &context)
    case .noAnswer: order.give(RecordCall(id: id, hasAnswered: false, offer: time), &context)
    case .refused: order.give(RecordCall(id: id, hasAnswered: true, offer: time), &context)
    }
  }

  /// nil where the ticket is another's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> Step? {
    guard order.settle(ticket), let called else { return nil }
    let wording = context.wording
    if let message = wording.message(for: performed) {
      if case .staged = performed { return .close }
      return .stay([.tell(message)] + ask(&context))
    }
    let name = called.row.patientName
    guard called.outcome != .accepted else {
      let booked = called.row.booked
      return .booked(name: name, freed: booked?.takesTime == true ? booked : nil)
    }
    return .stay([.tell(Message(wording.called(name, called.outcome), .done))] + ask(&context))
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(
      wording.offerTitle(time, practitionerName, count: candidates.count), into: &buffer, in: rect)
    let body = rect.inset(top: 1)
    guard !candidates.isEmpty else {
      if !question.isPending {
        buffer.put(wording.nobodyWaits, in: body.inset(left: 3), style: .dim)
      }
      return
    }
    let first = max(0, selected - body.rows + 1)
    for (line, row) in candidates.dropFirst(first).prefix(body.rows).enumerated() {
      let area = body.line(line)
      let isSelected = first + line == selected
      if isSelected {
        buffer.put("▌", in: area, style: .accent)
        buffer.cursor = area.origin
      }
      let (left, right) = area.inset(left: 2, right: 1).split(columns: 42)
      let (name, phone) = left.split(columns: 25)
      buffer.put(
        row.patientName, in: name.inset(right: 1), style: isSelected ? .strong : .normal)
      buffer.put(row.phone, in: phone.inset(right: 1))
      buffer.put(
        wording.candidate(row, today: context.today, zone: context.zone), in: right, style: .dim)
    }
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    let outcomes = row == nil ? [] : wording.outcomeKeys(.waiting)
    return outcomes + [KeyHint("↑↓", wording.chooseKey), KeyHint("Esc", wording.goBack)]
  }
}
