import Foundation
import SampleClinic
import Testing

/// Sites, hub and network from one number each; what is checked are the invariants of the sync log.
@Suite(.serialized) struct SimulationTests {
  static let environment = ProcessInfo.processInfo.environment

  static func number(_ name: String, _ usual: Int) -> Int {
    environment[name].flatMap { Int($0) } ?? usual
  }

  private struct Ending {
    let status: Int32
    let output: String
  }

  /// The program that lives through worlds: the one beside the tests, unless a faster one is named.
  private static let driver =
    environment["CLINIC_SIMULATION_DRIVER"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("SimulationDriver")

  /// Hashing is seeded by nothing but the world's number, so that a world comes again.
  private static func start(_ arguments: [Int], trace: Bool = false) throws -> () -> Ending {
    let child = try ChildProcess(
      driver.path, arguments.map(String.init) + (trace ? ["trace"] : []),
      environment: ["SWIFT_DETERMINISTIC_HASHING": "1"])
    return {
      let lines = ChildProcess.remainingLines(of: [child], withinMilliseconds: 900_000)[0]
      return Ending(status: child.wait(), output: lines.map { $0 + "\n" }.joined())
    }
  }

  @Test("Whatever happens between sites and hub, nothing is lost, nothing doubled, all end equal")
  func invariants() throws {
    let operations = Self.number("CLINIC_SIMULATION_OPERATIONS", 2_000)
    let seconds = Self.number("CLINIC_SIMULATION_SECONDS", 60)
    let lanes = min(4, max(1, ProcessInfo.processInfo.activeProcessorCount))
    let running = try (1...lanes).map { lane in
      try Self.start([lane, lanes, 0, seconds, operations])
    }
    for wait in running {
      let ending = wait()
      #expect(ending.status == 0, "\(ending.output.suffix(8_000))")
      print(ending.output.suffix(3_000))
    }
  }

  @Test("The same number gives the same world again, another another")
  func replays() throws {
    let running = try [7, 7, 8].map { try Self.start([$0, 1, 1, 0, 300], trace: true) }
    let endings = running.map { $0() }
    #expect(endings[0].output == endings[1].output)
    #expect(endings[0].output != endings[2].output)
    #expect(endings[0].output.split(separator: "\n").count > 300)
  }
}
