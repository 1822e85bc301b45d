import Glibc

/// One line of the table of results.
struct Report {
  let measure: String
  let ours: Double
  let unit: String
  let peer: String
  let theirs: Double
  let bar: String

  /// The ratio is ours to theirs as it stands: better is more for rates, less for times.
  var line: String {
    let hasPeer = theirs > 0
    return [
      measure, "\(Self.text(ours)) \(unit)", peer, hasPeer ? "\(Self.text(theirs)) \(unit)" : "–",
      hasPeer ? Self.text(ours / theirs) + "×" : "–", bar,
    ].joined(separator: "\t")
  }

  /// Three significant digits, without a formatter.
  static func text(_ value: Double) -> String {
    if value >= 100 { return String(Int(value.rounded())) }
    let digits = value >= 10 ? 10 : 100
    let scaled = Int((value * Double(digits)).rounded())
    let fraction = scaled % digits
    let padded = digits == 100 && fraction < 10 ? "0\(fraction)" : "\(fraction)"
    return "\(scaled / digits).\(padded)"
  }
}

/// Times of one kind of work.
struct Samples {
  /// Milliseconds.
  private(set) var times: [Double] = []

  mutating func measure(_ work: () throws -> Void) rethrows {
    let began = Samples.clock
    try work()
    times.append(Samples.clock - began)
  }

  mutating func add(_ milliseconds: Double) { times.append(milliseconds) }

  func percentile(_ part: Double) -> Double {
    guard !times.isEmpty else { return 0 }
    let sorted = times.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
  }

  var median: Double { percentile(0.5) }

  /// Milliseconds of the monotonic clock.
  static var clock: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }
}
