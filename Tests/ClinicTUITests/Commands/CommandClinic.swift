import ClinicDomain
import Foundation
import SampleClinic
import Storage

@testable import ClinicTUI

/// A folder for data, keys and files of one test, and the program to run on it.
final class CommandClinic: Sendable {
  let root: String

  init() throws {
    root = NSTemporaryDirectory() + "clinic-commands-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var environment: [String: String] {
    [
      "HOME": root, "XDG_CONFIG_HOME": root + "/config", "XDG_DATA_HOME": root + "/share",
      "CLINIC_DATA": root + "/data", "LANG": "en_US.UTF-8", "PATH": "/usr/bin:/bin",
    ]
  }

  typealias Ending = FinishedProcess

  /// The program beside the tests.
  static let program: String = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("clinic").path
    return FileManager.default.isExecutableFile(atPath: beside)
      ? beside : package.appendingPathComponent(".build/debug/clinic").path
  }()

  /// Runs the program with a text on its standard input.
  func run(_ arguments: [String], input: String = "") throws -> Ending {
    try FinishedProcess(
      Self.program, arguments, environment: environment, folder: root, input: Data(input.utf8))
  }

  func write(_ text: String, to name: String) throws -> String {
    let path = root + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: root + "/" + name, encoding: .utf8)
  }

  /// A new clinic in this process.
  func service(isDemo: Bool = false, now: Instant = Clock.now()) throws -> ClinicService {
    try ClinicService.initialise(
      ClinicService.NewSite(name: "Teste", prefix: "TS", isDemo: isDemo),
      in: DataFolder(path: root + "/data"), environment: environment,
      by: SiteOptions.operatorActor, now: now
    ).service
  }
}
