import ClinicDomain
import TerminalKit

/// Every visit of a patient, past and to come; Enter goes to one in the schedule.
struct PatientVisits: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    case visit(VisitRow)
    case failed(Reply)
  }

  let patient: PatientID
  let name: String
  private var question = Question<ListPatientVisits>()
  private var table = Table(columns: [])
  private var isPlaced = false

  init(_ patient: PatientID, name: String) {
    self.patient = patient
    self.name = name
  }

  private var visits: [VisitRow] { question.answer ?? [] }

  var selected: VisitRow? {
    table.selected.flatMap { visits.indices.contains($0) ? visits[$0] : nil }
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ListPatientVisits(patient: patient), &context)]
  }

  /// Takes a reply; nil where it is somebody else's.
  ///
  /// The cursor begins at the next visit.
  mutating func receive(_ ticket: Ticket, _ reply: Reply, _ context: ScreenContext) -> Step? {
    let kept = selected?.id
    guard question.take(ticket, reply) else { return nil }
    if let fault = question.fault { return .failed(fault) }
    table.setRowCount(visits.count)
    if let kept, let row = visits.firstIndex(where: { $0.id == kept }) {
      table.select(row)
    } else if !isPlaced {
      isPlaced = true
      let next = visits.lastIndex { $0.status.isOpen && !isPast($0, context) }
      table.select(next ?? visits.firstIndex { isPast($0, context) } ?? 0)
    }
    return .stay([])
  }

  private func isPast(_ visit: VisitRow, _ context: ScreenContext) -> Bool {
    visit.date < context.today
      || visit.date == context.today && visit.end <= context.timeOfDay
  }

  mutating func handle(_ key: Key, rows: Int) -> Step {
    table.resize(rows: max(1, rows - 2))
    switch key {
    case .escape: return .close
    case .enter: return selected.map { .visit($0) } ?? .stay([.ring])
    default:
      _ = table.handle(key)
      return .stay([])
    }
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    var hints = [KeyHint("Esc", wording.goBack)]
    if selected != nil {
      hints.insert(KeyHint("Enter", wording.seeInSchedule), at: 0)
      hints.append(KeyHint("↑↓", wording.chooseKey))
    }
    return hints
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    let head = rect.inset(left: 1, right: 1)
    let used = buffer.put(name, in: head, style: .strong)
    guard question.answer != nil else { return }
    buffer.put(
      wording.visitsOf(visits, isCut: visits.count >= ListPatientVisits.limit),
      in: head.inset(left: used + 3), style: .dim)
    guard !visits.isEmpty else {
      buffer.put(wording.noVisits(of: name), in: head.inset(top: 2), style: .dim)
      return
    }
    var shown = table
    shown.columns = [
      TableColumn(wording.visitsTitle, .fixed(26)),
      TableColumn(wording.field(.practitioner), .flexible(weight: 1, minimum: 12)),
      TableColumn(wording.field(.kind), .fixed(16)),
      TableColumn(wording.statusColumn, .fixed(16)),
    ]
    let isWide = rect.columns >= 100
    if isWide { shown.columns.append(TableColumn(wording.payerLabel, .fixed(20))) }
    shown.draw(into: &buffer, in: rect.inset(top: 1)) { range in
      range.map { index in
        let visit = visits[index]
        let isOff = visit.status == .cancelled || visit.status == .enteredInError
        let style: Style =
          visit.status == .noshow
          ? .danger : isOff ? .dim : isPast(visit, context) ? .normal : .strong
        let face = VisitFace(visit, now: context.now, wording.kinds)
        return TableRow([
          TableCell(
            "\(face.sign) \(wording.longDay(visit.date)) \(visit.start.text)", style: style),
          TableCell(visit.practitionerName, style: style),
          TableCell(wording.visitKind(visit.kind), style: .dim),
          TableCell(wording.standing(of: visit), style: style),
          TableCell(visit.payer.map { wording.payer($0) } ?? "", style: .dim),
        ])
      }
    }
  }
}
