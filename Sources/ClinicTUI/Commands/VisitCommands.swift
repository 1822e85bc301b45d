import ArgumentParser
import ClinicDomain
import Storage

/// Books a visit.
struct BookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "book", abstract: Wording.commandLine.aboutBook)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp(Wording.commandLine.helpPatient, valueName: "text|id"))
  var patient: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
  var doctor: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpDate, valueName: "date"))
  var date: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpTime, valueName: "time"))
  var time: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpMinutes, valueName: "n"))
  var minutes: Int?

  @Option(
    help: ArgumentHelp(
      Wording.commandLine.helpKind,
      valueName: VisitKind.builtIn.map(\.rawValue).joined(separator: "|")))
  var kind: String = VisitKind.routine.rawValue

  @Option(help: ArgumentHelp(Wording.commandLine.helpObservation, valueName: "text"))
  var observation: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpAuthorisation, valueName: "number"))
  var authorisation: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpPayer, valueName: "patient|insurer"))
  var payer: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpOverbook, valueName: "reason"))
  var overbook: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpAllowedBy, valueName: "name|CRM|id"))
  var allowedBy: String?

  @Option(name: .customLong("repeat"), help: ArgumentHelp(Wording.commandLine.helpRepeat))
  var repetition: String?

  @Flag(help: ArgumentHelp(Wording.commandLine.helpRequest))
  var request = false

  func run() throws {
    guard let kind = VisitKind(rawValue: kind) else {
      throw CommandFailure.badValue(option: "--kind", text: self.kind)
    }
    guard overbook == nil || repetition == nil else { throw CommandFailure.overbookingRepeats }
    let service = try site.open()
    let actor = try person.logIn(service)
    let finder = Finder(service: service, actor: actor)
    let setup = try service.answer(ListVisitKinds(), as: actor, now: Clock.now())[kind]
    let doctor = try finder.practitioner(doctor)
    let day = try finder.date(date)
    let start = try finder.time(time)
    let found = try finder.patient(patient)
    let payer = try payer.map { try self.payer($0, of: found.id, service, actor) }
    let dates = try repetition.map { text in
      guard let read = Repetition(parsing: text, today: try finder.date("t")) else {
        throw CommandFailure.badValue(option: "--repeat", text: text)
      }
      do throws(Repetition.Fault) {
        return try read.dates(from: day)
      } catch {
        throw CommandFailure.repetition(error)
      }
    }
    let allowed: OverbookingAuthority? = try allowedBy.map {
      .practitioner(try finder.practitioner($0).id)
    }
    var random = SystemRandomNumberGenerator()
    let now = Clock.now()
    let bookings = (dates ?? [day]).map { date in
      BookAppointment(
        id: .make(at: now, random: &random), patient: found.id, practitioner: doctor.id,
        date: date, start: start, minutes: minutes ?? setup?.minutes ?? doctor.slotMinutes,
        visitKind: kind, observation: observation, authorisation: authorisation,
        payer: payer, overbookingReason: overbook, allowedBy: allowed, isRequest: request)
    }
    if dates == nil, let booking = bookings.first {
      _ = try service.carryOut(booking, as: actor)
    } else {
      let series = SeriesID.make(at: now, random: &random)
      _ = try service.carryOut(BookVisits(series: series, bookings: bookings), as: actor)
    }
    let isAsked = try bookings.map { booking in
      try service.answer(ReadVisit(appointment: booking.id), as: actor, now: Clock.now())?
        .row.reservation == .requested
    }
    try service.close()
    for (booking, isAsked) in zip(bookings, isAsked) {
      try VisitOutput(id: booking.id.text, date: booking.date, start: start).show(
        site.wording.booked(
          found.calledName, doctor.name, booking.date, start, isAsked: isAsked), output)
    }
  }
}

extension BookCommand {
  /// The patient, or the insurer that she is with.
  private func payer(
    _ text: String, of patient: PatientID, _ service: ClinicService, _ actor: Actor
  ) throws -> Payer {
    let card = try service.answer(
      ReadPatientCard(patient: patient), as: actor, now: Clock.now())
    let payers = card?.patient.details.payers ?? [.patient]
    guard ["patient", "insurer"].contains(text),
      let found = payers.first(where: { $0.isInsurer == (text == "insurer") })
    else { throw CommandFailure.badValue(option: "--payer", text: text) }
    return found
  }
}

/// Moves a visit.
struct MoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: Wording.commandLine.aboutMove)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp(Wording.commandLine.helpVisit))
  var visit: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpDate, valueName: "date"))
  var date: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpTime, valueName: "time"))
  var time: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpPractitioner, valueName: "name|CRM|id"))
  var doctor: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpMinutes, valueName: "n"))
  var minutes: Int?

  func run() throws {
    let service = try site.open()
    let actor = try person.logIn(service)
    let finder = Finder(service: service, actor: actor)
    let old = try finder.visit(visit)
    let day = try finder.date(date)
    let start = try finder.time(time)
    let detail = try service.answer(ReadVisit(appointment: old), as: actor, now: Clock.now())
    guard let detail else { throw CommandFailure.refused(.notFound(.appointment)) }
    let practitioner =
      try doctor.map { try finder.practitioner($0).id } ?? detail.appointment.practitioner
    var random = SystemRandomNumberGenerator()
    let id = try service.carryOut(
      MoveAppointment(
        id: old, newID: .make(at: Clock.now(), random: &random), practitioner: practitioner,
        date: day, start: start, minutes: minutes), as: actor)
    try service.close()
    try VisitOutput(id: id.text, date: day, start: start).show(
      site.wording.moved(day, start), output)
  }
}

/// Calls a visit off.
struct CancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: Wording.commandLine.aboutCancel)

  @OptionGroup var site: SiteOptions
  @OptionGroup var person: PersonOptions

  @Argument(help: ArgumentHelp(Wording.commandLine.helpVisit))
  var visit: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpReason, valueName: "text"))
  var reason: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpBy, valueName: "patient|clinic"))
  var by: String = "patient"

  func run() throws {
    guard by == "patient" || by == "clinic", let party = Cancellation.Party(rawValue: by) else {
      throw CommandFailure.badValue(option: "--by", text: by)
    }
    let service = try site.open()
    let actor = try person.logIn(service)
    let id = try Finder(service: service, actor: actor).visit(visit)
    _ = try service.carryOut(CancelAppointment(id: id, party: party, reason: reason), as: actor)
    try service.close()
    Output.line(site.wording.cancelled)
  }
}

private struct VisitOutput: Encodable {
  let id: String
  let date: String
  let start: String

  init(id: String, date: CivilDate, start: CivilTime) {
    self.id = id
    self.date = date.isoText
    self.start = start.text
  }

  func show(_ text: String, _ output: OutputOptions) throws {
    if output.json { return try Output.json(self) }
    Output.line(text)
    Output.line(id)
  }
}
