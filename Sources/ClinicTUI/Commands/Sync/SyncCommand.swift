import ArgumentParser
import ClinicDomain
import Storage
import SyncClient
import SyncProtocol

/// What the worker does, for scripts and for repairs.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: Wording.commandLine.aboutSync,
    subcommands: [
      SyncStatusCommand.self, Now.self, Retry.self, NextRuns.self, QuarantineCommand.self,
      SyncTasksCommand.self, SyncConflictsCommand.self,
    ])

  struct Now: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "now", abstract: Wording.commandLine.aboutSyncNow)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let service = try site.open()
      try SyncCommand.work(service, site, output)
      try service.close()
    }
  }

  struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry", abstract: Wording.commandLine.aboutSyncRetry)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let service = try site.open()
      let status = try service.answer(
        ReadSyncStatus(entryCount: 0), as: SiteOptions.operatorActor, now: Clock.now())
      if status.lastError == nil {
        try SyncCommand.say(.nothingToRetry, nil, site, output)
      } else {
        try SyncCommand.work(service, site, output)
      }
      try service.close()
    }
  }

  struct NextRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "next-runs", abstract: Wording.commandLine.aboutNextRuns)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp(Wording.commandLine.helpRunCount, valueName: "n"))
    var count: Int = 5

    func validate() throws {
      guard (1...1000).contains(count) else {
        throw ValidationError(Wording.commandLine.badValue("--count", "\(count)"))
      }
    }

    func run() throws {
      let schedule = try SyncSchedule.read(site)
      let service = try site.open()
      let zone = service.site.zone
      try service.close()
      let runs = schedule.runs(after: Clock.now(), in: zone, count: count)
      if output.json {
        return try Output.json(
          NextRunsOutput(schedule: schedule.text, runs: runs.map(\.isoText)))
      }
      for run in runs {
        let civil = zone.civil(at: run)
        Output.line("\(civil.date.isoText) \(civil.time.text)")
      }
    }
  }
}

private struct NextRunsOutput: Encodable {
  let schedule: String
  let runs: [String]
}

extension SyncCommand {
  /// How asking for a turn ended.
  enum Ending: String, Encodable {
    case done
    /// A worker is at it: it was asked to work now.
    case askedWorker
    case notEnrolled, nothingToRetry, failed
  }

  private struct EndingOutput: Encodable {
    let result: Ending
    let failure: String?
    let nextTryAt: String?
  }

  /// A turn here and now, or by the worker where one has the data.
  static func work(
    _ service: ClinicService, _ site: SiteOptions, _ output: OutputOptions
  ) throws {
    guard try service.standing().enrolment != nil else {
      try say(.notEnrolled, nil, site, output)
      throw CommandFailure.status(.refused)
    }
    guard let lock = try DrainerLock(folder: service.folder) else {
      guard DrainerLock.nudge(service.folder) else { throw CommandFailure.drainerBusy }
      return try say(.askedWorker, nil, site, output)
    }
    let worker = SyncWorker(
      service: service, schedule: try SyncSchedule.read(site), events: try ServiceEvents(),
      log: WorkerLog())
    try withExtendedLifetime(lock) { try report(worker.runOnce(), site, output) }
  }

  /// Tells how a turn ended; one that failed ends the program with its code.
  static func report(
    _ wait: SyncWait?, _ site: SiteOptions, _ output: OutputOptions
  ) throws {
    try say(wait == nil ? .done : .failed, wait, site, output)
    if let wait { throw CommandFailure.hub(wait.failure) }
  }

  static func say(
    _ ending: Ending, _ wait: SyncWait?, _ site: SiteOptions, _ output: OutputOptions
  ) throws {
    if output.json {
      return try Output.json(
        EndingOutput(
          result: ending, failure: wait?.failure.code, nextTryAt: wait?.until.isoText))
    }
    if ending != .failed { Output.line(site.wording.syncEnding(ending)) }
  }
}
