import ClinicDomain
import Glibc
import SampleClinic
import Storage

/// Makes a clinic whose log waits: years of work that no hub has seen.
///
/// Of ten entries two register a patient, four book a visit, two say that a patient moved and two
/// that a visit was fulfilled; each is a transaction of its own, as a person's are.
enum PendingEntries {
  private static let doctors = 12
  /// Half hours of a doctor's day, from 8:00 on.
  private static let slots = 23

  static func run(root: String, entries: Int) throws {
    let mark = root + "/complete-\(entries)"
    if access(mark, F_OK) == 0 { return }
    let now = ClinicBench.now()
    let today = SampleClinic.zone.civil(at: now).date
    let service = try SampleClinic(root: root).initialise(now: now)
    try SampleClinic.addDoctors(doctors, to: service, now: now)
    let user = User(
      id: SampleClinic.id(.user, 0), login: "recepcao", displayName: "Recepção",
      roles: [.reception])
    try SampleClinic.expectDone(
      service.perform(
        CreateUser(user: user, credential: PasswordHash(password: "senha de prova").stored),
        as: SampleClinic.manager, now: now))
    let (patients, visits) = (entries / 5, entries * 2 / 5)
    try SampleClinic.addPatients(0..<patients, to: service, now: now)
    let days = (visits + doctors * slots - 1) / (doctors * slots)
    // The last ones are some weeks ahead.
    func visit(_ index: Int) throws -> Appointment {
      let (day, rest) = index.quotientAndRemainder(dividingBy: doctors * slots)
      let (doctor, slot) = rest.quotientAndRemainder(dividingBy: slots)
      return try SampleClinic.visit(
        index, patient: index * 7 % patients, doctor: doctor,
        date: today.adding(days: day - days + min(days / 2, 30)), minute: 480 + slot * 30,
        now: now)
    }
    try each(visits, .appointment, service, now) { store, index in
      try store.insert(try visit(index))
    }
    try each(entries / 5, .patient, service, now) { store, index in
      guard let patient = try store.patient(SampleClinic.id(.patient, index)) else { return }
      var moved = patient
      moved.details.address = Address(
        street: "Rua das Flores", number: "\(index % 900)", district: "Centro",
        municipality: "Vitória", state: .es)
      try store.update(moved, from: patient)
    }
    try each(entries / 5, .appointment, service, now) { store, index in
      guard let visit = try store.appointment(SampleClinic.id(.visit, index)) else { return }
      var over = visit
      over.status = .fulfilled
      try store.update(over, from: visit)
    }
    try service.close()
    close(open(mark, O_CREAT | O_WRONLY, 0o600))
  }

  /// Stores so many rows, in batches.
  private static func each(
    _ count: Int, _ entity: EntityKind, _ service: ClinicService, _ now: Instant,
    _ body: (any ClinicStore, Int) throws -> Void
  ) throws {
    var next = 0
    while next < count {
      next = try service.bulk("sample", entity, as: SampleClinic.systemOperator, now: now) {
        batch in
        var index = next
        while index < count, !batch.isFull {
          if case .failure(let refusal) = try batch.row({ try body($0, index) }) {
            throw SampleFailure.refused("\(refusal)")
          }
          index += 1
        }
        return index
      }
    }
  }
}
