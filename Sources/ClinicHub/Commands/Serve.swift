internal import ArgumentParser
internal import Hummingbird
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Serves sites until it is told to stop; several at once may serve from one database.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve sites over HTTP, until SIGTERM or SIGINT.",
    discussion: "Put a proxy with TLS before it. Several instances on one database work as one.")

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(help: "The port to listen on.")
  var port = 8460

  @Option(help: "The hub's name, kept when the database is made.")
  var name = "Hub"

  @Option(help: "Connections to the database.")
  var connections = 16

  @Option(help: "Seconds to serve on after SIGTERM, not ready any more, until a proxy noticed.")
  var drain = 0

  func validate() throws {
    guard (1...256).contains(connections) else {
      throw ValidationError("--connections is from 1 to 256.")
    }
    guard (0...300).contains(drain) else { throw ValidationError("--drain is from 0 to 300.") }
  }

  func run() async throws {
    OpenFiles.allowMost()
    let logger = Logger(label: "clinic-hub") { JSONLogHandler(label: $0) }
    let address = try DatabaseAddress()
    let threads = HubThreads(count: connections)
    let name = name
    let store = try await threads.run { try address.open(name: name) }
    let service = HubService(store: store, threads: threads, logger: logger)
    var quiet = logger
    quiet.logLevel = .warning
    let application = Application(
      router: HubRoutes(service: service).router(),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: "clinic-hub", backlog: 4096),
      services: [Housekeeping(service: service)],
      onServerRunning: { channel in
        logger.info(
          "serving", metadata: ["port": "\(channel.localAddress?.port ?? 0)"])
      },
      logger: quiet)
    // Each is stopped once the one after it has ended.
    let services = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [application, Draining(service: service, time: .seconds(drain))],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
    try await services.run()
    try await threads.shutDown()
    try await service.probeThreads.shutDown()
    store.close()
    logger.info("stopped")
  }
}
