import ClinicDomain
import Glibc

/// The system's clock: looked at by the loop and the command line only.
enum Clock {
  static func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Counts on whatever happens to the date: for spans only.
  static func monotonicMicroseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }

  static func millisecondsToNextMinute() -> Int {
    Int(60_000 - now().milliseconds % 60_000) + 1
  }
}
