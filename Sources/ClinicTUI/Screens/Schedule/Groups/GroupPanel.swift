import ClinicDomain
import TerminalKit

/// Who comes to a group: each with the keys that a visit has, and one more is added.
struct GroupPanel: Equatable, Sendable {
  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay
    case close
    case add
    case open(VisitRow)
    /// A key that means the member under the cursor.
    case act(VisitRow)
  }

  static let rows = 12

  let practitioner: PractitionerID
  let date: CivilDate
  let start: CivilTime
  private var table = Table(columns: [], showsTitles: false)
  /// Who is under the cursor, wherever she comes to stand.
  private var kept: AppointmentID?

  init(_ group: VisitGroup) {
    practitioner = group.practitioner
    date = group.date
    start = group.start
    kept = group.members.first?.id
  }

  /// The member under the cursor.
  func selected(in group: VisitGroup) -> VisitRow? {
    group.members.first { $0.id == kept } ?? group.members.first
  }

  mutating func handle(_ key: Key, _ group: VisitGroup?) -> Step {
    if key == .escape { return .close }
    guard let group else { return .stay }
    if key == .character("n") { return .add }
    guard let member = selected(in: group) else { return .stay }
    if key == .enter { return .open(member) }
    table.resize(rows: Self.rows - 1)
    table.setRowCount(group.members.count)
    table.select(group.members.firstIndex { $0.id == member.id } ?? 0)
    guard table.handle(key) == .handled else { return .act(member) }
    kept = table.selected.map { group.members[$0].id }
    return .stay
  }

  func draw(
    _ group: VisitGroup?, into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext
  ) {
    let wording = context.wording
    buffer.fill(rect)
    guard let group else {
      PanelTitle.draw(wording.dayAndTime(date, start), into: &buffer, in: rect)
      return
    }
    PanelTitle.draw(wording.groupTitle(group), into: &buffer, in: rect)
    let body = rect.inset(top: 1)
    guard !group.members.isEmpty else {
      buffer.put(wording.emptyGroup, in: body.inset(left: 1), style: .dim)
      return
    }
    var shown = table
    shown.resize(rows: Self.rows - 1)
    shown.setRowCount(group.members.count)
    shown.select(group.members.firstIndex { $0.id == selected(in: group)?.id } ?? 0)
    shown.columns = [
      TableColumn("", .fixed(2)), TableColumn("", .flexible(weight: 2, minimum: 16)),
      TableColumn("", .flexible(weight: 1, minimum: 20)), TableColumn("", .fixed(8)),
    ]
    shown.draw(into: &buffer, in: body) { range in
      range.map { index in
        let member = group.members[index]
        let face = VisitFace(member, now: context.now, wording.kinds)
        return TableRow([
          TableCell(String(face.sign), style: face.style),
          TableCell(member.patientName, style: .strong), TableCell(wording.stateOf(member)),
          TableCell(face.suffix, style: member.isWaiting ? .warning : .dim),
        ])
      }
    }
  }
}

extension ScheduleScreen {
  /// Opens the list of who comes to a group.
  mutating func openGroup(_ group: VisitGroup) { panel = .group(GroupPanel(group)) }

  /// The group of an open list, as it is now.
  func group(of list: GroupPanel) -> VisitGroup? {
    grid.group(of: list.practitioner, on: list.date, at: list.start)
  }

  mutating func handle(
    _ key: Key, in list: GroupPanel, _ context: inout ScreenContext
  ) -> [Effect] {
    var list = list
    let step = list.handle(key, group(of: list))
    panel = .group(list)
    switch step {
    case .stay: return []
    case .close:
      panel = nil
      return []
    case .add: return openBooking(&context)
    case .open(let member):
      var card = VisitCard(member)
      let effects = card.begin(&context)
      panel = .card(card)
      return effects
    case .act(let member): return act(key, on: member, &context) ?? []
    }
  }

  /// The keys that do something to the whole group under the cursor; nil for others.
  mutating func act(
    _ key: Key, on group: VisitGroup, _ context: ScreenContext
  ) -> [Effect]? {
    guard key == .character("m"), mayMove(group, context) else { return nil }
    panel = nil
    mover.forget()
    carried = .group(group)
    return []
  }

  func mayMove(_ group: VisitGroup, _ context: ScreenContext) -> Bool {
    context.may(.changeBookings) && group.isMovable
  }

  /// Whether one more may be booked into it.
  func mayJoin(_ group: VisitGroup, _ context: ScreenContext) -> Bool {
    context.may(.changeBookings) && group.places > 0
      && !isPast(group.date, group.start, minutes: group.minutes, context)
  }
}
