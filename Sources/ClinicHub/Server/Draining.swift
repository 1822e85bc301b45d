import ServiceLifecycle

/// Says that the hub is not ready any more before it stops: a proxy turns to other instances while
/// this one still serves.
struct Draining: Service {
  let service: HubService
  let time: Duration

  func run() async throws {
    try await gracefulShutdown()
    service.readiness.end()
    try? await Task.sleep(for: time)
  }
}
