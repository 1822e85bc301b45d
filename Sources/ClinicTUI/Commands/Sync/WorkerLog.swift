import ClinicDomain
import Storage
import SyncClient
import SyncProtocol

/// What the worker did, as one line of JSON each: counts, codes and places of the log, and nothing
/// that tells of a person.
struct WorkerLog {
  let write: (String) -> Void

  init(write: @escaping (String) -> Void = { StandardError.write($0 + "\n") }) {
    self.write = write
  }

  func tell(_ event: String, _ details: [(String, JSONValue)] = [], at now: Instant) {
    let fixed: [(String, JSONValue)] = [("at", .string(now.isoText)), ("event", .string(event))]
    write(JSONValue.object(JSONObject(fixed + details)).canonicalText)
  }

  func tell(_ event: SyncEvent, at now: Instant) {
    guard let line = event.logged else { return }
    tell(line.name, line.details, at: now)
  }
}

extension SyncEvent {
  /// Name and details for the log; nil for what is not worth a line.
  var logged: (name: String, details: [(String, JSONValue)])? {
    switch self {
    case .nothing: nil
    case .began(let trigger): ("begin", [("trigger", .string(trigger.rawValue))])
    case .notEnrolled: ("not_enrolled", [])
    case .replayed(let count): ("replayed", [("count", .int(Int64(count)))])
    case .renewed(let epoch, let reason):
      ("epoch", [("epoch", .int(epoch)), ("reason", .string(reason.rawValue))])
    case .pushed(let count, let outcomes, let acknowledged):
      (
        "pushed",
        [
          ("count", .int(Int64(count))), ("acknowledged", .int(acknowledged)),
          (
            "outcomes",
            .object(JSONObject(outcomes.map { ($0.key.rawValue, .int(Int64($0.value))) }))
          ),
        ]
      )
    case .bisected(let entries): ("bisected", [("entries", .int(Int64(entries)))])
    case .quarantined(let transaction, let reason):
      ("quarantined", [("tx", .string(transaction)), ("reason", .string(reason))])
    case .rewound(let acknowledged): ("rewound", [("acknowledged", .int(acknowledged))])
    case .pulled(let count, let position, let head):
      (
        "pulled",
        [("count", .int(Int64(count))), ("position", .int(position)), ("head", .int(head))]
      )
    case .feedRestarted(let epoch): ("feed_restarted", [("hub_epoch", .int(epoch))])
    case .decided(let count): ("decided", [("count", .int(Int64(count)))])
    case .keysLeft(let count): ("keys_left", [("count", .int(Int64(count)))])
    case .keysFetched(let count): ("keys_fetched", [("count", .int(Int64(count)))])
    case .piecesSent(let count): ("pieces_sent", [("count", .int(Int64(count)))])
    case .pieceFetched: ("piece_fetched", [])
    case .pieceRefused(let hash): ("piece_refused", [("hash", .string(hash))])
    case .held(let failure): ("held", [("failure", .string(failure.code))])
    case .failed(let wait):
      (
        "failed",
        [
          ("failure", .string(wait.failure.code)), ("failures", .int(Int64(wait.failures))),
          ("next", .string(wait.until.isoText)), ("breaker_open", .bool(wait.isOpen)),
        ]
      )
    case .finished: ("finished", [])
    }
  }
}
