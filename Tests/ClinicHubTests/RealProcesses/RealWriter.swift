import ClinicDomain
import Foundation
import SampleClinic
import SyncProtocol
import Synchronization

@testable import ClinicHub

/// A desk that books, moves and cancels by command line, one program for each, some of which are
/// killed at any moment.
final class RealWriter: Sendable {
  enum Act: Sendable, Equatable { case book, move(String), cancel(String) }

  /// What was asked, and what came of it.
  struct Attempt: Sendable {
    let act: Act
    /// The visit that was made, where the program said so.
    var id: String?
    var status: Int32
  }

  private struct State {
    var isOver = false
    var isPaused = false
    var isResting = false
    var attempts: [Attempt] = []
    var surprises: [String] = []
  }

  let site: RealSite
  private let timeline: Timeline
  private let days: Int
  private let state = Mutex(State())
  private let running = DispatchGroup()

  /// Books on so many days from tomorrow on.
  init(at site: RealSite, days: Int, seed: UInt64, _ timeline: Timeline) {
    (self.site, self.days, self.timeline) = (site, days, timeline)
    let desk = Desk(site: site, days: days, seed: seed)
    let lent = Lent(desk)
    running.enter()
    Thread.detachNewThread {
      self.work(lent.value)
      self.running.leave()
    }
  }

  var attempts: [Attempt] { state.withLock { $0.attempts } }
  var surprises: [String] { state.withLock { $0.surprises } }

  func stop() {
    state.withLock { $0.isOver = true }
    running.wait()
  }

  /// Waits until nothing of it runs, and keeps it so until `goOn`.
  func pause() {
    state.withLock { $0.isPaused = true }
    while !state.withLock({ $0.isResting }) { usleep(5_000) }
  }

  func goOn() { state.withLock { $0.isPaused = false } }

  private func work(_ desk: Desk) {
    while true {
      let (isOver, isPaused) = state.withLock { state in
        state.isResting = state.isPaused || state.isOver
        return (state.isOver, state.isPaused)
      }
      if isOver { return }
      if isPaused {
        usleep(5_000)
        continue
      }
      do {
        let (attempt, surprise) = try desk.next()
        state.withLock { state in
          state.attempts.append(attempt)
          if let surprise { state.surprises.append(surprise) }
        }
        if let surprise { timeline.note("site \(site.index): \(surprise)") }
      } catch {
        state.withLock { $0.surprises.append("\(error)") }
        return
      }
    }
  }
}

/// What one desk does next.
private final class Desk {
  private let site: RealSite
  private let days: Int
  private var random: SeededGenerator
  private var live: [String] = []
  private let tomorrow = SampleClinic.zone.civil(at: .system()).date.adding(days: 1)

  /// Done, refused, the data could not be used, the time is taken, staged, killed.
  private static let expected: Set<Int32> = [0, 1, 3, 4, 8, 128 + SIGKILL]

  init(site: RealSite, days: Int, seed: UInt64) {
    (self.site, self.days) = (site, days)
    random = SeededGenerator(seed: seed)
  }

  private func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  func next() throws -> (RealWriter.Attempt, surprise: String?) {
    let act: RealWriter.Act
    switch below(10) {
    case 0 where !live.isEmpty: act = .cancel(live.remove(at: below(live.count)))
    case 1 where !live.isEmpty: act = .move(live.remove(at: below(live.count)))
    default: act = .book
    }
    let child = try site.start(
      arguments(of: act) + ["--as", site.login, "--password-fd", "0"])
    child.send(SampleClinic.password)
    if below(8) == 0 {
      usleep(UInt32(below(150_000)))
      child.send(signal: SIGKILL)
    }
    let lines = child.remainingLines()
    let status = child.wait()
    var attempt = RealWriter.Attempt(act: act, status: status)
    if status == 0, !act.isCancel {
      attempt.id = try JSONValue(parsing: Array(lines.joined().utf8))["id"]?.stringValue
      if let id = attempt.id { live.append(id) }
    }
    usleep(UInt32(below(60_000)))
    let isExpected =
      Self.expected.contains(status) && (status != 0 || attempt.id != nil || act.isCancel)
    return (attempt, isExpected ? nil : "\(act): \(status) \(lines)")
  }

  private func arguments(of act: RealWriter.Act) -> [String] {
    let doctor: PractitionerID = SampleClinic.id(.doctor, below(3 * RealSite.doctors))
    let patient: PatientID = SampleClinic.id(.patient, below(RealSite.patients))
    let start = CivilTime(minuteOfDay: below(48) * 30) ?? .midnight
    let place = [
      "--doctor", doctor.text, "--date", tomorrow.adding(days: below(days)).isoText, "--time",
      start.text, "--json",
    ]
    switch act {
    case .book:
      let note = below(2) == 0 ? ["--observation", "prova \(below(1_000_000))"] : []
      return ["book", "--patient", patient.text, "--minutes", "30"] + note + place
    case .move(let id): return ["move", id] + place
    case .cancel(let id): return ["cancel", id, "--reason", "prova", "--by", "clinic"]
    }
  }
}

extension RealWriter.Act {
  var isCancel: Bool { if case .cancel = self { true } else { false } }
}
