import Foundation
import SampleClinic
import SyncProtocol
import Testing

@testable import ClinicHub

/// A `clinic-hub serve` of the tests' own, on a port that the system chose.
final class HubProcess {
  let port: Int
  private let child: HubChild

  /// Starts one over a database and waits until it serves.
  convenience init(database: String, port: Int = 0, drain: Int = 0) throws {
    try self.init(HubChild(database: database, port: port, drain: drain))
  }

  /// Waits until one that was started serves.
  init(_ child: HubChild) throws {
    self.child = child
    for _ in 0..<600 {
      let ports = child.log.compactMap { line in
        line["message"] == "serving" ? line["port"]?.intValue : nil
      }
      if let port = ports.first {
        self.port = Int(port)
        return
      }
      usleep(50_000)
    }
    throw SampleFailure.impossible("the hub did not start")
  }

  var address: String { "http://127.0.0.1:\(port)" }
  var log: [JSONValue] { child.log }

  func send(_ signal: Int32) { child.process.send(signal: signal) }

  /// Waits for its end; gives its exit code, or 128 plus the signal that ended it.
  @discardableResult func wait() -> Int32 { child.process.wait() }
}

/// One that was started, with its log in a file: nobody has to read along.
final class HubChild {
  let process: ChildProcess
  private let file: URL

  init(database: String, port: Int = 0, drain: Int = 0) throws {
    let program = try #require(Self.program)
    file = FileManager.default.temporaryDirectory
      .appendingPathComponent("clinic-hub-\(UInt64.random(in: 0...UInt64.max)).log")
    process = try ChildProcess(
      "/bin/sh",
      [
        "-c", "exec \"$0\" serve --port \(port) --drain \(drain) --connections 8 2>\"$1\"",
        program, file.path,
      ],
      environment: ["DATABASE_URL": database])
  }

  deinit { try? FileManager.default.removeItem(at: file) }

  /// Its lines so far.
  var log: [JSONValue] {
    let bytes = (try? Data(contentsOf: file)) ?? Data()
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONValue(parsing: Array($0))
    }
  }

  /// The program beside the tests.
  private static var program: String? {
    let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return own.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/clinic-hub" }
  }
}
