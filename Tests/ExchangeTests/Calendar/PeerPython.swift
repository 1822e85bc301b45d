import Foundation
import SampleClinic

/// The system's Python with the libraries of its packages: judges that are not of this project.
enum PeerPython {
  static let program = "/usr/bin/python3"

  static func has(_ modules: String...) -> Bool {
    let imports = modules.map { "import \($0)" }.joined(separator: "; ")
    return (try? run(arguments: ["-c", imports]))?.status == 0
  }

  /// Runs a script of the folder `Peers` and gives its output.
  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Peers/\(script)").path
    return try run(arguments: [file] + arguments).output
  }

  private static func run(arguments: [String]) throws -> FinishedProcess {
    try FinishedProcess(program, arguments)
  }
}
