/// Writes CSV records (RFC 4180): CRLF ends, quotes where they are needed.
public struct CSVWriter: Sendable {
  /// The byte between fields.
  public let separator: Character
  /// Whether fields that a spreadsheet would run as a formula get an apostrophe before them.
  public let guardsFormulas: Bool

  /// A writer with that separator.
  public init(separator: Character = ",", guardsFormulas: Bool = false) {
    self.separator = separator
    self.guardsFormulas = guardsFormulas
  }

  /// One record with its line end.
  public func record(_ fields: some Sequence<String>) -> String {
    fields.map(field).joined(separator: String(separator)) + "\r\n"
  }

  private func field(_ text: String) -> String {
    let isFormula = guardsFormulas && text.unicodeScalars.first.map(Self.beginsFormula) ?? false
    let shown = isFormula ? "'" + text : text
    let needsQuotes = shown.unicodeScalars.contains { scalar in
      scalar == "\"" || scalar == "\n" || scalar == "\r" || separator.unicodeScalars.first == scalar
    }
    let hasOuterSpace = shown.first == " " || shown.last == " "
    guard needsQuotes || hasOuterSpace else { return shown }
    var quoted = "\""
    for scalar in shown.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// Source: OWASP, CSV injection.
  private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\t", "\r": true
    default: false
    }
  }
}
