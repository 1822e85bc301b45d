import ClinicDomain
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Storage

@Suite struct ConcurrencyTests {
  /// Runs work on threads of its own, since all of it blocks.
  private func inParallel(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
      group.enter()
      Thread {
        work(index)
        group.leave()
      }.start()
    }
    group.wait()
  }

  @Test func `of many who want one slot exactly one gets it`() throws {
    let fixture = try Fixture()
    let doctor = try fixture.practitioner()
    let rivals = try (0..<4).map { _ in try fixture.another() }
    let patients = try (0..<4).map { try fixture.patient("Ana " + ["a", "b", "c", "d"][$0]) }
    let actor = fixture.reception
    for slot in 0..<16 {
      let bookings = try patients.map {
        try fixture.booking($0, doctor, at: 480 + slot * 30)
      }
      let outcomes = Mutex<[CommandOutcome<AppointmentID>]>([])
      inParallel(4) { index in
        let outcome = rivals[index].perform(bookings[index], as: actor, now: Fixture.now)
        outcomes.withLock { $0.append(outcome) }
      }
      let all = outcomes.withLock { $0 }
      #expect(all.compactMap(\.value).count == 1, "\(all)")
      let refused = all.filter {
        if case .refused(.scheduling(.taken(by: .practitioner, _, _))) = $0 { true } else { false }
      }
      #expect(refused.count == 3, "\(all)")
    }
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `a write waits for whoever holds the lock, and so does opening`() throws {
    let fixture = try Fixture()
    let lock = try SiteLock(path: fixture.folder.lock)
    let command = RegisterPatient(id: fixture.id(), details: try fixture.details("Ana"))
    let (service, actor) = (fixture.service, fixture.reception)
    let (folder, environment) = (fixture.folder, fixture.environment)
    let finished = Mutex<Set<String>>([])
    try lock.acquire()
    let group = DispatchGroup()
    for name in ["write", "open"] {
      group.enter()
      Thread {
        if name == "write" {
          _ = service.perform(command, as: actor, now: Fixture.now)
        } else {
          _ = try? ClinicService(folder: folder, environment: environment)
        }
        _ = finished.withLock { $0.insert(name) }
        group.leave()
      }.start()
    }
    Thread.sleep(forTimeInterval: 0.2)
    #expect(finished.withLock { $0 } == [])
    lock.release()
    group.wait()
    #expect(finished.withLock { $0 } == ["write", "open"])
    #expect(try fixture.count("SELECT count(*) FROM patient") == 1)
  }

  @Test func `numbers stay gapless and the log dense among many writers`() throws {
    let fixture = try Fixture()
    let writers = try (0..<4).map { _ in try fixture.another() }
    let actor = fixture.reception
    let commands = try (0..<4).map { writer in
      try (0..<25).map { number in
        RegisterPatient(
          id: fixture.id(),
          details: try fixture.details(
            "Ana " + String(repeating: "abcd".map(String.init)[writer], count: number + 1)),
          isDistinct: true)
      }
    }
    let failures = Mutex<[String]>([])
    inParallel(4) { writer in
      for command in commands[writer] {
        let outcome = writers[writer].perform(command, as: actor, now: Fixture.now)
        if outcome.value == nil { failures.withLock { $0.append("\(outcome)") } }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try fixture.count("SELECT max(chart) FROM patient") == 100)
    #expect(try fixture.count("SELECT count(DISTINCT chart) FROM patient") == 100)
    let report = try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now)
    #expect(report.isSound, "\(report)")
  }
}
