import ClinicDomain
import TerminalKit

/// Where the cursor is, by meaning: it stays on the same visit, doctor and time when data change.
struct GridCursor: Hashable, Sendable {
  var practitioner: PractitionerID?
  var date: CivilDate
  var time: CivilTime
  var sub = 0
  var visit: AppointmentID?
}

/// What was picked up and looks for a time.
enum Carried: Equatable, Sendable {
  case visit(VisitRow)
  /// All who come to one time.
  case group(VisitGroup)
  case patient(PatientID, name: String, kind: CallKind? = nil)
}

extension ScheduleScreen {
  /// The cursor's column of the grid that is shown.
  var columnIndex: Int {
    guard let cursor else { return 0 }
    switch span {
    case .day:
      return grid.columns.firstIndex { $0.practitioner.id == cursor.practitioner } ?? 0
    case .week: return grid.columns.lastIndex { $0.date <= cursor.date } ?? 0
    }
  }

  /// The cursor's row of the grid that is shown.
  var rowIndex: Int {
    guard let cursor, !grid.rows.isEmpty else { return 0 }
    if let visit = cursor.visit, let row = grid.row(of: visit, in: columnIndex) { return row }
    let row = grid.row(at: cursor.time)
    let sub = row + cursor.sub
    return grid.rows.indices.contains(sub) && grid.rows[sub].time == grid.rows[row].time
      ? sub : row
  }

  var column: AgendaColumn? {
    grid.columns.indices.contains(columnIndex) ? grid.columns[columnIndex] : nil
  }

  var row: AgendaGrid.Row? {
    grid.rows.indices.contains(rowIndex) ? grid.rows[rowIndex] : nil
  }

  var cell: AgendaGrid.Cell? { isTurning ? nil : grid[columnIndex, rowIndex] }

  /// The visit under the cursor, where it starts or goes on.
  var visit: VisitRow? {
    switch cell {
    case .visit(let visit), .continued(let visit): visit
    default: nil
    }
  }

  mutating func moveCursor(columns: Int = 0, rows: Int = 0, _ context: ScreenContext) {
    guard !grid.columns.isEmpty else { return }
    place(
      column: min(max(columnIndex + columns, 0), grid.columns.count - 1),
      row: min(max(rowIndex + rows, 0), max(grid.rows.count - 1, 0)), context)
  }

  mutating func place(column index: Int, row: Int, _ context: ScreenContext) {
    guard grid.columns.indices.contains(index), let old = cursor else { return }
    let column = grid.columns[index]
    var new = GridCursor(
      practitioner: column.practitioner.id, date: column.date, time: old.time)
    if grid.rows.indices.contains(row) {
      new.time = grid.rows[row].time
      new.sub = grid.rows[row].sub
      switch grid[index, row] {
      case .visit(let visit): new.visit = visit.id
      case .group(let group): new.visit = group.members.first?.id
      default: break
      }
    }
    cursor = new
    scroll(context)
  }

  /// Goes to another day; time of day and doctor stay.
  mutating func go(to date: CivilDate, _ context: inout ScreenContext) -> [Effect] {
    guard let old = cursor else { return [] }
    // Neither changes on the way through a day on which the doctor is not in.
    cursor = GridCursor(practitioner: old.practitioner, date: date, time: old.time)
    guard isTurning else {
      scroll(context)
      return []
    }
    return askPage(&context)
  }

  /// Goes to a doctor's time, in the span that is shown.
  mutating func go(
    to date: CivilDate, time: CivilTime, practitioner: PractitionerID,
    visit: AppointmentID? = nil, _ context: inout ScreenContext
  ) -> [Effect] {
    if case .week = span { span = .week(practitioner) }
    show(practitioner)
    cursor = GridCursor(practitioner: practitioner, date: date, time: time, visit: visit)
    scroll(context)
    return askPage(&context)
  }

  /// Goes to a visit.
  mutating func go(to visit: VisitRow, _ context: inout ScreenContext) -> [Effect] {
    go(
      to: visit.date, time: visit.start, practitioner: visit.practitioner, visit: visit.id,
      &context)
  }

  mutating func scroll(_ context: ScreenContext) {
    let layout = GridLayout(self, rows: GridLayout.rows(of: context.size), context)
    top = layout.top
    left = layout.left
  }
}
