import Foundation
import TerminalKit
import Testing

@testable import ClinicTUI

/// The sizes and languages in which screens are compared.
struct ScreenVariant: CustomTestStringConvertible, Sendable {
  let language: Language
  let size: Size

  static let all = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)].flatMap { size in
    Language.allCases.map { ScreenVariant(language: $0, size: size) }
  }

  var suffix: String { "\(size.columns)x\(size.rows).\(language.rawValue)" }
  var testDescription: String { suffix }
}

/// Compares a screen with `__Screens__/<name>.<size>.<language>.txt`.
///
/// With `CLINIC_RECORD=1` the file is written instead, which `CI` forbids.
func assertScreen(
  _ buffer: CellBuffer, named name: String, _ variant: ScreenVariant,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "__Screens__")
  let file = folder.appending(path: "\(name).\(variant.suffix).txt")
  let shown = buffer.text + "\n"
  let environment = ProcessInfo.processInfo.environment
  if environment["CLINIC_RECORD"] == "1" {
    guard environment["CI"] == nil else {
      Issue.record("CI records no screens", sourceLocation: sourceLocation)
      return
    }
    do {
      try shown.write(to: file, atomically: true, encoding: .utf8)
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
    return
  }
  guard let saved = try? String(contentsOf: file, encoding: .utf8) else {
    Issue.record("no saved screen \(file.lastPathComponent)", sourceLocation: sourceLocation)
    return
  }
  guard saved != shown else { return }
  let wanted = saved.split(separator: "\n", omittingEmptySubsequences: false)
  let got = shown.split(separator: "\n", omittingEmptySubsequences: false)
  let rows = (0..<max(wanted.count, got.count)).filter { row in
    (row < wanted.count ? wanted[row] : nil) != (row < got.count ? got[row] : nil)
  }
  Issue.record(
    "\(file.lastPathComponent) differs in rows \(rows.map { $0 + 1 }):\n\(shown)",
    sourceLocation: sourceLocation)
}

/// Draws what `make` makes in every size and language and compares each with its file.
func assertScreens(
  named name: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ make: (ScreenVariant) throws -> CellBuffer
) rethrows {
  for variant in ScreenVariant.all {
    assertScreen(try make(variant), named: name, variant, sourceLocation: sourceLocation)
  }
}
