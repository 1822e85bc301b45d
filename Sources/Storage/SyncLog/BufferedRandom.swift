import CLinux

/// The system's random numbers, fetched many at a time: an import names thousands of entries a
/// second, and each fetch is a system call.
struct BufferedRandom: RandomNumberGenerator {
  private var words = [UInt64](repeating: 0, count: 64)
  private var used = 64
  private var system = SystemRandomNumberGenerator()

  mutating func next() -> UInt64 {
    if used == words.count { refill() }
    defer { used += 1 }
    return words[used]
  }

  private mutating func refill() {
    used = 0
    let status = words.withUnsafeMutableBytes { clinic_random($0.baseAddress, UInt32($0.count)) }
    // A short answer, which only a signal can cause, falls back to single fetches.
    if status != 0 {
      for index in words.indices { words[index] = system.next() }
    }
  }
}
