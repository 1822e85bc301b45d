import Glibc

/// The progress bar on standard error: how far, how fast, how long still.
final class ImportProgress {
  private let totalBytes: Int
  private let wording: Wording
  private let began = ImportProgress.seconds
  private var shownAt = 0.0

  /// Begins to measure; a length of 0 stands for one that is not known.
  init(totalBytes: Int, wording: Wording) {
    self.totalBytes = totalBytes
    self.wording = wording
  }

  /// Shows where it is, ten times a second at most.
  func show(_ counts: ImportCounts, bytesRead: Int) {
    let now = Self.seconds
    guard now - shownAt > 0.1 else { return }
    shownAt = now
    StandardError.write("\r\u{1B}[K" + text(counts, bytesRead: bytesRead, after: now - began))
  }

  /// Takes the bar away.
  func end() {
    if shownAt > 0 { StandardError.write("\r\u{1B}[K") }
    shownAt = 0
  }

  func text(_ counts: ImportCounts, bytesRead: Int, after seconds: Double) -> String {
    let rate = seconds > 0 ? Int(Double(counts.read) / seconds) : 0
    let speed = wording.importSpeed(rows: counts.read, perSecond: rate, rejected: counts.rejected)
    guard totalBytes > 0 else { return speed }
    let part = min(1, Double(bytesRead) / Double(totalBytes))
    let filled = Int(part * 24)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 24 - filled)
    let left = part > 0.01 ? Int(seconds / part * (1 - part) + 0.5) : 0
    let percent = Int(part * 100)
    let pad = percent < 10 ? "  " : percent < 100 ? " " : ""
    return "[\(bar)] \(pad)\(percent)%  \(speed)  \(wording.timeLeft(seconds: left))"
  }

  private static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
