import ClinicDomain
import Testing

@testable import ClinicTUI

@Suite("The grid of the agenda")
struct AgendaGridTests {
  typealias Fixture = AgendaFixture

  private func shown(_ grid: AgendaGrid) -> [AppointmentID] {
    grid.columns.indices.flatMap { column in
      grid.rows.indices.compactMap { row in
        if case .visit(let visit) = grid[column, row] { visit.id } else { nil }
      }
    }
  }

  @Test("shows every visit exactly once, overlapping and irregular ones too")
  func nothingHidden() {
    let visits = [
      Fixture.visit(1, "A", Fixture.ana, 9, 0),
      Fixture.visit(2, "B", Fixture.ana, 9, 0, isOverbooked: true),
      Fixture.visit(3, "C", Fixture.ana, 9, 0, isHistorical: true),
      Fixture.visit(4, "D", Fixture.ana, 9, 7, minutes: 431, isHistorical: true),
      Fixture.visit(5, "E", Fixture.ana, 23, 50, minutes: 60, isHistorical: true),
      Fixture.visit(6, "F", Fixture.ana, 3, 0, status: .noshow),
    ]
    let grid = AgendaGrid(columns: [
      Fixture.column(Fixture.ana, visits: visits), Fixture.column(Fixture.bruno, visits: []),
    ])
    #expect(shown(grid).sorted() == visits.map(\.id).sorted())
    #expect(grid.rows.map(\.time) == grid.rows.map(\.time).sorted())
  }

  @Test("has a row for every start of every doctor")
  func rows() {
    let grid = AgendaGrid(columns: [
      Fixture.column(Fixture.ana, visits: [], open: [open(8, 9, 30)]),
      Fixture.column(Fixture.bruno, visits: [], open: [open(8, 9, 20)]),
    ])
    #expect(grid.rows.map(\.time.text) == ["08:00", "08:20", "08:30", "08:40"])
    #expect(grid[0, 1] == .free(minutes: 30, startsSlot: false))
    #expect(grid[1, 1] == .free(minutes: 20, startsSlot: true))
  }

  @Test("offers no more than what is left before the next visit")
  func room() {
    let grid = AgendaGrid(columns: [
      Fixture.column(
        Fixture.ana,
        visits: [
          Fixture.visit(1, "A", Fixture.ana, 8, 20, minutes: 20, isHistorical: false),
          Fixture.visit(2, "B", Fixture.ana, 8, 50, status: .cancelled),
        ], open: [open(8, 10, 30)])
    ])
    #expect(grid[0, grid.row(at: Fixture.time(8))] == .free(minutes: 20, startsSlot: true))
    #expect(grid[0, grid.row(at: Fixture.time(9))] == .free(minutes: 30, startsSlot: true))
    let taken = grid[0, grid.row(at: Fixture.time(8, 30))]
    if case .continued(let visit) = taken {
      #expect(visit.patientName == "A")
    } else {
      Issue.record("08:30 is \(String(describing: taken))")
    }
  }

  @Test("a missed visit leaves its time free for the next row")
  func missed() {
    let grid = AgendaGrid(columns: [
      Fixture.column(
        Fixture.ana,
        visits: [Fixture.visit(1, "A", Fixture.ana, 8, 0, minutes: 60, status: .noshow)],
        open: [open(8, 9, 30)])
    ])
    #expect(grid[0, grid.row(at: Fixture.time(8, 30))] == .free(minutes: 30, startsSlot: true))
  }

  @Test("closed time, breaks and time off are told apart")
  func closed() {
    let grid = AgendaGrid(columns: [
      Fixture.column(
        Fixture.ana, visits: [], open: [open(8, 9, 30), open(10, 11, 30), open(14, 15, 30)],
        closures: [
          AgendaColumn.Closure(
            from: Fixture.time(9), until: Fixture.time(10), reason: "reunião")
        ]),
      Fixture.column(Fixture.bruno, visits: [], open: [open(7, 12, 30)]),
    ])
    func cell(_ hour: Int) -> AgendaGrid.Cell? { grid[0, grid.row(at: Fixture.time(hour))] }
    #expect(cell(7) == .off)
    #expect(
      cell(9) == .closed(from: Fixture.time(9), until: Fixture.time(10), reason: "reunião"))
    #expect(cell(11) == .pause(until: Fixture.time(14)))
  }

  @Test("a day with nothing has no rows")
  func empty() {
    let grid = AgendaGrid(columns: [Fixture.column(Fixture.ana, visits: [], open: [])])
    #expect(grid.rows.isEmpty)
    #expect(grid[0, 0] == nil)
  }

  private func open(_ from: Int, _ until: Int, _ slot: Int) -> OpenTime {
    OpenTime(from: Fixture.time(from), until: Fixture.time(until), slotMinutes: slot)
  }
}
