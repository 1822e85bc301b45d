import Foundation

/// How many files and connections a process may have open.
enum OpenFiles {
  /// Asks for all that the system would give: each connection takes one.
  ///
  /// - Returns: how many there may be.
  @discardableResult static func allowMost() -> Int {
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limits = rlimit()
    getrlimit(kind, &limits)
    limits.rlim_cur = limits.rlim_max
    setrlimit(kind, &limits)
    getrlimit(kind, &limits)
    return Int(clamping: limits.rlim_cur)
  }
}
