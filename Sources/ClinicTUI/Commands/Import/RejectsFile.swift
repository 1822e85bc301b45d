import Exchange
import Glibc

/// The rows that were not imported: line, reasons, and the row as it was, so that the corrected
/// file can be imported as it stands.
final class RejectsFile {
  let path: String
  private let header: [String]
  private let wording: Wording
  private var descriptor: Int32 = -1

  /// The file is made with the first row; one of an earlier run is replaced.
  init(path: String, header: [String], wording: Wording) {
    self.path = path
    self.header = header
    self.wording = wording
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Beside the source where that folder can be written, else in the working folder.
  static func place(for source: String) -> String {
    guard source != "-" else { return "stdin.rejects.csv" }
    let slash = source.lastIndex(of: "/")
    let folder = slash.map { source[...$0] } ?? "."
    if access(String(folder), W_OK) == 0 { return source + ".rejects.csv" }
    return (slash.map { String(source[source.index(after: $0)...]) } ?? source) + ".rejects.csv"
  }

  func add(_ row: RejectedRow, _ reasons: [ImportReason]) throws {
    let writer = CSVWriter()
    if descriptor < 0 {
      descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
      try write(writer.record(["line", "reason"] + header))
    }
    let reason = reasons.map { wording.importReason($0) }.joined(separator: "; ")
    try write(writer.record(["\(row.line)", reason] + row.fields))
  }

  private func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CommandFailure.file(path: path, errno: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
