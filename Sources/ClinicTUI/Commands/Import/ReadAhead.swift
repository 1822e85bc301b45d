import Dispatch
import Foundation
import Synchronization

/// Runs a producer on a thread of its own, a few items ahead of who takes them.
///
/// Reading a file costs about as much as storing it: two cores do both at once.
final class ReadAhead<Item: Sendable>: Sendable {
  private enum Made: Sendable {
    case item(Item)
    case end
    case failure(any Error)
  }

  private struct State {
    var made: [Made] = []
    var isAbandoned = false
  }

  private let state = Mutex(State())
  // Made empty: one that is let go with less than it was made with is taken for a mistake.
  private let room = DispatchSemaphore(value: 0)
  private let ready = DispatchSemaphore(value: 0)

  /// Begins to produce at once, until `produce` answers nil or throws.
  init(items: Int, _ produce: sending @escaping () throws -> Item?) {
    for _ in 0..<items { room.signal() }
    // Only the new thread calls it.
    nonisolated(unsafe) let produce = produce
    Thread.detachNewThread { [self] in run(produce) }
  }

  /// The next item, waited for; nil at the end.
  func next() throws -> Item? {
    ready.wait()
    let made = state.withLock { $0.made.removeFirst() }
    switch made {
    case .item(let item):
      room.signal()
      return item
    case .end:
      ready.signal()
      state.withLock { $0.made = [.end] }
      return nil
    case .failure(let error): throw error
    }
  }

  /// Lets the producer end: nobody takes another item.
  func abandon() {
    state.withLock { $0.isAbandoned = true }
    room.signal()
  }

  private func run(_ produce: () throws -> Item?) {
    var isOver = false
    while !isOver {
      room.wait()
      if state.withLock({ $0.isAbandoned }) { return }
      let made: Made
      do {
        made = try produce().map(Made.item) ?? .end
      } catch {
        made = .failure(error)
      }
      if case .item = made {} else { isOver = true }
      state.withLock { $0.made.append(made) }
      ready.signal()
    }
  }
}
