import ArgumentParser
import ClinicDomain
import Storage

/// What the hub asks people for; whom it is about the screens show.
struct SyncTasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: Wording.commandLine.aboutSyncTasks)

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let rows = try site.syncTasks().rebookings.map(SyncTaskOutput.init)
    if output.json { return try Output.json(rows) }
    Output.table(
      site.wording.syncTaskColumns,
      rows.map {
        [
          $0.id, site.wording.entity(.rebookTask), $0.since,
          Rebooking.Reason(rawValue: $0.reason).map(site.wording.rebookingReason) ?? $0.reason,
          $0.visit,
        ]
      })
  }
}

extension SiteOptions {
  /// All that the hub asks people of this site for.
  fileprivate func syncTasks() throws -> ListSyncTasks.Answer {
    let service = try open()
    let tasks = try service.answer(ListSyncTasks(), as: Self.operatorActor, now: Clock.now())
    try service.close()
    return tasks
  }
}

private struct SyncTaskOutput: Encodable {
  let id: String
  let since: String
  let reason: String
  let visit: String
  let patient: String
  let practitioner: String
  let lostAt: String
  /// The nearest times that are still free here.
  let free: [String]
  let calls: Int

  init(_ row: RebookingRow) {
    id = row.task.id.text
    since = row.task.madeAt.isoText
    reason = row.task.reason.rawValue
    visit = row.task.visit.text
    patient = row.task.patient.text
    practitioner = row.task.practitioner.text
    lostAt = row.task.lost.start.isoText
    free = row.free.map(\.start.isoText)
    calls = row.task.calls
  }
}

/// Questions about who somebody is.
struct SyncConflictsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts", abstract: Wording.commandLine.aboutSyncConflicts)

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let rows = try site.syncTasks().identities.map(SyncConflictOutput.init)
    if output.json { return try Output.json(rows) }
    Output.table(
      site.wording.syncConflictColumns,
      rows.map { [$0.id, $0.kind, $0.field, $0.people.joined(separator: " ")] })
  }
}

private struct SyncConflictOutput: Encodable {
  struct Value: Encodable {
    let at: String
    let site: String
  }

  let id: String
  let kind: String
  let entity: String
  let field: String
  /// One, or two who share a number.
  let people: [String]
  let values: [Value]

  init(_ question: IdentityQuestion) {
    id = question.id.text
    kind = question.kind.rawValue
    entity = question.subject.rawValue
    field = question.field
    people = question.people.map(\.id)
    values = question.values.map { Value(at: $0.at.isoText, site: $0.siteName) }
  }
}
