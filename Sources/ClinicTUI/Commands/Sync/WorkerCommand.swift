import ArgumentParser
import ClinicDomain
import Glibc
import Storage
import SyncClient
import SyncProtocol
import WebClient

/// Carries the site's log to the hub and brings the feed back, until it is told to end.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: Wording.commandLine.aboutWorker)

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: ArgumentHelp(Wording.commandLine.helpOnce))
  var once = false

  @Option(help: ArgumentHelp(Wording.commandLine.helpMetrics, valueName: "port"))
  var metrics: UInt16?

  @Option(help: ArgumentHelp(Wording.commandLine.helpLongestWait, valueName: "s"))
  var longestWait: Int64 = RetryPolicy().cap / 1000

  func validate() throws {
    guard (1...3600).contains(longestWait) else {
      throw ValidationError(Wording.commandLine.badValue("--longest-wait", "\(longestWait)"))
    }
  }

  func run() throws {
    let schedule = try SyncSchedule.read(site)
    // Nobody waits for it: the terminals of the machine go first.
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
    // Before any other thread: they inherit which signals wait.
    let events = try ServiceEvents()
    let service = try site.open()
    guard let lock = try DrainerLock(folder: service.folder) else {
      throw CommandFailure.drainerBusy
    }
    let log = WorkerLog()
    let counters = SiteMetrics()
    let worker = SyncWorker(
      service: service, schedule: schedule, events: events, log: log, metrics: counters,
      policy: RetryPolicy(cap: longestWait * 1000))
    try withExtendedLifetime(lock) {
      guard once else {
        log.tell("started", [("schedule", .string(schedule.text))], at: Clock.now())
        try metrics.map { port in
          let listener = try counters.listen(at: Int(port), for: service)
          log.tell("metrics", [("port", .int(Int64(listener.port)))], at: Clock.now())
        }
        return worker.run()
      }
      let wait = worker.runOnce()
      guard try service.standing().enrolment != nil else {
        return try SyncCommand.say(.notEnrolled, nil, site, output)
      }
      try SyncCommand.report(wait, site, output)
    }
    try service.close()
  }
}

/// When the worker runs by itself.
enum SyncSchedule {
  static let name = "CRONTAB"
  /// Where nobody says anything.
  static let standard = "*/5 * * * *"

  /// Reads the environment, else the `.env` file beside the data folder.
  static func read(_ site: SiteOptions) throws -> CronSchedule {
    let text = site.folder.setting(name, environment: site.environment) ?? standard
    do throws(CronSchedule.ParseError) {
      return try CronSchedule(parsing: text)
    } catch {
      throw CommandFailure.schedule(error, text: text)
    }
  }
}

extension SiteMetrics {
  /// Tells Prometheus on this machine of the worker and of what waits at its site.
  fileprivate func listen(at port: Int, for service: ClinicService) throws -> MetricsListener {
    let listener: MetricsListener
    do {
      listener = try MetricsListener(port: port) { try? self.text(of: service) }
    } catch {
      throw CommandFailure.portTaken(port)
    }
    listener.start()
    return listener
  }

  private func text(of service: ClinicService) throws -> String {
    let status = try service.answer(
      ReadSyncStatus(entryCount: 0), as: SiteOptions.operatorActor, now: Clock.now())
    let held = try service.quarantined().filter { $0.state == .held || $0.state == .behind }
    return text(
      site: service.site.prefix,
      gauges: Gauges(
        status: status, standing: try service.standing(), quarantined: held.count))
  }
}

extension SyncWorker {
  /// A worker on a clinic's data, as the operator of the machine.
  convenience init(
    service: ClinicService, schedule: CronSchedule, events: ServiceEvents, log: WorkerLog,
    metrics: SiteMetrics = SiteMetrics(), policy: RetryPolicy = RetryPolicy()
  ) {
    let store = ClinicSiteStore(
      service: service, actor: SiteOptions.operatorActor, readsAhead: true)
    let transport = SiteTransport(
      service: service, client: CurlClient(connectSeconds: 10, totalSeconds: 60, limit: 64 << 20),
      clock: Clock.now)
    let engine = SyncEngine(
      store: store, transport: transport, random: SystemRandomNumberGenerator(), policy: policy,
      clock: Clock.now)
    self.init(
      service: service, store: store, engine: engine, schedule: schedule, events: events, log: log,
      metrics: metrics)
  }
}
