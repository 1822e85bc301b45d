import ClinicDomain
import TerminalKit

/// The patient is here: who she says she is, what of the registration is old, which queue by law.
struct CheckInPanel: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay
    case close
    case checkIn(ArrivalFacts)
    /// She agrees to be seen by video.
    case consent
    /// Another is to pay.
    case pay(Payer)
    /// The registration is to be changed first.
    case edit
  }

  func rows(_ wording: Wording) -> Int { wording.kinds.isTele(visit.kind) ? 7 : 6 }

  private(set) var visit: VisitRow
  private var question = Question<ReadCheckIn>()
  private(set) var facts = ArrivalFacts()

  /// Who took a ticket keeps the priority it was given with.
  init(_ visit: VisitRow, _ arrival: Arrival? = nil, sendsToTriage: Bool = false) {
    self.visit = visit
    facts.needsTriage = sendsToTriage
    facts.priority = arrival?.facts.priority
  }

  private var card: CheckInCard? { question.answer ?? nil }
  /// Whether an insurer pays, whose card is looked at.
  private var hasCard: Bool {
    visit.payer?.isInsurer ?? (card?.patient.details.coverage != nil)
  }

  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [question.ask(ReadCheckIn(patient: visit.patient), &context)]
  }

  /// Who pays after whoever pays now, by the registration; nil where nobody else can.
  private var nextPayer: Payer? {
    (card?.patient.details.payers ?? []).next(after: visit.payer)
  }

  /// The visit as it is now.
  mutating func follow(_ visits: [VisitRow]) {
    if let now = visits.first(where: { $0.id == visit.id }) { visit = now }
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply, _ context: ScreenContext) -> Bool {
    guard question.take(ticket, reply) else { return false }
    facts.priority =
      facts.priority ?? .ofAge(card?.patient.details.birthDate, on: context.today)
    return true
  }

  /// Enter says that the person is who she says; `n` checks in without a document.
  mutating func handle(_ key: Key) -> Step {
    switch key {
    case .escape: return .close
    case .enter, .character("i"):
      var confirmed = facts
      confirmed.isIdentityConfirmed = true
      return .checkIn(confirmed)
    case .character("n"): return .checkIn(facts)
    case .character("d"): facts.isDataReviewed.toggle()
    case .character("c") where hasCard: facts.isCardSeen.toggle()
    case .character("q"):
      facts.priority = (facts.priority ?? .none)
        .next(bornOn: card?.patient.details.birthDate, on: visit.date)
    case .character("t"): facts.needsTriage.toggle()
    case .character("T"): return .consent
    case .character(VisitCard.payerKey): return nextPayer.map { .pay($0) } ?? .stay
    case .character("p"): return .edit
    default: break
    }
    return .stay
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.fill(rect)
    PanelTitle.draw(
      "\(wording.checkInTitle) · \(visit.patientName) · \(visit.start.text)", into: &buffer,
      in: rect)
    guard let card else { return }
    let body = rect.inset(left: 2, top: 1, right: 1)
    let details = card.patient.details
    buffer.put(wording.identity(details, on: context.today), in: body, style: .strong)
    let isStale = card.isStale(at: context.now)
    let reviewed = context.zone.civil(at: card.reviewedAt).date
    buffer.put(
      wording.dataLine(reviewed, isStale: isStale, isReviewed: facts.isDataReviewed), in: body,
      row: 1, style: isStale && !facts.isDataReviewed ? .warning : .normal)
    let (cardText, isOdd) = wording.cardLine(
      details.coverage, paidBy: visit.payer, isSeen: facts.isCardSeen, today: context.today)
    buffer.put(cardText, in: body, row: 2, style: isOdd ? .warning : .normal)
    buffer.put(
      wording.queueLine(facts.priority ?? .none, needsTriage: facts.needsTriage), in: body, row: 3,
      style: (facts.priority ?? .none).rank < 2 ? .accent : .normal)
    if wording.kinds.isTele(visit.kind) {
      buffer.put(
        wording.consentLine(isGiven: visit.hasTeleConsent), in: body, row: 4,
        style: visit.hasTeleConsent ? .normal : .warning)
    }
    buffer.cursor = body.origin
  }

  /// Whether who pays is not who the registration says.
  private var isOdd: Bool {
    guard let payer = visit.payer, let card else { return false }
    return !card.patient.details.payers.contains(payer)
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    var hints = [
      KeyHint("Enter", wording.identityKey), KeyHint("n", wording.noDocumentKey),
      KeyHint("d", wording.reviewedKey),
    ]
    if hasCard { hints.append(KeyHint("c", wording.cardKey)) }
    if let nextPayer, VisitAction.pay(nextPayer).isOffered(for: visit, context) {
      hints.append(
        KeyHint(String(VisitCard.payerKey), wording.payerKey, isSecondary: !isOdd))
    }
    hints.append(KeyHint("q", wording.queueKey))
    hints.append(KeyHint("t", wording.triageFirstKey))
    if wording.lacksConsent(visit) { hints.append(KeyHint("T", wording.consentKey)) }
    if context.may(.changePatient) {
      hints.append(KeyHint("p", wording.patientKey, isSecondary: true))
    }
    return hints + [KeyHint("Esc", wording.goBack)]
  }
}
