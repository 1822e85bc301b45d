import ClinicDomain

/// Where each bed stands: groups of one unit's room, in rows of cells.
struct BedLayout: Equatable, Sendable {
  /// The narrowest a bed's cell may be, and the rows it has.
  static let cellColumns = 26
  static let cellRows = 2

  /// A line, or the two lines of a row of cells.
  enum Line: Equatable, Sendable {
    case heading(Group)
    case cells([BedRow])
    case space

    var rows: Int { if case .cells = self { BedLayout.cellRows } else { 1 } }
  }

  /// The beds of one room, or of a unit without its rooms.
  struct Group: Equatable, Sendable {
    let unitName: String
    let roomName: String
    var beds: [BedRow]
  }

  let columns: Int
  let groups: [Group]
  let lines: [Line]

  /// The beds come by unit and room.
  init(_ beds: [BedRow], columns: Int) {
    self.columns = max(columns, 1)
    var groups: [Group] = []
    var last: (UnitID, RoomID?)?
    for row in beds {
      let place = (row.bed.unit, row.bed.details.room)
      if let last, last == place {
        groups[groups.count - 1].beds.append(row)
      } else {
        groups.append(Group(unitName: row.unitName, roomName: row.roomName, beds: [row]))
        last = place
      }
    }
    self.groups = groups
    var lines: [Line] = []
    for group in groups {
      if !lines.isEmpty { lines.append(.space) }
      lines.append(.heading(group))
      for start in stride(from: 0, to: group.beds.count, by: self.columns) {
        lines.append(.cells(Array(group.beds[start..<min(start + self.columns, group.beds.count)])))
      }
    }
    self.lines = lines
  }

  /// How many cells stand side by side in a window.
  static func columns(in width: Int) -> Int { max(1, width / cellColumns) }

  /// All beds in reading order.
  var beds: [BedRow] { groups.flatMap(\.beds) }

  /// The bed one row of cells above or below, in the same column where there is one.
  func bed(_ step: Int, rowsFrom id: BedID?) -> BedID? {
    let rows = lines.compactMap { if case .cells(let cells) = $0 { cells } else { nil } }
    guard let index = rows.firstIndex(where: { $0.contains { $0.id == id } }),
      let column = rows[index].firstIndex(where: { $0.id == id })
    else { return rows.first?.first?.id }
    let target = rows[min(max(index + step, 0), rows.count - 1)]
    return target[min(column, target.count - 1)].id
  }

  /// The first line in sight, so that a bed is; its heading too where it can.
  func top(showing id: BedID?, from old: Int, rows: Int) -> Int {
    guard
      let line = lines.firstIndex(where: {
        if case .cells(let cells) = $0 { cells.contains { $0.id == id } } else { false }
      })
    else { return 0 }
    var wanted = line
    if wanted > 0, case .heading = lines[wanted - 1] { wanted -= 1 }
    var first = min(max(old, 0), wanted)
    while lines[first...line].reduce(0, { $0 + $1.rows }) > rows, first < line { first += 1 }
    return first
  }
}

/// What the beds that are shown come to.
struct BedTotals: Equatable, Sendable {
  private let counts: [Bed.State: Int]

  init(_ beds: [BedRow]) {
    counts = beds.reduce(into: [:]) { $0[$1.bed.state, default: 0] += 1 }
  }

  subscript(state: Bed.State) -> Int { counts[state] ?? 0 }

  /// Occupied ones of those that can be used: what is blocked takes no patient.
  var occupation: Int {
    let usable = counts.reduce(0) { $0 + $1.value } - self[.blocked]
    return usable == 0 ? 0 : (self[.occupied] * 100 + usable / 2) / usable
  }
}
