import DailyTasks
import Glibc
import SampleClinic

/// Plays the scripts of the daily tasks at the real program: their keys, and the program's share of
/// the time.
enum KeysBench {
  private static let rounds = 5

  static func run(root: String, program: String, clock: String) throws {
    let clinic = try TaskClinic(program: program, clock: clock, root: root)
    defer { clinic.remove() }
    for script in try KeyScript.all(in: KeyScript.folder) {
      var runs: [TaskRun] = []
      for round in 0..<rounds {
        let run = try TaskRun(
          script, on: clinic, copy: "\(script.file)-\(round)", quietMilliseconds: 60)
        let isDone = run.missing.isEmpty && run.came == script.came && run.went == script.went
        guard isDone else {
          throw SampleFailure.impossible(
            """
            \(script.file): missing on the screen \(run.missing)
            came:
            \(run.came.joined(separator: "\n"))
            went:
            \(run.went.joined(separator: "\n"))
            \(run.screen)
            """)
        }
        runs.append(run)
      }
      let totals = runs.map(\.total).sorted()
      let letters = script.letters > 0 ? " + \(script.letters) letters" : ""
      let other = script.beside?.split(separator: "|", maxSplits: 1).map(trimmed) ?? []
      ClinicBench.say(
        [
          script.task,
          "\(script.commandKeys) keys\(letters), \(Report.text(totals[rounds / 2])) ms",
          other.first ?? "–", other.count > 1 ? other[1] : "–", "–", "≤ \(script.limit) keys",
        ].joined(separator: "\t"))
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
