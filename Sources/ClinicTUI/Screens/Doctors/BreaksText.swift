import ClinicDomain

/// Breaks as a person types them: `10:00-10:15 16-16:20`.
enum BreaksText {
  static func text(_ breaks: [TimeSpan]) -> String {
    breaks.map { "\($0.from.text)-\($0.until.text)" }.joined(separator: " ")
  }

  /// By start; nil where a part is no stretch of time.
  static func breaks(_ text: String) -> [TimeSpan]? {
    var breaks: [TimeSpan] = []
    for part in text.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" }) {
      let ends = part.split(whereSeparator: { $0 == "-" || $0 == "–" })
      guard ends.count == 2, let from = try? CivilTime(parsing: String(ends[0])),
        let until = try? CivilTime(parsing: String(ends[1])), from < until
      else { return nil }
      breaks.append(TimeSpan(from: from, until: until))
    }
    return breaks.sorted { $0.from < $1.from }
  }
}
