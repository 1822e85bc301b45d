import ClinicDomain
import Glibc
import SampleClinic
import Storage

/// Makes the data that the terminal programs are measured on.
enum Preparation {
  private static let doctors = 12

  /// A clinic of the present day with visits around it, so many half hours a day for each doctor; an
  /// earlier run's of today is kept.
  static func run(root: String, patients: Int, visits: Int, perDay: Int) throws {
    let now = ClinicBench.now()
    let today = SampleClinic.zone.civil(at: now).date
    let mark = root + "/complete-\(patients)-\(visits)-\(perDay)-\(today.dayNumber)"
    if access(mark, F_OK) == 0 { return }
    let service = try SampleClinic(root: root).initialise(now: now)
    try SampleClinic.addDoctors(doctors, to: service, now: now)
    try SampleClinic.addPatients(0..<patients, to: service, now: now)
    let user = User(
      id: SampleClinic.id(.user, 0), login: "recepcao", displayName: "Recepção",
      roles: [.reception])
    try SampleClinic.expectDone(
      service.perform(
        CreateUser(user: user, credential: PasswordHash(password: "senha de prova").stored),
        as: SampleClinic.manager, now: now))
    try SampleClinic.addVisits(
      (0..<visits).map {
        try visit($0, of: visits, perDay, patients: patients, today: today, now: now)
      },
      to: service, now: now)
    try service.close()
    close(open(mark, O_CREAT | O_WRONLY, 0o600))
  }

  /// From 8:00 on, one behind the other; most of them are past, up to sixty days are to come.
  private static func visit(
    _ index: Int, of count: Int, _ slots: Int, patients: Int, today: CivilDate, now: Instant
  ) throws -> Appointment {
    let days = (count + doctors * slots - 1) / (doctors * slots)
    let (day, rest) = index.quotientAndRemainder(dividingBy: doctors * slots)
    let (doctor, slot) = rest.quotientAndRemainder(dividingBy: slots)
    return try SampleClinic.visit(
      index, patient: index * 7 % patients, doctor: doctor,
      date: today.adding(days: day - days + min(days / 2, 60)), minute: 480 + slot * 30, now: now)
  }

  /// A file of patients as another system would export it.
  static func writeCSV(to path: String, patients: Int) throws {
    guard let file = fopen(path, "w") else { throw SampleFailure.impossible(path) }
    defer { fclose(file) }
    fputs("foreign_id,name,birth_date,sex,cpf,phone\n", file)
    for index in 0..<patients {
      let details = try SampleClinic.patient(index).details
      fputs(
        "P\(index),\(details.name.value),\(details.birthDate?.isoText ?? ""),"
          + "\(details.sex.rawValue),\(SampleClinic.cpfText(index)),"
          + "\(details.phones.first?.digits ?? "")\n", file)
    }
  }
}
