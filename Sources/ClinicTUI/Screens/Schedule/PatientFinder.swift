import ClinicDomain
import TerminalKit

/// `/`: finds a patient as one types and goes to the next visit, or else the last one.
struct PatientFinder: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case visit(VisitRow)
    case noVisit(name: String)
    case failed(Reply)
  }

  private(set) var field = TextField()
  private var search = Question<SearchPatients>()
  private var card = Question<ReadPatientCard>()
  private var selected = 0
  /// Enter came before the rows that it meant.
  private var opensOnArrival = false

  /// Whether Enter was pressed and what it opens is not known yet.
  var isOpening: Bool { opensOnArrival || card.isPending }

  private var rows: [PatientRow] { search.answer?.rows ?? [] }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    [search.ask(SearchPatients(text: ""), &context)]
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    switch key {
    case .escape: return .close
    case .up: selected = max(0, selected - 1)
    case .down: selected = min(max(rows.count - 1, 0), selected + 1)
    case .enter:
      guard !search.isPending else {
        opensOnArrival = true
        return .stay([])
      }
      return .stay(openSelected(&context))
    default:
      guard field.handle(key) == .changed else { break }
      selected = 0
      opensOnArrival = false
      return .stay([search.ask(SearchPatients(text: field.value), &context)])
    }
    return .stay([])
  }

  private mutating func openSelected(_ context: inout ScreenContext) -> [Effect] {
    guard rows.indices.contains(selected) else { return [] }
    return [card.ask(ReadPatientCard(patient: rows[selected].id), &context)]
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> Step {
    if search.take(ticket, reply) {
      if let fault = search.fault { return .failed(fault) }
      selected = min(selected, max(rows.count - 1, 0))
      guard opensOnArrival else { return .stay([]) }
      opensOnArrival = false
      return .stay(rows.count == 1 ? openSelected(&context) : [])
    }
    guard card.take(ticket, reply) else { return .stay([]) }
    if let fault = card.fault { return .failed(fault) }
    guard let found = card.answer.flatMap({ $0 }) else { return .close }
    if let visit = found.nextVisit ?? found.lastVisit { return .visit(visit) }
    return .noVisit(name: found.patient.calledName.value)
  }

  static let rows = 9

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    buffer.fill(rect)
    PanelTitle.draw(context.wording.findPatient, into: &buffer, in: rect)
    PatientLines.draw(
      rows, selected: selected, isNumbered: false, into: &buffer,
      in: rect.inset(top: 1, bottom: 1), emptyText: context.wording.noSuchPatient,
      showsEmpty: !search.isPending && search.answer != nil, context.wording)
    let line = rect.line(rect.rows - 1)
    let label = "\(context.wording.patientLabel)  "
    let used = buffer.put(label, in: line.inset(left: 1), style: .strong)
    field.draw(into: &buffer, in: line.inset(left: 1 + used, right: 1), isFocused: true)
  }
}
