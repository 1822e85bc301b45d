import ArgumentParser
import ClinicDomain
import Storage
import SyncClient
import SyncProtocol

/// What waits, what was taken, and what went wrong last.
struct SyncStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: Wording.commandLine.aboutSyncStatus)

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let service = try site.open()
    let status = try service.answer(
      ReadSyncStatus(entryCount: 0), as: SiteOptions.operatorActor, now: Clock.now())
    let standing = try service.standing()
    let held = try service.quarantined().filter { $0.state == .held || $0.state == .behind }
    let isWorking = DrainerLock.holder(of: service.folder) != nil
    let next = (try? SyncSchedule.read(site))?.next(after: Clock.now(), in: service.site.zone)
    try service.close()
    if output.json {
      return try Output.json(
        SyncOutput(status, standing, held: held.count, isWorking: isWorking, next: next))
    }
    for line in site.wording.syncLines(status) { Output.line(line) }
    for line in [
      site.wording.clockBanner(status.hub),
      site.wording.leaseBanner(status.hub, now: Clock.now()),
    ].compactMap(\.self) {
      Output.line(line)
    }
    for line in site.wording.syncLines(standing, held: held.count, isWorking: isWorking) {
      Output.line(line)
    }
  }
}

private struct SyncOutput: Encodable {
  let isEnrolled: Bool
  let pending: Int
  let oldestPendingAt: String?
  let staged: Int
  let torn: Int
  let tasks: Int
  /// Rebookings, identity questions and held commands.
  let hubTasks: Int
  let lastError: String?
  let lastContactAt: String?
  let failingSince: String?
  let nextTryAt: String?
  let behind: Int?
  let clockSkewMilliseconds: Int64?
  let hub: String?
  let address: String?
  let siteNumber: Int64?
  let leaseUntil: String?
  let epoch: Int64
  let lastSequence: Int64
  let acknowledged: Int64
  let feed: String
  let quarantined: Int
  let isWorkerRunning: Bool
  let nextRunAt: String?

  init(
    _ status: SyncStatus, _ standing: SiteStanding, held: Int, isWorking: Bool, next: Instant?
  ) {
    isEnrolled = status.isEnrolled
    pending = status.pendingCount
    oldestPendingAt = status.oldestPendingAt?.isoText
    staged = status.stagedCount
    torn = status.tornCount
    tasks = status.tasks.count
    hubTasks = status.taskCount
    lastError = status.lastError
    lastContactAt = status.hub?.lastContactAt?.isoText
    failingSince = status.hub?.failingSince?.isoText
    nextTryAt = status.hub?.nextTryAt?.isoText
    behind = status.hub?.behind
    clockSkewMilliseconds = status.hub?.clockSkew
    hub = standing.enrolment?.hub
    address = standing.enrolment?.address
    siteNumber = standing.enrolment?.siteNumber
    leaseUntil = standing.enrolment?.leaseUntil.isoText
    epoch = standing.epoch
    lastSequence = standing.lastSequence
    acknowledged = standing.acknowledged
    feed = standing.feed.text
    quarantined = held
    isWorkerRunning = isWorking
    nextRunAt = next?.isoText
  }
}
