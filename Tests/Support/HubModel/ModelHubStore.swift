public import HubCore
internal import SyncProtocol
internal import Synchronization

/// A hub's store in memory: what PostgreSQL promises (all or nothing, one after the other, a dense
/// feed), without it.
public final class ModelHubStore: HubStore {
  private let state: Mutex<ModelState>

  public init(hub: String, name: String = "Hub", epoch: Int64 = 1) {
    state = Mutex(ModelState(identity: HubIdentity(hub: hub, name: name, epoch: epoch)))
  }

  public func write<Value>(_ body: (ModelTransaction) throws -> Value) throws -> Value {
    try run { transaction in
      let value = try body(transaction)
      try transaction.check()
      return value
    }
  }

  public func read<Value>(_ body: (ModelTransaction) throws -> Value) throws -> Value {
    try run(body)
  }

  private func run<Value>(_ body: (ModelTransaction) throws -> Value) throws -> Value {
    var result: Result<Value, any Error> = .failure(HubProblem(.busy))
    state.withLock { state in
      let transaction = ModelTransaction(state)
      // Only the transaction holds the state while it changes, so that nothing is copied.
      state = ModelState(identity: state.identity)
      result = Result { try body(transaction) }
      if case .failure = result { transaction.takeBack() }
      state = transaction.state
    }
    return try result.get()
  }

  /// All there is, as a backup of the database has it.
  public func backup() -> ModelState { state.withLock { $0 } }

  /// Puts an old backup back.
  public func restore(_ backup: ModelState) { state.withLock { $0 = backup } }
}
