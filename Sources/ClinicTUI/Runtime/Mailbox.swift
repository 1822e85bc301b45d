import Glibc
import Synchronization

/// Events from other threads for the loop: a queue and a pipe that wakes it.
final class Mailbox: Sendable {
  private let events = Mutex<[AppEvent]>([])
  /// For poll(2): readable while there is something to take.
  let descriptor: Int32
  private let waker: Int32

  /// - Returns: nil where the system gives no pipe.
  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    waker = ends[1]
  }

  deinit {
    close(descriptor)
    close(waker)
  }

  func post(_ event: AppEvent) {
    let isFirst = events.withLock { events in
      events.append(event)
      return events.count == 1
    }
    guard isFirst else { return }
    var byte: UInt8 = 1
    _ = write(waker, &byte, 1)
  }

  /// Everything that was posted, in order.
  func take() -> [AppEvent] {
    var buffer = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &buffer, buffer.count) > 0 {}
    return events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
