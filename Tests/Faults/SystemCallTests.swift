import Foundation
import Glibc
import SampleClinic
import Storage
import Testing

/// What was answered as done stands, and nothing is half done, wherever a system call of commands, of
/// a replay, of opening, of closing or of a turn of the worker fails, or is the last that the process
/// makes.
@Suite(.enabled(if: SystemCallFault.canTrace, "needs strace and the right to trace"))
struct SystemCallTests {
  @Test(.timeLimit(.minutes(240)))
  func whatWasAcknowledgedStandsAtAnyFailingCall() throws {
    // A clinic as it is before, copied for each point.
    let template = try FaultClinic(doctors: 4, patients: 50)
    let service = try template.clinic.open()
    try template.addReception(to: service)
    try service.close()
    unlink(template.clinic.folder.path + "/ballast")
    func copy() throws -> FaultClinic {
      try FaultClinic.made { root in
        try FileManager.default.copyItem(atPath: template.clinic.root, toPath: root)
      }
    }
    func live(_ clinic: FaultClinic, _ tracing: [String]) throws -> ChildProcess {
      try ChildProcess(
        SystemCallFault.tracer,
        tracing + [FaultClinic.driver, "live", clinic.clinic.root, "1", "1"],
        environment: clinic.clinic.environment)
    }

    var random = SeededGenerator(seed: UInt64(getpid()))
    let first = try copy()
    let all = try SystemCallFault.all { try live(first, $0) }
    #expect(Set(all.map(\.call)).isSuperset(of: ["pwrite64", "fdatasync", "renameat2"]))
    var (tried, met, acknowledgedCount) = (0, 0, 0)
    for point in all.shuffled(using: &random).prefix(Soak.calls ?? 40 * Soak.factor) {
      let clinic = try copy()
      var acknowledged = Acknowledged()
      let told = try point.inject { try live(clinic, $0) }
      for line in told.lines {
        // What failed was not acknowledged; of what was staged, the bookings are looked for.
        if line.hasPrefix("refused failed") || line == "refused staged" { continue }
        acknowledged.add(line)
      }
      tried += 1
      met += told.wasMet ? 1 : 0
      acknowledgedCount += acknowledged.count
      #expect(clinic.problemsTheMorningAfter(acknowledged) == [], "\(point)")
    }
    #expect(met > 20 && acknowledgedCount > 20, "\(met) points, \(acknowledgedCount) acknowledged")
    if Soak.calls != nil { print("commands: \(tried) of \(all.count) points, \(met) met") }
  }

  @Test(.timeLimit(.minutes(240)))
  func aTurnOfTheWorkerThatFailsAnywhereIsMadeGoodByTheNext() throws {
    let drain = try DrainClinic()
    func turn(_ clinic: FaultClinic, _ tracing: [String]) throws -> ChildProcess {
      try DrainClinic.turn(of: clinic, by: [SystemCallFault.tracer] + tracing)
    }
    var random = SeededGenerator(seed: UInt64(getpid()))
    let first = try drain.copy()
    let all = try SystemCallFault.all { try turn(first, $0) }
    #expect(drain.problemsTheMorningAfter(first) == [])
    #expect(Set(all.map(\.call)).isSuperset(of: ["pwrite64", "fdatasync", "rename"]))
    var (tried, met) = (0, 0)
    for point in all.shuffled(using: &random).prefix(Soak.calls ?? 16 * Soak.factor) {
      drain.setHubBack()
      let clinic = try drain.copy()
      let told = try point.inject { try turn(clinic, $0) }
      tried += 1
      met += told.wasMet ? 1 : 0
      #expect(drain.problemsTheMorningAfter(clinic) == [], "\(point)")
    }
    #expect(met * 2 > tried, "\(met) of \(tried) met")
    if Soak.calls != nil { print("turns: \(tried) of \(all.count) points, \(met) met") }
  }
}
