import ClinicDomain
import TerminalKit

/// Calls a visit off, refuses one that was asked for, or keeps one outside the agenda: a reason, and
/// who wants it.
struct ReasonPanel: Equatable, Sendable {
  enum Purpose: Equatable, Sendable {
    case cancel, refuse, keep
  }

  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
  }

  var rows: Int { 1 + form.fields.count + (form.fields.count < 3 ? 1 : 0) }
  private static let parties: [Cancellation.Party] = [.patient, .clinic]

  let visit: VisitRow
  let purpose: Purpose
  private(set) var form: Form
  var order = Order()
  /// The other visits of its series.
  private(set) var series = Question<ReadSeries>()
  private(set) var discard: ConfirmPanel?

  /// `party` is who most likely calls it off; the clinic does where its agenda changed.
  init(
    _ visit: VisitRow, _ purpose: Purpose, by party: Cancellation.Party = .patient,
    _ wording: Wording
  ) {
    self.visit = visit
    self.purpose = purpose
    var fields: [FormField] = []
    if purpose == .cancel, visit.series != nil {
      let scopes = ChoiceField(SeriesScope.allCases.map { wording.scope($0) }, selected: 0)
      fields.append(FormField("scope", label: wording.seriesScopeLabel, .choice(scopes)))
    }
    if purpose == .cancel {
      let parties = ChoiceField(
        Self.parties.map { wording.party($0) }, selected: Self.parties.firstIndex(of: party) ?? 0)
      fields.append(FormField("party", label: wording.calledOffBy, .choice(parties)))
    }
    // Most cancel by telephone and say no more: that stands already, and the first letter replaces it.
    usualReasons =
      purpose == .cancel
      ? [wording.patientsWish, party == .clinic ? wording.agendasChange : ""] : ["", ""]
    var reason = TextField(
      usualReasons[Self.parties.firstIndex(of: party) ?? 0], maximumLength: 200)
    reason.markAsDefault()
    fields.append(
      FormField(
        FieldName.reason.rawValue, label: wording.reasonLabel, .text(reason), isRequired: true))
    form = Form(fields)
  }

  /// What a cancellation by the patient and one by the clinic say where nothing else is typed; empty
  /// where there is nothing usual.
  private let usualReasons: [String]

  /// What stood for one party goes with it.
  private mutating func followParty() {
    guard purpose == .cancel else { return }
    guard !isDirty, let party = Int(form["party"]) else { return }
    var field = TextField(usualReasons[party], maximumLength: 200)
    field.markAsDefault()
    form.setControl(.text(field), for: FieldName.reason.rawValue)
  }

  /// Asks which visits are of the same series.
  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    guard purpose == .cancel, let id = visit.series else { return [] }
    return [series.ask(ReadSeries(series: id), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool { series.take(ticket, reply) }

  private var scope: SeriesScope {
    Int(form["scope"]).map { SeriesScope.allCases[$0] } ?? .this
  }

  /// The visits that are meant.
  var meant: [VisitRow] { scope.visits(from: visit, in: series.answer ?? []) }

  var isDirty: Bool { !(usualReasons + [""]).contains(form[FieldName.reason.rawValue]) }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    guard !order.isPending else { return .stay([]) }
    if var question = discard {
      let answer = question.handle(key)
      discard = answer == .open ? question : nil
      return answer == .answered(0) ? .close : .stay([])
    }
    let party = form["party"]
    let outcome = form.handle(key)
    if form["party"] != party { followParty() }
    switch outcome {
    case .cancelled:
      guard isDirty else { return .close }
      discard = ConfirmPanel(context.wording.discardQuestion)
      return .stay([])
    case .submitted: return .stay(submit(&context))
    default: return .stay([])
    }
  }

  private mutating func submit(_ context: inout ScreenContext) -> [Effect] {
    let reason = form[FieldName.reason.rawValue]
    guard reason.contains(where: { !$0.isWhitespace }) else {
      form.show(errors: [FieldName.reason.rawValue: context.wording.reasonNeeded])
      return [.tell(Message(context.wording.reasonNeeded, .error))]
    }
    switch purpose {
    case .cancel:
      let party = Int(form["party"]).map { Self.parties[$0] } ?? .patient
      if scope != .this {
        guard series.answer != nil, !meant.isEmpty else { return series.askAgain(&context) }
        return [
          order.give(
            CancelVisits(visits: meant.map(\.id), party: party, reason: reason), &context)
        ]
      }
      return [
        order.give(CancelAppointment(id: visit.id, party: party, reason: reason), &context)
      ]
    case .keep:
      return [order.give(KeepDisplacedVisit(id: visit.id, reason: reason), &context)]
    case .refuse:
      return [
        order.give(
          AnswerRequest(id: visit.id, isAccepted: false, reason: reason), &context)
      ]
    }
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    let title =
      wording.title(of: purpose)
      + " · \(visit.patientName) · \(wording.dayAndTime(visit.date, visit.start))"
    PanelTitle.draw(title, into: &buffer, in: rect)
    form.draw(into: &buffer, in: rect.inset(top: 1), isFocused: discard == nil)
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    if let discard { return discard.keys(wording) }
    return [
      KeyHint("Ctrl-S", wording.key(of: purpose)),
      KeyHint("Enter", wording.nextFieldKey), KeyHint("Esc", wording.goBack),
    ]
  }
}

extension Wording {
  fileprivate func title(of purpose: ReasonPanel.Purpose) -> String {
    switch purpose {
    case .cancel: cancelVisitTitle
    case .refuse: refuseTitle
    case .keep: keepTitle
    }
  }

  fileprivate func key(of purpose: ReasonPanel.Purpose) -> String {
    switch purpose {
    case .cancel: cancelVisitKey
    case .refuse: refuseKey
    case .keep: keepKey
    }
  }

  /// What was done with a visit, for the message line.
  func done(_ purpose: ReasonPanel.Purpose, _ visit: VisitRow) -> String {
    switch purpose {
    case .cancel: cancelled(visit)
    case .refuse: refused(visit)
    case .keep: kept(visit)
    }
  }
}
