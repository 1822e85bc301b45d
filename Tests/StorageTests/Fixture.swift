import ClinicDomain
import Foundation
import GRDB
import Glibc
import Testing

@testable import Storage

/// A clinic in a temporary folder, removed with the value.
final class Fixture {
  let root: String
  let folder: DataFolder
  let environment: [String: String]
  private(set) var service: ClinicService
  let recoveryKey: RecoveryKey
  var random = SystemRandomNumberGenerator()

  static let now = Instant(milliseconds: 1_795_600_800_000)
  static let zone = SiteZone.brasilia
  static let operatorActor = Actor(operator: "root", uid: 0)

  init(demo: Bool = false) throws {
    root = NSTemporaryDirectory() + "clinic-\(UUID().uuidString)"
    folder = DataFolder(path: root + "/data")
    environment = ["HOME": root, "XDG_CONFIG_HOME": root + "/config"]
    (service, recoveryKey) = try ClinicService.initialise(
      .init(name: "Clínica Teste", prefix: "CT", isDemo: demo), in: folder,
      environment: environment, by: Self.operatorActor, now: Self.now)
  }

  deinit {
    try? service.close()
    try? FileManager.default.removeItem(atPath: root)
  }

  func another() throws -> ClinicService {
    try ClinicService(folder: folder, environment: environment)
  }

  func reopen() throws {
    try? service.close()
    service = try another()
  }

  /// Goes on with the database as it was while it was open: what a killed process leaves.
  func crash() throws {
    let parts = ["", "-wal"].map { folder.database + $0 }
    let left = try parts.map {
      Files.exists($0) ? try Files.read($0, limit: 1 << 30) : nil as [UInt8]?
    }
    try? service.close()
    for (path, bytes) in zip(parts, left) {
      unlink(path)
      if let bytes { try Files.create(path, bytes) }
    }
    unlink(folder.database + "-shm")
    service = try another()
  }

  func id<Entity>() -> EntityID<Entity> { .make(at: Self.now, random: &random) }

  func actor(_ roles: Set<Role>, practitioner: PractitionerID? = nil) -> Actor {
    Actor(user: id(), practitioner: practitioner, roles: roles)
  }

  lazy var reception = actor([.reception])
  lazy var manager = actor([.manager])

  func details(_ name: String, birth: CivilDate? = CivilDate(year: 1951, month: 2, day: 14)) throws
    -> PatientDetails
  {
    PatientDetails(name: try PersonName(parsing: name), birthDate: birth)
  }

  @discardableResult func patient(
    _ name: String, _ change: (inout PatientDetails) throws -> Void = { _ in }
  ) throws -> PatientID {
    var details = try details(name)
    try change(&details)
    let outcome = service.perform(
      RegisterPatient(id: id(), details: details, isDistinct: true), as: reception,
      now: Self.now)
    return try #require(outcome.value, "\(outcome)")
  }

  /// A practitioner who is there every day of the week from 8 to 18.
  func practitioner(_ name: String = "Ana Lima", number: String = "12345") throws -> PractitionerID
  {
    var details = PractitionerDetails(name: try PersonName(parsing: name))
    details.registration = try CouncilRegistration(parsing: "CRM/ES \(number)")
    details.specialties = [Specialty(name: "Cardiologia")]
    let doctor: PractitionerID = id()
    let registered = service.perform(
      RegisterPractitioner(id: doctor, details: details), as: manager, now: Self.now)
    _ = try #require(registered.value, "\(registered)")
    let rules = try (1...7).map { day in
      AgendaRule(
        id: id(), weekday: try #require(Weekday(rawValue: day)),
        from: try #require(CivilTime(hour: 8)), until: try #require(CivilTime(hour: 18)),
        slotMinutes: 30, validFrom: CivilDate(dayNumber: 0))
    }
    let set = service.perform(
      SetWeeklyAgenda(base: [], agenda: Agenda(practitioner: doctor, rules: rules)), as: manager,
      now: Self.now)
    _ = try #require(set.value, "\(set)")
    return doctor
  }

  /// The day after the fixture's.
  let tomorrow = Fixture.zone.civil(at: Fixture.now).date.adding(days: 1)

  func booking(
    _ patient: PatientID, _ doctor: PractitionerID, at minute: Int, minutes: Int = 30,
    observation: String? = nil, overbooking: String? = nil
  ) throws -> BookAppointment {
    BookAppointment(
      id: id(), patient: patient, practitioner: doctor, date: tomorrow,
      start: try #require(CivilTime(minuteOfDay: minute)), minutes: minutes,
      observation: observation, overbookingReason: overbooking)
  }

  func count(_ sql: String) throws -> Int {
    try service.database.read { try Int.fetchOne($0, sql: sql) ?? 0 }
  }

  /// Writes around the domain, as another program would.
  func execute(_ sql: String) throws(StorageError) {
    try service.database.write { db in
      try db.execute(sql: sql)
      return ((), [])
    }
  }
}
