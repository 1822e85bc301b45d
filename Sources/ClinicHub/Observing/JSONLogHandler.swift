import ClinicDomain
import Foundation
import Logging
import SyncProtocol

/// One JSON object a line on standard error.
struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info
  private let label: String

  init(label: String) { self.label = label }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = JSONObject()
    for (key, value) in metadata { line[key] = .string("\(value)") }
    for (key, value) in event.metadata ?? [:] {
      line[key] = Int64("\(value)").map { .int($0) } ?? .string("\(value)")
    }
    line["at"] = .string(Instant.system().isoText)
    line["level"] = .string(event.level.rawValue)
    line["logger"] = .string(label)
    line["message"] = .string("\(event.message)")
    let bytes = JSONValue.object(line).canonicalBytes + [UInt8(ascii: "\n")]
    // One write a line, so that lines of threads don't mix.
    _ = write(2, bytes, bytes.count)
  }
}
