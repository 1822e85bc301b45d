/// A random source that gives the same numbers for the same seed: SplitMix64.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A seed that is another for every text.
  static func mix(_ seed: UInt64, _ text: String) -> UInt64 {
    text.utf8.reduce(seed) { $0 &* 1_099_511_628_211 ^ UInt64($1) }
  }

  /// True that many times in a hundred.
  mutating func chance(_ percent: Int) -> Bool { number(in: 0...99) < percent }

  mutating func number(in range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  /// Any element of a list that has at least one; `fallback` for an empty one.
  mutating func pick<Element>(_ list: [Element], or fallback: Element) -> Element {
    list.randomElement(using: &self) ?? fallback
  }

  /// An element, the first ones more often: the lists of names begin with the most frequent.
  mutating func pickEarly<Element>(_ list: [Element], or fallback: Element) -> Element {
    guard !list.isEmpty else { return fallback }
    let place = Double(number(in: 0...9999)) / 10_000
    return list[Int(place * place * Double(list.count))]
  }

  mutating func digits(_ count: Int) -> [Int] {
    (0..<count).map { _ in number(in: 0...9) }
  }
}
