import Dispatch
import Storage
import SyncProtocol
import Synchronization

/// Makes the next push ready on a thread of its own.
final class ReadAhead: Sendable {
  struct Limits: Hashable {
    let entries: Int
    let bytes: Int
  }

  private let service: ClinicService
  private let queue = DispatchQueue(label: "clinic.read-ahead")
  private let ready = Mutex<(push: PushRequest, limits: Limits)?>(nil)

  init(service: ClinicService) { self.service = service }

  func begin(after push: PushRequest, _ limits: Limits) {
    queue.async { [self] in
      let next = try? service.push(
        after: push, entryLimit: limits.entries, byteLimit: limits.bytes)?.withBytes
      ready.withLock { $0 = next.map { ($0, limits) } }
    }
  }

  /// What was made ready, where it still is what comes next.
  func take(_ limits: Limits) throws -> PushRequest? {
    queue.sync {}
    let found = ready.withLock { ready in
      defer { ready = nil }
      return ready
    }
    guard let found, found.limits == limits, try service.isNext(found.push) else { return nil }
    return found.push
  }
}
