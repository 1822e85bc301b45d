import Foundation
import SampleClinic
import Testing

@testable import ClinicHub

/// Real sites, hubs, proxy and database, all of which are killed, cut off, filled up and set to
/// another time at random; then everything comes back and nothing is lost or there twice.
///
/// CLINIC_REAL says for how many seconds; CLINIC_REAL_SEED brings the faults of a run that failed
/// again.
@Suite(
  .enabled(
    if: PrivatePostgres.isInstalled && HubProxy.isInstalled,
    "PostgreSQL or HAProxy is not installed"), .serialized)
struct RealProcessesTests {
  private let seconds: Int
  private let seed: UInt64

  init() {
    let environment = ProcessInfo.processInfo.environment
    seconds = environment["CLINIC_REAL"].flatMap { Int($0) } ?? 20
    seed =
      environment["CLINIC_REAL_SEED"].flatMap { UInt64($0) }
      ?? .random(in: 0...0xFFFF_FFFF)
  }

  @Test(.timeLimit(.minutes(240)))
  func `whatever dies, everything comes back, nothing is lost and nothing is there twice`() throws {
    let battery = try RealBattery(seed: seed, seconds: seconds)
    var problems: [String] = []
    do {
      problems = try run(battery)
    } catch {
      problems = ["\(error)"]
    }
    #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(10))")
    guard !problems.isEmpty else { return }
    print("The seed is \(seed); this happened:\n\(battery.timeline.text)")
    for site in battery.sites { print("Site \(site.index):\n\(site.lastErrors)") }
  }

  private func run(_ battery: RealBattery) throws -> [String] {
    try battery.enrol()
    let days = 4 + seconds / 20
    let writers = battery.sites.map { site in
      RealWriter(
        at: site, days: days, seed: seed &+ UInt64(site.index) << 32, battery.timeline)
    }
    defer { for writer in writers { writer.stop() } }
    try battery.suffer(for: seconds, writers)
    for writer in writers { writer.stop() }
    try battery.heal()

    var problems = writers.flatMap { writer in
      writer.surprises.map { "site \(writer.site.index): \($0)" }
    }
    let drained = try drain(battery)
    if drained == nil { problems.append("a queue stands still") }
    for worker in battery.workers {
      if let status = worker.stop(), status != 0 {
        problems.append("\(worker.name) ended with \(status)")
      }
    }
    if try !battery.settle() { problems.append("the sites don't come to rest") }
    let check = try RealCheck(hub: battery.hub, sites: battery.sites)
    let attempts = writers.flatMap(\.attempts)
    problems += try check.problems(attempts, battery.desks)
    tell(attempts, check, battery, drained)
    return problems
  }

  /// Waits until no site has anything left to send.
  ///
  /// - Returns: how many seconds that took; nil where it took more than twice the longest wait, and
  ///   what the work itself may take on a busy machine.
  private func drain(_ battery: RealBattery) throws -> Double? {
    let began = ContinuousClock.now
    let limit = Double(2 * battery.longestWait + 10)
    let isDone = try battery.tend(for: limit, every: .milliseconds(300)) {
      try battery.sites.allSatisfy { site in
        guard let status = try site.status() else { return false }
        return status.pending == 0 && status.staged == 0
      }
    }
    let taken = (ContinuousClock.now - began) / .seconds(1)
    battery.timeline.note(isDone ? "the queues are empty" : "a queue stands still")
    return isDone ? taken : nil
  }

  private func tell(
    _ attempts: [RealWriter.Attempt], _ check: RealCheck, _ battery: RealBattery,
    _ drained: Double?
  ) {
    let done = attempts.count { $0.status == 0 }
    let killed = attempts.count { $0.status == 128 + SIGKILL }
    let told = battery.desks.map(\.told)
    let atDesks = told.reduce(0) { sum, told in
      sum + told.patients.count + told.changes.count + told.visits.count
    }
    let staged = told.reduce(0) { $0 + $1.staged.count }
    let faults = battery.counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", ")
    print(
      """
      seed \(seed), \(seconds) s: \(attempts.count) commands, \(done) done, \(killed) killed; \
      \(atDesks) done at open desks, \(staged) staged; \(check.entryCount) entries at the hub; faults: \(faults), \
      \(battery.way.broken) connections; queues empty after \
      \(drained.map { "\(($0 * 10).rounded() / 10) s" } ?? "too long")
      """)
  }
}
