import ClinicDomain
import TerminalKit

/// Books with one line: `14:30 maria s ret`; what was understood shows as it is typed.
struct QuickLine: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    case close
    /// Goes on in the form with all its fields.
    case form(isOverbooking: Bool)
    /// Registers a new patient with the name typed so far.
    case newPatient(name: String)
  }

  /// A day and a time.
  struct Place: Hashable, Sendable {
    var date: CivilDate
    var start: CivilTime
  }

  /// Where a choice stands that the text alone doesn't tell.
  struct Choice: Equatable, Sendable {
    /// The candidate under the cursor.
    var selected = 0
    /// Whether she was chosen: by an arrow, or by an Enter that several could have meant.
    var isMade = false
    /// A patient who is not found by the text: brought along, or just registered.
    var brought: BookingForm.Chosen?
    /// A free time taken in place of one that was not to be had.
    var place: Place?
    /// The text with its last word read as the kind of visit.
    var guess: BookingLine.Guess?
  }

  /// The same in every try, so that a second try after a lost answer books nothing twice.
  let id: AppointmentID
  /// Whose column the cursor is in.
  let practitioner: PractitionerRow
  /// The cursor's place.
  let cursor: Place
  /// Where the last booking was.
  let last: Place?
  /// What was wished for where the time was found; a typed kind or length wins.
  var kindWished: VisitKind?
  var minutesWished: Int?
  /// What the patient who was brought along is called for: it decides by the day that is booked.
  var called: CallKind?
  var field = TextField(maximumLength: 200)
  var doctors = Question<SearchPractitioners>()
  var search = Question<SearchPatients>()
  var preview = Question<PreviewBooking>()
  var choice = Choice()
  /// Free times offered: digits choose.
  var near: [FreeTime] = []
  var order = Order()
  /// A series that is to be looked at before it is booked.
  var plan: PlanPanel?
  /// Enter came before the answers that it needs.
  var booksOnArrival = false
  /// The refusal of a booking asks for free times with the next answer.
  var offersOnArrival = false
  var discard: ConfirmPanel?

  init(
    at cursor: Place, of practitioner: PractitionerRow, last: Place?,
    _ context: inout ScreenContext
  ) {
    id = context.makeID()
    self.practitioner = practitioner
    self.cursor = cursor
    self.last = last
  }

  mutating func begin(typing text: String, _ context: inout ScreenContext) -> [Effect] {
    field.value = text
    return [
      doctors.ask(SearchPractitioners(), &context),
      search.ask(SearchPatients(text: ""), &context),
    ] + ask(&context)
  }

  /// Takes a patient from elsewhere; the name typed for the search goes, word by word from the end:
  /// a doctor's name before it may hold the same letters.
  mutating func take(
    _ patient: BookingForm.Chosen, _ context: inout ScreenContext
  ) -> [Effect] {
    let line = line(context)
    var words = field.value.split(separator: " ", omittingEmptySubsequences: false)
    for word in line.patient.split(separator: " ") {
      if let place = words.lastIndex(of: word) { words.remove(at: place) }
    }
    field.value = words.joined(separator: " ")
    choice.brought = patient
    return ask(&context)
  }

  // What is understood.

  func line(_ context: ScreenContext) -> BookingLine {
    let known = (doctors.answer ?? []).map { BookingLine.Doctor(id: $0.id, name: $0.name) }
    return BookingLine(
      field.value, today: context.today, doctors: known, words: context.wording.kinds.words)
  }

  /// Who is meant: the cursor's doctor where none is named, nil where the name says too little.
  func doctor(_ line: BookingLine) -> PractitionerRow? {
    if line.doctorText.isEmpty { return practitioner }
    if line.doctors.contains(where: { $0.id == practitioner.id }) { return practitioner }
    guard line.doctors.count == 1, let only = line.doctors.first else { return nil }
    return doctors.answer?.first { $0.id == only.id }
  }

  func place(_ line: BookingLine, _ context: ScreenContext) -> Place {
    if let place = choice.place { return place }
    if line.repeatsLast, line.date == nil, line.time == nil, let last { return last }
    return Place(
      date: line.date ?? max(cursor.date, context.today), start: line.time ?? cursor.start)
  }

  /// The length that is asked for: typed, or that of the free time as long as it is meant.
  func minutes(_ line: BookingLine, at place: Place) -> Int? {
    line.minutes ?? (place == cursor ? minutesWished : nil)
  }

  func kind(_ line: BookingLine, _ context: ScreenContext) -> VisitKind {
    choice.guess?.kind ?? line.kind ?? kindWished ?? calledKind(line, context) ?? .routine
  }

  /// What the patient is called for, on the day and with the doctor that are typed.
  private func calledKind(_ line: BookingLine, _ context: ScreenContext) -> VisitKind? {
    guard choice.brought != nil, line.patient.isEmpty, let called, let doctor = doctor(line) else {
      return nil
    }
    return called.kind(with: doctor.id, on: place(line, context).date)
  }

  /// Who is asked to pay; nil takes who usually does.
  func payer(_ line: BookingLine) -> Payer? {
    guard let isInsured = line.isInsured else { return nil }
    return preview.answer.flatMap { $0 }?.payers.first { $0.isInsurer == isInsured }
      ?? (isInsured ? nil : .patient)
  }

  func patientText(_ line: BookingLine) -> String { choice.guess?.patient ?? line.patient }

  var candidates: [PatientRow] { choice.brought == nil ? search.answer?.rows ?? [] : [] }

  /// The patient, once there is no doubt.
  func patient(_ line: BookingLine) -> BookingForm.Chosen? {
    if let brought = choice.brought, line.patient.isEmpty { return brought }
    guard !search.isPending, !patientText(line).isEmpty || choice.isMade else { return nil }
    let row =
      choice.isMade && candidates.indices.contains(choice.selected)
      ? candidates[choice.selected] : candidates.count == 1 ? candidates[0] : nil
    return row.map { BookingForm.Chosen(id: $0.id, name: $0.calledName) }
  }

  var isDirty: Bool { field.value.contains(where: \.isLetter) }

  /// Asks what has changed with the text.
  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    let line = line(context)
    guard let doctor = doctor(line) else {
      preview.clear()
      return []
    }
    let place = place(line, context)
    let query = PreviewBooking(
      practitioner: doctor.id, date: place.date, start: place.start,
      minutes: minutes(line, at: place), kind: kind(line, context),
      patient: patient(line)?.id)
    return query == preview.query && preview.fault == nil ? [] : [preview.ask(query, &context)]
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    var effects: [Effect] = []
    if doctors.take(ticket, reply) {
      effects += ask(&context)
    } else if search.take(ticket, reply) {
      if let fault = search.fault { return [.tell(context.wording.problem(fault))] }
      let line = line(context)
      if candidates.isEmpty, choice.guess == nil, let guess = line.guess {
        choice.guess = guess
        return [search.ask(SearchPatients(text: guess.patient), &context)]
      }
      choice.selected = min(choice.selected, max(candidates.count - 1, 0))
      effects += ask(&context)
    } else if preview.take(ticket, reply) {
      if let fault = preview.fault { return [.tell(context.wording.problem(fault))] }
      if offersOnArrival {
        offersOnArrival = false
        // The preview looks further than the refusal, where it knows of it.
        let found = preview.answer.flatMap { $0 }?.near ?? []
        if !found.isEmpty { near = found }
      }
    } else {
      return []
    }
    guard booksOnArrival, !isWaiting else { return effects }
    booksOnArrival = false
    return effects + book(&context)
  }

  /// Whether an answer is under way that a booking needs.
  var isWaiting: Bool { search.isPending || preview.isPending || doctors.isPending }
}
