import ClinicDomain
import TerminalKit

/// One line of the sync screen, in words.
struct SyncLine: Equatable, Sendable {
  let sign: String
  let style: Style
  let moment: String
  let text: String
  let note: String
  let detail: String
  let fields: String

  /// Tasks first, then what is staged, then the log, newest first.
  static func lines(of status: SyncStatus, _ context: ScreenContext) -> [SyncLine] {
    status.tasks.map { SyncLine(task: $0, context) }
      + status.staged.map { SyncLine(staged: $0, context) }
      + status.entries.map { SyncLine(entry: $0, context) }
  }

  private init(task: ReplayTask, _ context: ScreenContext) {
    let wording = context.wording
    sign = "‼"
    style = .danger
    moment = Self.moment(task.at, context)
    text = "\(wording.command(task.command)): \(wording.refusal(task.refusal))"
    note = wording.syncNeedsYou
    detail = wording.syncTaskDetail
    fields = wording.refusal(task.refusal)
  }

  private init(staged: StagedRow, _ context: ScreenContext) {
    let wording = context.wording
    sign = "…"
    style = .warning
    moment = Self.moment(staged.at, context)
    text = wording.command(staged.command)
    note = wording.syncNotDone
    detail = wording.syncStagedDetail
    fields = ""
  }

  private init(entry: SyncRow, _ context: ScreenContext) {
    let wording = context.wording
    sign = entry.isAcknowledged ? " " : "↑"
    style = .dim
    moment = Self.moment(entry.at, context)
    text = wording.syncEntry(entry)
    note = entry.isAcknowledged ? wording.syncSent : wording.syncWaiting
    detail = wording.syncEntryDetail(entry, context.zone.civil(at: entry.at))
    fields = entry.fields.map(wording.syncField).joined(separator: ", ")
  }

  private static func moment(_ instant: Instant, _ context: ScreenContext) -> String {
    let civil = context.zone.civil(at: instant)
    return civil.date == context.today
      ? civil.time.text : "\(civil.date.shortText) \(civil.time.text)"
  }
}
