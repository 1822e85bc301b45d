import HubCore
import Logging
import ServiceLifecycle

/// What has to be done now and then, whichever instance comes to it.
struct Housekeeping: Service {
  let service: HubService
  var pause = Duration.seconds(30)

  func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await once()
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// Decides what a lease's holder no longer does, and forgets old nonces.
  func once() async {
    let service = service
    do {
      try await service.threads.run {
        let now = service.clock()
        try service.hub.settleOverdueRequests(at: now)
        try service.hub.store.write { tx in try tx.forgetNonces(at: now) }
      }
    } catch {
      service.logger.warning("housekeeping failed", metadata: ["kind": "\(type(of: error))"])
    }
  }
}
