import ClinicDomain
import TerminalKit

/// One call on the wall: ticket, name and room, each as large as its width allows.
struct CallPoster: Equatable, Sendable {
  /// Some lines of one size; nil for plain text.
  private struct Part: Equatable, Sendable {
    let lines: [String]
    let scale: LargeLetters.Scale?

    /// The text in the largest letters in which it takes one line, else two.
    init(_ text: String, _ scales: [LargeLetters.Scale], columns: Int) {
      for most in 1...2 {
        for scale in scales {
          if let lines = LargeLetters.lines(of: text, scale, columns: columns), lines.count <= most
          {
            (self.lines, self.scale) = (lines, scale)
            return
          }
        }
      }
      (lines, scale) = ([text], nil)
    }

    init(plain text: String) { (lines, scale) = ([text], nil) }

    func rows(of line: String) -> Int { scale.map { LargeLetters.rows(of: line, $0) } ?? 1 }

    var rows: Int { lines.map { rows(of: $0) }.reduce(0, +) + lines.count - 1 }
  }

  private let parts: [Part]

  /// Name and room are as large as the ticket where there is room for all, else half as large.
  init(_ call: BoardCall, _ wording: Wording, columns: Int, rows: Int) {
    let ticket = Part(wording.ticket(call.ticket), [.large, .medium], columns: columns)
    let plain = Part(plain: wording.boardCall(call))
    let sizes = [[LargeLetters.Scale.large, .medium], [.medium]].map { scales in
      [ticket]
        + [call.label, wording.boardPlace(call)].filter { !$0.isEmpty }.map {
          Part($0, scales, columns: columns)
        } + [plain]
    }
    parts = sizes.first { Self.rows(of: $0) <= rows } ?? sizes[1]
  }

  var rows: Int { Self.rows(of: parts) }

  /// A blank line stands between what is large.
  private static func rows(of parts: [Part]) -> Int {
    parts.map(\.rows).reduce(0, +) + max(0, parts.count - 2)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, style: Style) {
    var row = 0
    for (index, part) in parts.enumerated() {
      for line in part.lines {
        let area = rect.inset(top: row)
        if let scale = part.scale {
          LargeLetters.draw(line, scale, into: &buffer, in: area, style: style)
        } else {
          buffer.put(line, in: area, style: .strong)
        }
        row += part.rows(of: line) + 1
      }
      // What is said in plain words stands right below.
      if index == parts.count - 2 { row -= 1 }
    }
  }
}
