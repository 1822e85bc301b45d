import ClinicDomain

/// The functions of mapping files that remember nothing.
enum RowFunctions {
  static func call(
    _ function: MappingFunction, _ texts: [String]
  ) throws(ImportProblem) -> String {
    switch function {
    case .stripDigits: return stripDigits(texts[0])
    case .title: return title(texts[0])
    case .upper: return texts[0].uppercased()
    case .lower: return texts[0].lowercased()
    case .digits: return texts[0].filter { $0.isASCII && $0.isNumber }
    case .first: return texts.first { !$0.isEmpty } ?? ""
    case .join:
      return texts.dropFirst().filter { !$0.isEmpty }.joined(separator: texts[0])
    case .date: return try date(texts[0], format: texts[1])
    case .instant: return try instant(texts[0], format: texts[1])
    case .day: return try day(texts[0])
    case .yearsBefore: return try yearsBefore(texts[0], texts[1])
    case .minutes: return try minutes(from: texts[0], to: texts[1])
    case .amount: return try amount(texts[0])
    case .table, .spread, .line: return ""
    }
  }

  /// Takes the digits off the end of each word.
  private static func stripDigits(_ text: String) -> String {
    text.split(separator: " ").map { word in
      var word = word
      while let last = word.last, last.isASCII, last.isNumber { word.removeLast() }
      return String(word)
    }.joined(separator: " ")
  }

  /// Words with a capital first letter; `de`, `da`, `do`, `das`, `dos` and `e` stay small within.
  private static func title(_ text: String) -> String {
    let particles: Set<String> = ["de", "da", "do", "das", "dos", "e"]
    return text.lowercased().split(separator: " ").enumerated().map { index, word in
      if index > 0, particles.contains(String(word)) { return String(word) }
      return word.prefix(1).uppercased() + word.dropFirst()
    }.joined(separator: " ")
  }

  /// Reads a day by a format of `yyyy`, `yy`, `MM` and `dd`, each letter for one digit.
  private static func date(_ text: String, format: String) throws(ImportProblem) -> String {
    guard !text.isEmpty else { return "" }
    let letters = Array(format.utf8)
    let digits = Array(text.utf8)
    guard letters.count == digits.count else { throw ImportProblem(nil, .form) }
    var numbers: [UInt8: Int] = [:]
    var lengths: [UInt8: Int] = [:]
    for (letter, digit) in zip(letters, digits) {
      switch letter {
      case UInt8(ascii: "y"), UInt8(ascii: "M"), UInt8(ascii: "d"):
        guard (0x30...0x39).contains(digit) else { throw ImportProblem(nil, .form) }
        numbers[letter] = numbers[letter, default: 0] * 10 + Int(digit - 0x30)
        lengths[letter, default: 0] += 1
      default: guard letter == digit else { throw ImportProblem(nil, .form) }
      }
    }
    guard var year = numbers[UInt8(ascii: "y")], let month = numbers[UInt8(ascii: "M")],
      let day = numbers[UInt8(ascii: "d")]
    else { throw ImportProblem(nil, .form) }
    if lengths[UInt8(ascii: "y")] == 2 { year += year < 50 ? 2000 : 1900 }
    guard let date = CivilDate(year: year, month: month, day: day) else {
      throw ImportProblem(nil, .noSuchDay)
    }
    return date.isoText
  }

  /// Reads an instant: `iso` with its zone, `epoch` in seconds or `epoch-ms`.
  private static func instant(_ text: String, format: String) throws(ImportProblem) -> String {
    guard !text.isEmpty else { return "" }
    let limit: Int64 = 253_402_300_799
    switch format {
    case "iso":
      guard let instant = try? Instant(iso: text) else { throw ImportProblem(nil, .form) }
      return instant.isoText
    case "epoch", "epoch-ms":
      guard let number = Int64(text) else { throw ImportProblem(nil, .form) }
      let milliseconds = format == "epoch" ? number.multipliedReportingOverflow(by: 1000).0 : number
      let seconds = format == "epoch" ? number : number / 1000
      guard abs(min(max(seconds, -limit - 1), limit + 1)) <= limit else {
        throw ImportProblem(nil, .outOfRange)
      }
      return Instant(milliseconds: milliseconds).isoText
    default: throw ImportProblem(nil, .form)
    }
  }

  /// The day an ISO date or instant begins with, as written, whatever its zone.
  private static func day(_ text: String) throws(ImportProblem) -> String {
    guard !text.isEmpty else { return "" }
    guard let date = try? CivilDate(iso: String(text.prefix(10))) else {
      throw ImportProblem(nil, .form)
    }
    return date.isoText
  }

  private static func yearsBefore(_ day: String, _ years: String) throws(ImportProblem) -> String {
    guard !day.isEmpty, !years.isEmpty else { return "" }
    guard let date = try? CivilDate(iso: day), let count = Int(years) else {
      throw ImportProblem(nil, .form)
    }
    guard (0...150).contains(count) else { throw ImportProblem(nil, .outOfRange) }
    return date.adding(months: -12 * count).isoText
  }

  /// Whole minutes between two instants, a part counting as one, at least 1.
  private static func minutes(from: String, to: String) throws(ImportProblem) -> String {
    guard !from.isEmpty, !to.isEmpty else { return "" }
    guard let start = try? Instant(iso: from), let end = try? Instant(iso: to) else {
      throw ImportProblem(nil, .form)
    }
    let length = end.milliseconds(since: start)
    guard length >= 0 else { throw ImportProblem(nil, .outOfRange) }
    return String(max(1, (length + 59_999) / 60_000))
  }

  /// Reads a number with a decimal point and rounds it to centavos, halves away from zero.
  private static func amount(_ text: String) throws(ImportProblem) -> String {
    guard !text.isEmpty else { return "" }
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" || $0 == "+" }
      .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, let reais = Int64(whole), reais >= 0, reais <= 999_999_999,
      whole.allSatisfy(\.isNumber)
    else { throw ImportProblem(nil, .form) }
    var cents: Int64 = 0
    if parts.count == 2 {
      let digits = Array(parts[1].utf8)
      guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw ImportProblem(nil, .form)
      }
      let padded = digits + [0x30, 0x30, 0x30]
      cents = Int64(padded[0] - 0x30) * 10 + Int64(padded[1] - 0x30)
      if padded[2] >= 0x35 { cents += 1 }
    }
    let centavos = reais * 100 + cents
    return Money(centavos: isNegative ? -centavos : centavos).text
  }
}
