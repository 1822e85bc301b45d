import ClinicDomain

/// What `update` asks to be done; nothing is done by `update` itself.
enum Effect: Equatable, Sendable {
  /// Answers come back as `AppEvent.answered` with the ticket.
  case load(Ticket, AnyQuery)
  /// Outcomes come back as `AppEvent.performed` with the ticket.
  case perform(Ticket, AnyCommand)
  case logIn(Ticket, login: String, password: String)
  case recordLogOut
  /// Tries again what waits in the staging area.
  case replayStaged
  /// Goes elsewhere: handled by the app, never by the runner.
  case navigate(Route)
  /// One line on the fixed message line.
  case tell(Message)
  case copy(String)
  /// Leaves the screens for the wall of the waiting room.
  case openBoard(Actor)
  case writeFile(Ticket, name: String, text: String)
  case redraw
  case suspend
  case ring
  case quit
}

/// Names one question or order, so that an answer finds who asked and an older one is dropped.
typealias Ticket = Int

/// Where to go, with what.
enum Route: Equatable, Sendable {
  case place(Place)
  case patient(PatientID)
  /// Registers a new patient with what was typed so far.
  case newPatient(name: String)
  case schedule(CivilDate, practitioner: PractitionerID?)
  /// One visit in the schedule.
  case visit(VisitRow)
  /// Picks another time for a visit.
  case move(VisitRow)
  /// Picks a free time for a patient.
  case book(PatientID, name: String, kind: CallKind? = nil)
  case doctor(PractitionerID)
  /// The editor of the kinds of visit.
  case visitKinds
  case chart(PatientID)
  case invoice(InvoiceID)
  case newInvoice(VisitRow)
  case invoices(of: PatientID, name: String)
  /// The visits of which nobody said whether the patient came.
  case unresolved
}

/// A line for the person, already worded.
struct Message: Equatable, Sendable {
  enum Tone: Equatable, Sendable {
    case info, done, warning, error
  }

  let text: String
  let tone: Tone

  init(_ text: String, _ tone: Tone = .info) {
    self.text = text
    self.tone = tone
  }
}
