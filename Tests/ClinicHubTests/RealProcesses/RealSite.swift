import ClinicDomain
import Foundation
import GRDB
import SampleClinic
import Storage
import SyncProtocol
import Testing

@testable import ClinicHub

/// A site of the battery: its folder, and the program `clinic` on it.
struct RealSite: Sendable {
  static let (doctors, patients) = (2, 60)

  let index: Int
  let clinic: SampleClinic
  /// What its worker gets beside, such as another clock.
  let workerEnvironment: [String: String]
  private let errors: String

  var login: String { "recepcao\(index)" }

  /// Makes its data, in `folder` unless they belong on a disk of their own: two doctors of its own;
  /// the first site has the patients.
  init(
    _ index: Int, in folder: String, disk: String? = nil, workerEnvironment: [String: String] = [:]
  ) throws {
    self.index = index
    self.workerEnvironment = workerEnvironment
    errors = folder + "/site\(index).log"
    let extra = [
      "STAGING_AREA_PATH": folder + "/staging\(index)", "IS_ABSOLUTE_STAGING_AREA_PATH": "true",
      "CRONTAB": "* * * * *",
    ]
    clinic = SampleClinic(root: (disk ?? folder) + "/site\(index)", extra: extra)
    let now = Instant.system()
    let service = try clinic.initialise(prefix: "R" + ["A", "B", "C", "D"][index], now: now)
    let user = User(
      id: SampleClinic.id(.user, 10 + index), login: login, displayName: "Recepção",
      roles: [.reception])
    try SampleClinic.expectDone(
      service.perform(
        CreateUser(user: user, credential: SampleClinic.credential), as: SampleClinic.manager,
        now: now))
    try SampleClinic.addDoctors(
      Self.doctors, from: index * Self.doctors, to: service, now: now)
    if index == 0 {
      try SampleClinic.addPatients(0..<Self.patients, to: service, now: now)
    }
    try service.close()
  }

  func start(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> ChildProcess {
    try Programs.start(
      Programs.clinic, arguments + ["--data", clinic.folder.path, "--lang", "en"],
      errors: errors, environment: clinic.environment.merging(environment) { $1 })
  }

  /// Runs a command to its end.
  func run(_ arguments: [String], input: String? = nil) throws -> (status: Int32, lines: [String]) {
    let child = try start(arguments)
    if let input { child.send(input) }
    let lines = child.remainingLines()
    return (child.wait(), lines)
  }

  /// A desk that never rests, with the rights of the site's own reception.
  func startDesk(seed: Int) throws -> ChildProcess {
    try Programs.start(
      Programs.driver,
      ["desk", clinic.root, "\(seed)", "\(10 + index)", "\(3 * Self.doctors)"],
      errors: errors, environment: clinic.environment)
  }

  func startWorker(longestWait: Int) throws -> ChildProcess {
    try start(["worker", "--longest-wait", "\(longestWait)"], environment: workerEnvironment)
  }

  /// The last lines that its programs wrote as errors.
  var lastErrors: String {
    let bytes = (try? Data(contentsOf: URL(fileURLWithPath: errors))) ?? Data()
    return String(decoding: bytes.suffix(6_000), as: UTF8.self)
  }

  struct Status: Decodable {
    let pending: Int
    let staged: Int
    let torn: Int
    let feed: String
    let lastError: String?
    let quarantined: Int
  }

  /// Looks at the rows as another program would.
  func count(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
    let queue = try DatabaseQueue(path: clinic.folder.database)
    defer { try? queue.close() }
    return try queue.inDatabase { try Int.fetchOne($0, sql: sql, arguments: arguments) } ?? 0
  }

  /// What the site says of itself; nil where it can't just now.
  func status() throws -> Status? {
    let (code, lines) = try run(["sync", "status", "--json"])
    guard code == 0 else { return nil }
    return try JSONValue(parsing: Array(lines.joined().utf8)).decode(Status.self)
  }
}
