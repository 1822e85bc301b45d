import ClinicDomain
import SampleClinic
import Storage

/// A desk that never rests: each step is one command, told as `kind id detail` once it is done.
struct Worker {
  /// The data as it is open now.
  var service: ClinicService
  private var random: SeededGenerator
  private var made: [PatientID] = []
  private var booked: [AppointmentID] = []
  private let actor: Actor
  private let clock: () -> Instant
  private let doctors: Int

  /// Who works when, with how many doctors; the proof's own reception and moment unless told.
  init(
    service: ClinicService, seed: Int, actor: Actor = SampleClinic.reception, doctors: Int = 4,
    clock: @escaping () -> Instant = { SampleClinic.moment }
  ) {
    self.service = service
    (self.actor, self.doctors, self.clock) = (actor, doctors, clock)
    random = SeededGenerator(seed: UInt64(seed) << 20)
  }

  mutating func next() throws -> String {
    switch random.next() % 10 {
    case 0..<3: try register()
    case 3..<5: try change()
    case 5..<9: try book()
    default: try cancel()
    }
  }

  private mutating func register() throws -> String {
    let id: PatientID = .make(at: clock(), random: &random)
    var details = try SampleClinic.patient(Int(random.next() % 1_000_000)).details
    details.cpf = nil
    details.birthDate = CivilDate(dayNumber: Int(random.next() % 10_000) - 10_000)
    details.phones = []
    let outcome = service.perform(
      RegisterPatient(id: id, details: details, isDistinct: true), as: actor,
      now: clock())
    switch outcome {
    case .done:
      made.append(id)
      return "patient \(id.text) ."
    default: return "refused \(outcome)"
    }
  }

  private mutating func change() throws -> String {
    guard let id = made.last else { return try register() }
    let card = try service.answer(
      ReadPatientCard(patient: id), as: actor, now: clock())
    guard let base = card?.patient.details else { return "lost \(id.text)" }
    var details = base
    let city = "Cidade \(random.next() % 1_000_000)"
    details.address = Address(municipality: city)
    let outcome = service.perform(
      UpdatePatient(id: id, base: base, details: details), as: actor,
      now: clock())
    guard case .done = outcome else { return "refused \(outcome)" }
    return "address \(id.text) \(city)"
  }

  mutating func book() throws -> String {
    let id: AppointmentID = .make(at: clock(), random: &random)
    let command = try SampleClinic.booking(
      id, patient: Int(random.next() % 50), doctor: Int(random.next() % UInt64(doctors)),
      date: SampleClinic.zone.civil(at: clock()).date.adding(
        days: 1 + Int(random.next() % 300)),
      minute: Int(random.next() % 288) * 5, observation: "observação \(random.next())")
    let outcome = service.perform(command, as: actor, now: clock())
    if outcome == .staged { return "staged \(id.text)" }
    guard case .done = outcome else { return "refused \(outcome)" }
    booked.append(id)
    return "visit \(id.text) booked"
  }

  private mutating func cancel() throws -> String {
    guard let id = booked.popLast() else { return try book() }
    let outcome = service.perform(
      CancelAppointment(id: id, party: .clinic, reason: "queda de luz"),
      as: actor, now: clock())
    guard case .done = outcome else { return "refused \(outcome)" }
    return "visit \(id.text) cancelled"
  }
}
