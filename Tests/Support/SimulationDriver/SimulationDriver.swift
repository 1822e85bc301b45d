import Foundation
import SimulatedSites

/// Lives through worlds one after the other, until one goes wrong or time is over.
///
/// `SimulationDriver FIRST STEP COUNT SECONDS OPERATIONS [trace]`: the numbers FIRST, FIRST + STEP, …,
/// COUNT of them (0 without an end), for so many seconds. The last line tells how many there were.
@main
enum SimulationDriver {
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().prefix(5).compactMap { UInt64($0) }
    guard numbers.count == 5 else {
      FileHandle.standardError.write(
        Data("SimulationDriver FIRST STEP COUNT SECONDS OPERATIONS [trace]\n".utf8))
      exit(2)
    }
    let tells = CommandLine.arguments.last == "trace"
    let (first, step, count, operations) = (numbers[0], numbers[1], numbers[2], Int(numbers[4]))
    let end = Date().addingTimeInterval(Double(numbers[3]))
    var (seed, lived, totals) = (first, UInt64(0), [String: Int]())
    while count == 0 ? (Date() < end || lived == 0) : (lived < count) {
      let life = try Simulation.live(seed, operations: operations)
      totals.merge(life.counts) { $0 + $1 }
      if tells { print(life.trace.joined(separator: "\n")) }
      guard life.violations.isEmpty else {
        if !tells { print(life.trace.suffix(60).joined(separator: "\n")) }
        for violation in life.violations.prefix(10) { print("VIOLATION \(violation)") }
        print("again: script/soak sync-seed \(seed)")
        exit(1)
      }
      lived += 1
      seed += step
    }
    print(
      totals.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))
    print("worlds \(lived) of \(operations) operations, from \(first)")
  }
}
