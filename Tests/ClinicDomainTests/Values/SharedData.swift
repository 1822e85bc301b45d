import Foundation

/// Finds the data shared beside the package; tests that need it are skipped without it.
enum SharedData {
  static let folder: URL? = {
    let environment = ProcessInfo.processInfo.environment["CLINIC_SHARED"]
    let candidates = [
      environment.map { URL(fileURLWithPath: $0) },
      URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared"),
    ]
    return candidates.compactMap(\.self).first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("data").path)
    }
  }()

  static var isPresent: Bool { folder != nil }

  static func text(_ path: String) throws -> String {
    guard let folder else { throw CocoaError(.fileNoSuchFile) }
    let data = try Data(contentsOf: folder.appendingPathComponent("data/\(path)"))
    return String(decoding: data, as: UTF8.self)
  }
}
