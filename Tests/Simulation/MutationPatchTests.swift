import Foundation
import Testing

/// The patches by which `script/mutate` takes safeguards out.
@Suite struct MutationPatchTests {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func patches() -> [String] {
    let found = try? FileManager.default.contentsOfDirectory(
      atPath: tests.appending(path: "Mutations").path)
    return (found ?? []).filter { $0.hasSuffix(".patch") }.sorted()
  }

  @Test func `there are some`() { #expect(Self.patches().count >= 12) }

  @Test(arguments: patches())
  func `takes out what is there`(name: String) throws {
    let patch = try String(
      contentsOf: Self.tests.appending(path: "Mutations/\(name)"), encoding: .utf8)
    #expect(patch.hasPrefix("Safeguard: ") && patch.contains("\nBattery: "))
    var file = "", hunk: [Substring] = [], hunks = 0
    func check() {
      guard !hunk.isEmpty else { return }
      let before = hunk.joined(separator: "\n")
      #expect(file.contains(before), "\(name) no longer fits:\n\(before)")
      (hunk, hunks) = ([], hunks + 1)
    }
    for line in patch.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("--- a/") {
        check()
        file = try String(
          contentsOf: Self.tests.appending(path: "../" + line.dropFirst(6)), encoding: .utf8)
      } else if line.hasPrefix("@@") {
        check()
      } else if !file.isEmpty, line.hasPrefix(" ") || line.hasPrefix("-") {
        hunk.append(line.dropFirst())
      }
    }
    check()
    #expect(hunks > 0)
  }
}
