import DailyTasks
import Foundation
import SampleClinic
import Testing

/// The scripts of the daily tasks, played at the real program in a terminal of its own.
@Suite(.serialized) struct DailyTaskTests {
  /// A script and how it is played.
  struct Case: CustomTestStringConvertible {
    let script: KeyScript
    let pace: Pace
    var testDescription: String { "\(script.file), \(pace.rawValue)" }
  }

  private static let scripts = Result { try KeyScript.all(in: KeyScript.folder) }

  static let cases: [Case] = ((try? scripts.get()) ?? []).flatMap { script in
    Pace.allCases.map { Case(script: script, pace: $0) }
  }

  private static let clinic: Result<TaskClinic, any Error> = Result {
    let clinic = try TaskClinic(
      program: DemoData.program,
      clock: URL(fileURLWithPath: DemoData.program).deletingLastPathComponent()
        .appendingPathComponent("libStartingClock.so").path,
      root: NSTemporaryDirectory() + "clinic-tasks-\(UUID().uuidString)")
    atexit { try? DailyTaskTests.clinic.get().remove() }
    return clinic
  }

  @Test(arguments: cases)
  func aDailyTaskIsDoneWithinItsKeysAndDoesWhatItShould(task: Case) throws {
    let script = task.script
    let run = try TaskRun(
      script, on: Self.clinic.get(), copy: "\(script.file)-\(task.pace.rawValue)", pace: task.pace,
      quietMilliseconds: 40)
    if ProcessInfo.processInfo.environment["CLINIC_RECORD"] != nil, task.pace == .watching {
      return try script.record(run)
    }
    #expect(run.missing.isEmpty, "\(run.screen)")
    #expect(run.came == script.came, "\(run.screen)")
    #expect(run.went == script.went, "\(run.screen)")
    #expect(script.commandKeys <= script.limit)
  }

  @Test func tenTasksAreProved() throws {
    let scripts = try Self.scripts.get()
    #expect(scripts.count == 10)
    // Whoever is only looked for leaves no trace; every other task does something.
    #expect(scripts.filter(\.came.isEmpty).map(\.file) == ["06-find-by-phone"])
  }
}
