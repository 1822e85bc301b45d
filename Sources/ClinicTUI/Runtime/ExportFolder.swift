import Glibc

/// Where a person's exports go: the folder she started the program in.
struct ExportFolder: Sendable {
  let path: String

  /// Writes a new file readable by its owner only, and never over another one.
  ///
  /// - Returns: the file's path, or nil where it could not be written.
  func write(_ text: String, name: String) -> String? {
    let safe = String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
    for attempt in 1...99 {
      let candidate = attempt == 1 ? safe : numbered(safe, attempt)
      let file = "\(path)/\(candidate)"
      let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | Int32(O_CLOEXEC), 0o600)
      if descriptor < 0, errno == EEXIST { continue }
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      return writeAll(text, to: descriptor) && fsync(descriptor) == 0 ? file : nil
    }
    return nil
  }

  private func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: ".") else { return "\(name)-\(number)" }
    return "\(name[..<dot])-\(number)\(name[dot...])"
  }

  private func writeAll(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
