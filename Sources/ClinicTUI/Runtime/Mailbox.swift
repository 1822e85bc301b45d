import Dispatch
import Glibc
import Synchronization

/// Events from other threads for the loop: a queue and a pipe that wakes it.
final class Mailbox: Sendable {
  private struct State {
    var events: [AppEvent] = []
    /// Whether the loop waits on the semaphore instead of the pipe.
    var isAwaited = false
  }

  private let state = Mutex(State())
  private let arrived = DispatchSemaphore(value: 0)
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
    enum Wake { case pipe, semaphore, none }
    let wake: Wake = state.withLock { state in
      state.events.append(event)
      if state.isAwaited {
        state.isAwaited = false
        return .semaphore
      }
      return state.events.count == 1 ? .pipe : .none
    }
    switch wake {
    case .semaphore: arrived.signal()
    case .pipe:
      var byte: UInt8 = 1
      _ = write(waker, &byte, 1)
    case .none: break
    }
  }

  /// Everything that was posted, in order.
  func take() -> [AppEvent] {
    var buffer = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &buffer, buffer.count) > 0 {}
    return takeEvents()
  }

  /// Everything that was posted, in order; waits a moment for the first where there is none.
  func take(withinMicroseconds wait: Int) -> [AppEvent] {
    let isEmpty = state.withLock { state in
      state.isAwaited = state.events.isEmpty
      return state.isAwaited
    }
    if isEmpty, arrived.wait(timeout: .now() + .microseconds(wait)) == .timedOut {
      let cameMeanwhile = state.withLock { state in
        defer { state.isAwaited = false }
        return !state.isAwaited
      }
      if cameMeanwhile { arrived.wait() }
    }
    return takeEvents()
  }

  private func takeEvents() -> [AppEvent] {
    state.withLock { state in
      defer { state.events = [] }
      return state.events
    }
  }
}
