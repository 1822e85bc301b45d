import ClinicDomain
import Crypto
import Foundation
import GRDB
import Glibc
import HubCore
import HubModel
import SampleClinic
import Storage
import SyncProtocol

/// A site that has something of everything to do at its next turn: changes to send, commands in the
/// staging area, pages of the feed to take in, keys to pass on and to fetch, and visits of another
/// site to decide about.
final class DrainClinic {
  let clinic: FaultClinic
  let server: ModelHubServer
  /// The hub as it is before the turn.
  let before: ModelState
  /// What the site's log held before the turn, by id.
  private let logged: Set<Data>
  private let staged: [String]

  static let program: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent("clinic").path
  }()

  init() throws {
    let hubID: SiteID = SampleClinic.id(.unit, 999)
    server = try ModelHubServer(store: ModelHubStore(hub: hubID.text))
    clinic = try FaultClinic(doctors: 2, patients: 12)
    let other = try FaultClinic.made { root in
      let service = try SampleClinic(root: root).initialise(prefix: "OU")
      try Self.addPeople(to: service)
      try service.close()
    }
    let service = try clinic.clinic.open()
    try clinic.addReception(to: service)
    try service.close()
    for (site, code) in [(clinic, "ONE"), (other, "TWO")] {
      try server.offer(code)
      try Self.run(["enrol", "--hub", server.address, "--code-fd", "0"], at: site, input: code)
    }
    for site in [clinic, other, clinic] { try Self.run(["sync", "now"], at: site) }
    try Self.workElsewhere(other)
    try Self.run(["sync", "now"], at: other)
    staged = try Self.work(clinic)
    unlink(clinic.clinic.folder.path + "/ballast")
    logged = Set(try clinic.rows("SELECT id FROM sync_log").map { $0[0] as Data })
    before = server.store.backup()
  }

  /// One turn of the program; what it says comes as lines.
  static func turn(
    of clinic: FaultClinic, by program: [String] = [], environment: [String: String] = [:]
  ) throws -> ChildProcess {
    let command = program + [Self.program, "sync", "now", "--data", clinic.clinic.folder.path]
    return try ChildProcess(
      "/bin/sh", ["-c", "exec \"$0\" \"$@\" 2>/dev/null"] + command,
      environment: clinic.clinic.environment.merging(environment) { $1 })
  }

  private static func run(_ arguments: [String], at site: FaultClinic, input: String? = nil) throws
  {
    let child = try ChildProcess(
      program, arguments + ["--data", site.clinic.folder.path],
      environment: site.clinic.environment)
    if let input { child.send(input) }
    let lines = child.remainingLines()
    guard child.wait() == 0 else { throw SampleFailure.impossible("\(arguments): \(lines)") }
  }

  private static func addPeople(to service: ClinicService) throws {
    try SampleClinic.addDoctors(1, from: 10, to: service)
    try SampleClinic.addPatients(100..<104, to: service)
  }

  private static let day = SampleClinic.zone.civil(at: .now()).date.adding(days: 2)

  private static func book(
    _ index: Int, patient: Int, doctor: Int, _ service: ClinicService
  ) throws -> CommandOutcome<AppointmentID> {
    service.perform(
      try SampleClinic.booking(
        SampleClinic.id(.visit, index), patient: patient, doctor: doctor, date: day,
        minute: index % 100 * 10, observation: "observação \(index)"),
      as: SampleClinic.reception, now: .now())
  }

  /// The other site asks for time of this one's doctors, and registers people.
  private static func workElsewhere(_ other: FaultClinic) throws {
    let service = try other.clinic.open()
    try SampleClinic.addPatients(104..<107, to: service)
    for index in 0..<4 {
      try SampleClinic.expectDone(book(100 + index, patient: 100 + index, doctor: 0, service))
    }
    try service.close()
  }

  /// This one books at the same times and others, and stages some; gives the staged visits.
  private static func work(_ clinic: FaultClinic) throws -> [String] {
    let service = try clinic.clinic.open()
    for index in 2..<8 {
      try SampleClinic.expectDone(book(index, patient: index, doctor: 0, service))
    }
    let database = clinic.clinic.folder.database
    guard rename(database, database + ".away") == 0 else {
      throw SampleFailure.impossible("rename")
    }
    // The last of them finds its time taken at the replay.
    for index in [20, 21, 22, 302] {
      guard try book(index, patient: 8, doctor: 0, service) == .staged else {
        throw SampleFailure.impossible("not staged")
      }
    }
    guard rename(database + ".away", database) == 0 else {
      throw SampleFailure.impossible("rename back")
    }
    try service.close()
    return [20, 21, 22, 302].map { (SampleClinic.id(.visit, $0) as AppointmentID).text }
  }

  /// Makes the hub what it was before the turn, or at another moment.
  func setHubBack(to state: ModelState? = nil) { server.store.restore(state ?? before) }

  /// Copies the site as it is before the turn.
  func copy() throws -> FaultClinic {
    try FaultClinic.made { root in
      try FileManager.default.copyItem(atPath: clinic.clinic.root, toPath: root)
    }
  }

  /// Lets the site go on as the morning after, and says what is not as it should be; `witnessed` is
  /// what the hub had acknowledged when the site went on.
  func problemsTheMorningAfter(_ site: FaultClinic, witnessed: Int64 = 0) -> [String] {
    do {
      var problems: [String] = []
      let service = try site.clinic.open()
      let standing = try service.standing()
      if standing.isBehindWitness { problems.append("taken for a restored file") }
      if (standing.witnessed?.acknowledged ?? 0) < witnessed {
        problems.append("witnessed \(standing.witnessed as Any), not \(witnessed)")
      }
      try service.close()
      // What the hub makes of a turn's last push comes with the turn after it.
      var (status, good, tries) = (Int32(1), 0, 0)
      while good < 2, tries < 5 {
        let child = try Self.turn(of: site)
        _ = child.remainingLines()
        (status, tries) = (child.wait(), tries + 1)
        good += status == 0 ? 1 : 0
      }
      if good < 2 { problems.append("the turn ends with \(status)") }
      return problems + (try problemsAfterDrain(site, epoch: standing.epoch))
    } catch {
      return ["\(error)"]
    }
  }

  private func problemsAfterDrain(_ site: FaultClinic, epoch: Int64) throws -> [String] {
    var problems: [String] = []
    let service = try site.clinic.open()
    let standing = try service.standing()
    if standing.acknowledged != standing.lastSequence || standing.stagedCount > 0
      || standing.epoch != epoch
    {
      problems.append("\(standing)")
    }
    if try !service.quarantined().isEmpty { problems.append("something is in quarantine") }
    let hub = server.store.backup()
    var hash = SHA256()
    let references = hub.documents.keys.sorted()
    for reference in references {
      guard let document = hub.documents[reference]?.document else { continue }
      hash.update(data: CanonicalDump.line(document))
    }
    if try service.canonicalHash() != BinaryText.hex(Array(hash.finalize())) {
      problems.append("the site differs from the hub")
    }
    let report = try service.check(as: SampleClinic.systemOperator, now: SampleClinic.moment)
    if !report.isSound { problems.append("\(report)") }
    try service.close()

    let arrived = hub.feed.map(\.entry.id)
    if Set(arrived).count != arrived.count { problems.append("an entry came twice") }
    let rows = Set(try site.rows("SELECT id FROM sync_log").map { $0[0] as Data })
    if !rows.isSuperset(of: logged) { problems.append("the log lost entries") }
    let known = Set(arrived)
    for row in rows where !known.contains(try SyncEntryID(bytes: row).text) {
      problems.append("an entry is not at the hub")
    }
    var acknowledged = Acknowledged()
    for visit in staged { acknowledged.add("staged \(visit)") }
    let places = try site.rows("SELECT seq FROM sync_log WHERE epoch = \(epoch) ORDER BY seq")
      .map { $0[0] as Int64 }
    if places != Array(1...standing.lastSequence) { problems.append("the log has gaps") }
    return problems + (try acknowledged.missing(in: site))
  }
}

extension Instant {
  fileprivate static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
