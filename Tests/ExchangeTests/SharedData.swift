import Exchange
import Foundation
import Glibc
import SampleClinic

/// Finds the data shared beside the package; tests that need it are skipped without it.
enum SharedData {
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let folder: URL? = {
    let environment = ProcessInfo.processInfo.environment["CLINIC_SHARED"]
    let candidates = [
      environment.map { URL(fileURLWithPath: $0) },
      package.deletingLastPathComponent().appendingPathComponent("shared"),
    ]
    return candidates.compactMap(\.self).first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("data").path)
    }
  }()

  static var isPresent: Bool { folder != nil }

  static func path(_ name: String) throws -> String {
    guard let folder else { throw CocoaError(.fileNoSuchFile) }
    return folder.appendingPathComponent("data/\(name)").path
  }

  static func mapping(_ name: String) throws -> ImportMapping {
    let file = package.appendingPathComponent("mappings/\(name).map")
    return try ImportMapping(parsing: String(contentsOf: file, encoding: .utf8))
  }

  /// Reads a shared file, decompressed where it is stored compressed.
  static func withReader<Result>(
    _ name: String, _ mapping: ImportMapping, _ body: (CSVReader) throws -> Result
  ) throws -> Result {
    let plain = try path(name)
    guard !FileManager.default.fileExists(atPath: plain) else {
      return try body(
        CSVReader(path: plain, separator: mapping.separator, encoding: mapping.encoding))
    }
    let gzip = try ChildProcess("/bin/gzip", ["-dc", plain + ".gz"])
    defer {
      gzip.send(signal: SIGKILL)
      gzip.wait()
    }
    return try body(
      CSVReader(
        descriptor: gzip.descriptor, separator: mapping.separator,
        encoding: mapping.encoding))
  }
}
