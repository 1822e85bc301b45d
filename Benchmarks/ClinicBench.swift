import ClinicDomain
import Glibc
import SampleClinic
import Storage

/// Measures the storage beside bare SQLite in the same run: `clinic-bench SECTION …`.
///
/// Each result is a line of fields separated by tabs: measure, ours, who it is compared with, its
/// figure, the ratio, the bar. `script/bench` puts them into one table.
@main
enum ClinicBench {
  static func main() {
    ClinicProcess.harden()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch (arguments.first, arguments.count) {
      case ("search", 3): try SearchBench.run(root: arguments[1], patients: number(arguments[2]))
      case ("bookings", 2): try BookingBench.run(root: arguments[1])
      case ("bulk", 2): try BulkBench.run(root: arguments[1])
      case ("free", 2): try FreeBench.run(root: arguments[1])
      case ("keys", 4):
        try KeysBench.run(root: arguments[1], program: arguments[2], clock: arguments[3])
      case ("prepare", 5):
        try Preparation.run(
          root: arguments[1], patients: number(arguments[2]), visits: number(arguments[3]),
          perDay: number(arguments[4]))
      case ("pending", 3):
        try PendingEntries.run(root: arguments[1], entries: number(arguments[2]))
      case ("csv", 3):
        try Preparation.writeCSV(to: arguments[1], patients: number(arguments[2]))
      case ("book", 4):
        try BookingBench.player(
          root: arguments[1], player: number(arguments[2]), count: number(arguments[3]))
      case ("bare", 4):
        try BareBench.player(
          path: arguments[1], player: number(arguments[2]), count: number(arguments[3]))
      default:
        fail(
          """
          usage: clinic-bench search FOLDER PATIENTS
                 clinic-bench bookings FOLDER
                 clinic-bench bulk FOLDER
                 clinic-bench free FOLDER
                 clinic-bench keys FOLDER CLINIC CLOCK
                 clinic-bench prepare FOLDER PATIENTS VISITS PER-DAY
                 clinic-bench pending FOLDER ENTRIES
                 clinic-bench csv FILE PATIENTS
          """)
      }
    } catch {
      fail("\(error)")
    }
  }

  static func number(_ text: String) throws -> Int {
    guard let number = Int(text) else { throw SampleFailure.impossible(text) }
    return number
  }

  /// The present moment.
  static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  static func say(_ line: String) { put(line, to: 1) }

  static func note(_ line: String) { put(line, to: 2) }

  private static func put(_ line: String, to descriptor: Int32) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  private static func fail(_ message: String) -> Never {
    note(message)
    exit(1)
  }
}
