import ClinicDomain
import TerminalKit

/// One line of a chart's timeline.
enum TimelineItem: Equatable, Sendable {
  case draft(RecordDraft)
  case entry(ChartEntry)
  /// With the names of those who registered its steps.
  case exam(Exam, names: [String: String])

  /// The reader's drafts first, then entries and exams, newest first.
  static func items(of chart: Chart) -> [TimelineItem] {
    let recorded =
      chart.entries.map { (at: $0.entry.occurredAt, item: TimelineItem.entry($0)) }
      + chart.exams.map { (at: $0.lastStep, item: TimelineItem.exam($0, names: chart.actorNames)) }
    return chart.drafts.map(TimelineItem.draft)
      + recorded.sorted { $0.at > $1.at }.map(\.item)
  }

  var id: String {
    switch self {
    case .draft(let draft): "draft \(draft.id.text)"
    case .entry(let entry): entry.entry.id.text
    case .exam(let exam, _): exam.id.text
    }
  }

  var at: Instant {
    switch self {
    case .draft(let draft): draft.savedAt
    case .entry(let entry): entry.entry.occurredAt
    case .exam(let exam, _): exam.lastStep
    }
  }

  func title(_ wording: Wording) -> String {
    switch self {
    case .draft: wording.recordKind(.note) + " · " + wording.draft
    case .entry(let entry):
      switch entry.entry.status {
      case .signed: wording.contentTitle(entry.entry.content)
      case .amended:
        wording.contentTitle(entry.entry.content) + " · " + wording.status(.amended)
      case .retracted: "✗ " + wording.recordKind(entry.entry.content.kind)
      }
    case .exam(let exam, _): exam.name + " · " + wording.examStatus(exam.status)
    }
  }

  /// Who signed it, or registered it last; nobody for the reader's own draft.
  var author: String {
    switch self {
    case .draft: ""
    case .entry(let entry): entry.authorName
    case .exam(let exam, let names): exam.steps.last.flatMap { names[$0.by] } ?? ""
    }
  }

  var style: Style {
    switch self {
    case .draft: .warning
    case .entry(let entry):
      entry.entry.status == .signed
        ? (entry.entry.content.kind == .allergy ? .danger : .normal) : .dim
    case .exam: .normal
    }
  }

  /// The whole of it, as lines without wrapping.
  func text(_ wording: Wording, _ zone: SiteZone) -> [String] {
    switch self {
    case .draft(let draft): wording.text(of: draft.content)
    case .entry(let entry):
      wording.entryHead(entry, zone) + wording.text(of: entry.entry.content)
    case .exam(let exam, let names): wording.examText(exam, names, zone)
    }
  }
}

extension Exam {
  /// When the last registration was made.
  fileprivate var lastStep: Instant { steps.last?.at ?? Instant(milliseconds: 0) }
}
