import ClinicDomain
import Foundation
import GRDB
import SampleClinic
import Storage

/// A sample clinic in a folder of its own, removed with the value.
final class FaultClinic {
  let clinic: SampleClinic

  init(doctors: Int = 1, patients: Int = 2, in parent: String? = nil, staging: String? = nil)
    throws
  {
    let root = Self.newRoot(in: parent)
    var extra: [String: String] = [:]
    if let staging {
      extra = ["STAGING_AREA_PATH": staging, "IS_ABSOLUTE_STAGING_AREA_PATH": "true"]
    }
    clinic = SampleClinic(root: root, extra: extra)
    let service = try clinic.initialise()
    try SampleClinic.addDoctors(doctors, to: service)
    try SampleClinic.addPatients(0..<patients, to: service)
    try service.close()
  }

  /// A folder's name as the system gives it back: a record of what is asked of its files has that one.
  private static func newRoot(in parent: String?) -> String {
    let parent = URL(fileURLWithPath: parent ?? NSTemporaryDirectory()).resolvingSymlinksInPath()
    return parent.appendingPathComponent("clinic-faults-\(UUID().uuidString)").path
  }

  private init(at root: String) { clinic = SampleClinic(root: root) }

  /// A clinic whose files somebody else makes, in the folder that is given.
  static func made(by make: (String) throws -> Void) throws -> FaultClinic {
    let clinic = FaultClinic(at: newRoot(in: nil))
    try make(clinic.clinic.root)
    return clinic
  }

  deinit { try? FileManager.default.removeItem(atPath: clinic.root) }

  /// Another process at work on the clinic.
  func child(
    _ part: String, _ arguments: Int..., with variables: [String: String] = [:]
  ) throws -> ChildProcess {
    try ChildProcess(
      Self.driver, [part, clinic.root] + arguments.map(String.init),
      environment: clinic.environment.merging(variables) { $1 })
  }

  /// The user behind the commands: a replay asks what rights they have by then.
  func addReception(to service: ClinicService) throws {
    try SampleClinic.expectDone(
      service.perform(
        CreateUser(
          user: User(
            id: SampleClinic.id(.user, 0), login: "recepcao", displayName: "Recepção",
            roles: [.reception]), credential: PasswordHash(password: "uma senha longa").stored),
        as: SampleClinic.manager, now: SampleClinic.moment))
  }

  /// Looks at the rows as another program would.
  func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
    let queue = try DatabaseQueue(path: clinic.folder.database)
    defer { try? queue.close() }
    return try queue.inDatabase { try Row.fetchAll($0, sql: sql, arguments: arguments) }
  }

  func count(_ sql: String) throws -> Int { try rows(sql).first?[0] ?? 0 }

  func check() throws -> CheckReport {
    let service = try clinic.open()
    let report = try service.check(as: SampleClinic.systemOperator, now: SampleClinic.moment)
    try service.close()
    return report
  }

  /// Beside the test bundle, where the build puts it.
  static let driver: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent("FaultDriver").path
  }()
}

/// How long the batteries are: `CLINIC_SOAK` multiplies their rounds.
enum Soak {
  static let factor = number("CLINIC_SOAK") ?? 1
  /// How much each of the eight desks does.
  static let deskOperations = desks ?? 2_000 * factor
  /// Whether what the desks did is told.
  static let tells = desks != nil
  /// How many failing system calls, and how many power cuts; nil where `factor` says.
  static let calls = number("CLINIC_SOAK_CALLS")
  static let powerCuts = number("CLINIC_SOAK_POWER")
  private static let desks = number("CLINIC_SOAK_DESKS")

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }
}
