import ClinicDomain
import TerminalKit

/// What a line of the sync screen speaks of.
enum SyncItem: Equatable, Sendable {
  case rebooking(RebookingRow)
  case identity(IdentityQuestion)
  case held(HeldCommand)
  case replay(ReplayTask)
  case asked(AskedVisit)
  case staged(StagedRow)
  case entry(SyncRow)

  /// What needs a person first, then what waits for others, what is staged, and the log.
  static func items(_ status: SyncStatus, _ tasks: SyncTasks) -> [SyncItem] {
    tasks.rebookings.map(rebooking) + tasks.identities.map(identity) + tasks.held.map(held)
      + status.tasks.map(replay) + tasks.asked.map(asked) + status.staged.map(staged)
      + status.entries.map(entry)
  }

  /// Whether it is the same thing as another, whatever became of it.
  func isSame(as other: SyncItem) -> Bool {
    switch (self, other) {
    case (.rebooking(let left), .rebooking(let right)): left.task.id == right.task.id
    case (.identity(let left), .identity(let right)): left.id == right.id
    case (.held(let left), .held(let right)): left.id == right.id
    case (.replay(let left), .replay(let right)): left.key == right.key
    case (.asked(let left), .asked(let right)): left.visit.id == right.visit.id
    case (.entry(let left), .entry(let right)): left.seq == right.seq
    default: self == other
    }
  }
}

/// One line of the sync screen, in words.
struct SyncLine: Equatable, Sendable {
  let sign: String
  let style: Style
  let moment: String
  let text: String
  let note: String
  /// What is told of the line while it is the selected one.
  let detail: [String]

  init(_ item: SyncItem, _ context: ScreenContext) {
    let wording = context.wording
    let at: Instant
    switch item {
    case .rebooking(let row):
      (sign, style, note, at) = ("‼", .danger, wording.rebookNote, row.task.madeAt)
      text = wording.rebooking(row, context.zone)
      detail = wording.rebookingDetail(row, context.zone, today: context.today)
    case .identity(let question):
      (sign, style, note) = ("‼", .danger, wording.identityNote)
      at = question.values.map(\.at).max() ?? context.now
      text = wording.identityQuestion(question)
      detail = wording.identityChoices(question, now: context.now, context.zone)
    case .held(let item):
      (sign, style, note, at) = ("‼", .danger, wording.heldNote, item.at)
      text = wording.held(item)
      detail = wording.heldDetail(item)
    case .replay(let task):
      (sign, style, note, at) = ("‼", .danger, wording.syncNeedsYou, task.at)
      text = "\(wording.command(task.command)): \(wording.refusal(task.refusal))"
      detail = [wording.syncTaskDetail]
    case .asked(let item):
      let isContested = item.visit.reservation == .contested
      (sign, style) = (isContested ? "↻" : "↑", isContested ? .warning : .normal)
      (note, at) = (isContested ? wording.syncContested : wording.syncAsked, item.askedAt)
      text = wording.asked(item)
      detail = wording.askedDetail(item)
    case .staged(let staged):
      (sign, style, note, at) = ("…", .warning, wording.syncNotDone, staged.at)
      text = wording.command(staged.command)
      detail = [wording.syncStagedDetail]
    case .entry(let entry):
      sign = entry.isAcknowledged ? " " : "↑"
      style = .dim
      (note, at) = (entry.isAcknowledged ? wording.syncSent : wording.syncWaiting, entry.at)
      text = wording.syncEntry(entry)
      detail = [wording.syncEntryDetail(entry, context.zone.civil(at: entry.at))]
    }
    moment = wording.moment(at, now: context.now, context.zone)
  }
}
