import ClinicDomain
import SampleClinic
import Storage

/// A desk among many: books, moves and cancels at random on agendas that all share, and tells what
/// was acknowledged.
///
/// Lines: `booked ID DOCTOR PATIENT MINUTE`, `moved ID OLD DOCTOR PATIENT MINUTE`, `cancelled ID`
/// with minutes since 1970, `refused CODE` for what was not done, and `busy` for what could not be
/// tried: the desk goes on with something else.
struct Mixer {
  /// What all desks fight for: few enough that most times are wanted twice.
  static let (doctors, patients, days, minutes) = (12, 200, 10, 20)

  private struct Visit {
    let id: AppointmentID
    let patient: Int
  }

  private let service: ClinicService
  private let player: Int
  private var random: SeededGenerator
  private var count = 0
  private var live: [Visit] = []

  init(service: ClinicService, player: Int) {
    self.service = service
    self.player = player
    random = SeededGenerator(seed: UInt64(player + 1) << 24)
  }

  mutating func next() throws -> String {
    switch random.next() % 10 {
    case 0..<5: try book()
    case 5..<8: try move()
    default: try cancel()
    }
  }

  private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  private mutating func newID() -> AppointmentID {
    count += 1
    return SampleClinic.id(.visit, player << 24 | count)
  }

  private mutating func place() -> (doctor: Int, date: CivilDate, start: Int) {
    (
      below(Self.doctors), FaultDriver.day(after: 1 + below(Self.days)),
      below(1440 / Self.minutes) * Self.minutes
    )
  }

  private mutating func book() throws -> String {
    let (id, patient, place) = (newID(), below(Self.patients), place())
    let outcome = service.perform(
      try SampleClinic.booking(
        id, patient: patient, doctor: place.doctor, date: place.date, minute: place.start,
        minutes: Self.minutes),
      as: SampleClinic.reception, now: SampleClinic.moment)
    guard case .done = outcome else { return Self.told(outcome) }
    live.append(Visit(id: id, patient: patient))
    return "booked \(id.text) \(place.doctor) \(patient) \(Self.minute(place.date, place.start))"
  }

  private mutating func move() throws -> String {
    guard !live.isEmpty else { return try book() }
    let (index, id, place) = (below(live.count), newID(), place())
    let old = live[index]
    guard let start = CivilTime(minuteOfDay: place.start) else { return "refused time" }
    let outcome = service.perform(
      MoveAppointment(
        id: old.id, newID: id, practitioner: SampleClinic.id(.doctor, place.doctor),
        date: place.date, start: start),
      as: SampleClinic.reception, now: SampleClinic.moment)
    guard case .done = outcome else { return Self.told(outcome) }
    live[index] = Visit(id: id, patient: old.patient)
    let minute = Self.minute(place.date, place.start)
    return "moved \(id.text) \(old.id.text) \(place.doctor) \(old.patient) \(minute)"
  }

  private mutating func cancel() throws -> String {
    guard !live.isEmpty else { return try book() }
    let index = below(live.count)
    let outcome = service.perform(
      CancelAppointment(id: live[index].id, party: .clinic, reason: "queda de luz"),
      as: SampleClinic.reception, now: SampleClinic.moment)
    guard case .done = outcome else { return Self.told(outcome) }
    return "cancelled \(live.remove(at: index).id.text)"
  }

  private static func told<Value>(_ outcome: CommandOutcome<Value>) -> String {
    switch outcome {
    case .refused(.scheduling(.taken(let party, _, _))): "refused \(party.rawValue)"
    case .refused(let refusal): "refused \(refusal)"
    case .failed(.busy): "busy"
    case .done, .staged, .failed: "unexpected \(outcome)"
    }
  }

  private static func minute(_ date: CivilDate, _ start: Int) -> Int {
    SampleClinic.zone.utcMinute(of: date, CivilTime(minuteOfDay: start) ?? .midnight)
  }
}
