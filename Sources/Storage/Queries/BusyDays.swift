/// Stretches of UTC minutes by the days of a place; what goes past midnight is of both.
///
/// One that begins where the last of its day ended makes that longer: a full day is one stretch, however
/// many visits it has.
struct BusyDays {
  /// Minutes from UTC to the place's time.
  private let offset: Int
  private var known: [Int: [Range<Int>]] = [:]
  private var day = Int.min
  private var today: [Range<Int>] = []

  init(offset: Int) { self.offset = offset }

  mutating func add(_ from: Int, _ until: Int) {
    let start = from - offset
    // Towards the past, before 1970 too.
    let day = start >= 0 ? start / 1440 : (start - 1439) / 1440
    if day != self.day { turn(to: day) }
    let range = (start - day * 1440)..<(until - offset - day * 1440)
    if let last = today.last, last.upperBound == range.lowerBound {
      today[today.count - 1] = last.lowerBound..<range.upperBound
    } else {
      today.append(range)
    }
    if range.upperBound > 1440 {
      known[day + 1, default: []].append(0..<(range.upperBound - 1440))
    }
  }

  private mutating func turn(to day: Int) {
    if !today.isEmpty { known[self.day, default: []] += today }
    self.day = day
    today = []
  }

  /// Minutes of each day.
  var byDay: [Int: [Range<Int>]] {
    today.isEmpty ? known : known.merging([day: today]) { $0 + $1 }
  }
}
