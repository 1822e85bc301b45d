import Foundation
import Glibc
import SampleClinic

/// The demo clinic, made once by the program itself and copied for each test.
struct DemoData {
  let folder: String
  private let home: String

  /// The accounts that the login screen of a demo shows.
  static let logins = ["recepcao", "medico", "enfermagem", "faturamento", "gestor", "auditor"]
  static let password = "demonstracao"

  private static let original = Result {
    let home = NSTemporaryDirectory() + "clinic-end-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    let demo = DemoData(folder: home + "/demo", home: home)
    let child = try ChildProcess(
      program, ["demo", "--no-open", "--data", demo.folder], environment: demo.environment)
    let lines = child.remainingLines()
    guard child.wait() == 0 else { throw SampleFailure.impossible("demo: \(lines)") }
    atexit { DemoData.removeAll() }
    return demo
  }

  static func make() throws -> DemoData { try original.get() }

  private static func removeAll() {
    if let demo = try? original.get() { try? FileManager.default.removeItem(atPath: demo.home) }
  }

  private var environment: [String: String] {
    ["HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/share"]
  }

  /// The command line that opens the demo, for a shell.
  func opening(_ options: String = "--lang pt-BR") -> String {
    let settings = environment.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
    return "\(settings) \(Self.program) open --data \(folder) \(options)"
  }

  /// Opens the demo in a terminal and logs in.
  func session(
    as login: String, columns: Int = 80, rows: Int = 24, options: String = "--lang pt-BR"
  ) throws -> TerminalSession {
    let session = try TerminalSession(columns: columns, rows: rows)
    try session.run("clear; " + opening(options))
    try session.wait(for: Self.password, seconds: 30)
    try session.type(login)
    try session.press("Enter")
    try session.type(Self.password)
    try session.press("Enter")
    try session.wait(without: Self.password)
    return session
  }

  /// Beside the test bundle, where the build puts it.
  static let program: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent()
      .appendingPathComponent("clinic").path
  }()
}
