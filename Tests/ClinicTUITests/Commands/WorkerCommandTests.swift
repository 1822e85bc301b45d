import ClinicDomain
import Foundation
import SampleClinic
import SyncProtocol
import Testing

@testable import ClinicTUI
@testable import Storage

/// The worker and its commands, run as scripts and systemd run them, at a site without a hub.
struct WorkerCommandTests {
  private let clinic: CommandClinic

  init() throws {
    clinic = try CommandClinic()
    try clinic.service().close()
  }

  private func refused(_ status: CommandStatus, _ arguments: String...) throws -> String {
    let ending = try clinic.run(arguments)
    #expect(ending.status == status.rawValue, "\(arguments): \(ending.error)")
    return ending.error
  }

  @Test func `the next runs are those of the schedule beside the data`() throws {
    _ = try clinic.write("CRONTAB=0 4 * * mon\n", to: ".env")
    let ending = try clinic.run(["sync", "next-runs", "--count", "3"])
    #expect(ending.status == 0)
    let lines = ending.output.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let date = try CivilDate(iso: String(line.prefix(10)))
      #expect(date.weekday == .monday)
      #expect(line.hasSuffix(" 04:00"))
    }
    let json = try clinic.run(["sync", "next-runs", "--json"])
    #expect(json.output.contains(#""schedule":"0 4 * * mon""#))
  }

  @Test(arguments: [
    ("0 4 * *", "five fields"), ("61 * * * *", "minute"), ("0 4 * * moon", "weekday"),
    ("0 0 31 2 *", "never"),
  ])
  func `a schedule that can't be read is said at once`(text: String, word: String) throws {
    _ = try clinic.write("CRONTAB=\(text)\n", to: ".env")
    for arguments in [["sync", "next-runs"], ["worker"]] {
      let ending = try clinic.run(arguments)
      #expect(ending.status == CommandStatus.usage.rawValue)
      #expect(ending.error.contains(word), "\(ending.error)")
    }
  }

  @Test func `without a hub nothing is sent, and that is said`() throws {
    let once = try clinic.run(["worker", "--once", "--json"])
    #expect(once.status == 0)
    #expect(once.output.contains(#""result":"notEnrolled""#))
    let now = try clinic.run(["sync", "now", "--json"])
    #expect(now.status == CommandStatus.refused.rawValue)
    #expect(now.output.contains(#""result":"notEnrolled""#))
    #expect(try clinic.run(["sync", "retry"]).output == "Nothing failed.\n")
    #expect(try clinic.run(["sync", "quarantine", "list", "--json"]).output == "[]\n")
    _ = try refused(.notFound, "sync", "quarantine", "show", "0190abcd")
    _ = try refused(.usage, "sync", "quarantine", "discard", "0190abcd", "--reason", " ")
    let status = try clinic.run(["sync", "status", "--json"])
    #expect(status.output.contains(#""isEnrolled":false"#))
    #expect(status.output.contains(#""isWorkerRunning":false"#))
  }

  @Test func `a hub is joined by a safe address alone`() throws {
    _ = try refused(.usage, "enrol", "--hub", "ftp://hub.example")
    let code = try clinic.write("K7QF-22\n", to: "code")
    for (address, status) in [
      ("http://hub.example", CommandStatus.usage), ("https://127.0.0.1:1", .database),
    ] {
      let ending = try clinic.run(
        ["enrol", "--hub", address, "--code-fd", "0"],
        input: try String(contentsOfFile: code, encoding: .utf8))
      #expect(ending.status == status.rawValue, "\(address): \(ending.error)")
      #expect(!ending.error.contains("K7QF"))
    }
  }

  @Test func `one process carries the log, until it ends`() throws {
    let worker = try ChildProcess(
      CommandClinic.program, ["worker"], environment: clinic.environment, errors: .withOutput)
    var text = ""
    while !text.contains(#""event":"not_enrolled""#), let line = worker.line() { text += line }
    #expect(text.contains(#""event":"started""#))
    #expect(text.contains(#""schedule":"*/5 * * * *""#))
    let folder = DataFolder(path: clinic.root + "/data")
    #expect(DrainerLock.holder(of: folder) == worker.pid)
    _ = try refused(.conflict, "worker", "--once")
    let status = try clinic.run(["sync", "status", "--json"]).output
    #expect(status.contains(#""isWorkerRunning":true"#))
    worker.send(signal: SIGTERM)
    text = worker.remainingLines().joined()
    #expect(worker.wait() == 0)
    #expect(text.contains(#""event":"stopped""#))
    #expect(try clinic.run(["worker", "--once"]).status == 0)
  }

  @Test func `what only another version can carry out keeps nobody busy`() throws {
    let service = try ClinicService(
      folder: DataFolder(path: clinic.root + "/data"), environment: clinic.environment)
    var random = SystemRandomNumberGenerator()
    let now = Clock.now()
    let entry = StagedEntry(
      site: service.site.id.text, id: SyncEntryID.make(at: now, random: &random).text,
      transaction: TransactionID.make(at: now, random: &random).text,
      timestamp: HybridTimestamp.next(after: nil, at: now).rawValue, actor: "somebody", schema: 1,
      entity: "appointment", entityID: "", operation: .command, body: .null)
    try service.staging.keep(entry, body: ["command": "appointment.dream"], action: .create)
    try service.close()
    let worker = try ChildProcess(
      CommandClinic.program, ["worker"], environment: clinic.environment, errors: .withOutput)
    var lines: [String] = []
    while lines.last?.contains("not_enrolled") != true, let line = worker.line() {
      lines.append(line)
    }
    usleep(500_000)
    worker.send(signal: SIGTERM)
    lines += worker.remainingLines()
    #expect(worker.wait() == 0)
    let turns = lines.count { $0.contains(#""event":"begin""#) }
    // The one at the start, and one to see whether another helps.
    #expect((1...2).contains(turns), "\(turns) turns")
  }
}
