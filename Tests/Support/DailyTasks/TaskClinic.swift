import Glibc
import SampleClinic

/// A demo clinic on a morning in November, made once; each task works on a copy.
public struct TaskClinic: Sendable {
  let program: String
  private let root: String
  private let clock: String
  /// Wednesday 25 November 2026, 09:42 in Brasília.
  private static let start = "1795610520"

  /// - Parameters:
  ///   - program: the executable `clinic`.
  ///   - clock: the library that lets it begin on that morning.
  ///   - root: an empty folder.
  /// - Throws: `SampleFailure.impossible` where something is not built or the demo can't be made.
  public init(program: String, clock: String, root: String) throws {
    (self.program, self.clock, self.root) = (program, clock, root)
    for needed in [program, clock] where access(needed, R_OK) != 0 {
      throw SampleFailure.impossible("\(needed) is not built")
    }
    mkdir(root, 0o700)
    mkdir(root + "/0", 0o700)
    let demo = try ChildProcess(
      program, ["demo", "--no-open", "--data", root + "/0/demo"],
      environment: environment(root + "/0"))
    let said = demo.remainingLines()
    guard demo.wait() == 0 else { throw SampleFailure.impossible("demo: \(said)") }
    try ClinicLines.setCredential(SampleClinic.credential, in: root + "/0/demo/clinic.sqlite")
  }

  /// Takes the folder away.
  public func remove() { _ = try? ChildProcess("/bin/rm", ["-rf", root]).wait() }

  private func environment(_ home: String) -> [String: String] {
    [
      "HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/share",
      "LD_PRELOAD": clock, "CLINIC_PROOF_STARTS_AT": Self.start, "TERM": "xterm-256color",
      "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
    ]
  }

  /// A clinic of its own for a task, called by a number; open and logged in.
  func open(_ name: String, as login: String, quietMilliseconds: Int32) throws -> (
    terminal: PseudoTerminal, database: String
  ) {
    let home = root + "/" + name
    guard try ChildProcess("/bin/cp", ["-a", root + "/0", home]).wait() == 0 else {
      throw SampleFailure.impossible("copy to \(home)")
    }
    var settings = environment(home)
    if let path = getenv("LD_LIBRARY_PATH") { settings["LD_LIBRARY_PATH"] = String(cString: path) }
    let terminal = try PseudoTerminal(
      program, ["open", "--data", home + "/demo", "--lang", "pt-BR"], environment: settings)
    try terminal.wait("the login") { $0.contains(SampleClinic.password) }
    terminal.write(Array((login + "\r" + SampleClinic.password + "\r").utf8))
    try terminal.wait("the first screen") {
      !$0.contains(SampleClinic.password) && $0.contains("\(login) ")
    }
    terminal.settle(quietMilliseconds: quietMilliseconds)
    return (terminal, home + "/demo/clinic.sqlite")
  }
}
