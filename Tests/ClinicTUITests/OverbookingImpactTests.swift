import ClinicDomain
import Testing

@testable import ClinicTUI

/// Who waits longer for an encaixe.
@Suite struct OverbookingImpactTests {
  typealias Fixture = AgendaFixture

  @Test(
    "the delay runs on until a gap takes it up",
    arguments: [
      // Back to back from 8:00: an encaixe at 8:00 pushes all behind it.
      ([0, 30, 60], 0, 30, [30, 30]), ([0, 30, 60], 0, 10, [10, 10]),
      // A gap of 20 minutes takes up as much.
      ([0, 30, 80], 0, 30, [30, 10]), ([0, 60], 30, 30, []),
      // Behind all, nobody waits; before all, everybody may.
      ([0, 30], 60, 30, []), ([30, 60], 10, 30, [10, 10]),
    ])
  func delays(starts: [Int], at start: Int, minutes: Int, expected: [Int]) throws {
    let visits = starts.enumerated().map { index, minute in
      Fixture.visit(UInt64(index), "P\(index)", Fixture.ana, 8 + minute / 60, minute % 60)
    }
    let delays = OverbookingImpact.delays(
      start: Fixture.time(8 + start / 60, start % 60), minutes: minutes, among: visits)
    #expect(delays.map(\.minutes) == expected)
  }

  @Test("who is done, gone or imported waits for nobody")
  func others() {
    let visits = [
      Fixture.visit(1, "A", Fixture.ana, 8, 30, status: .fulfilled),
      Fixture.visit(2, "B", Fixture.ana, 8, 30, status: .cancelled),
      Fixture.visit(3, "C", Fixture.ana, 8, 30, isHistorical: true),
      Fixture.visit(4, "D", Fixture.ana, 8, 30, status: .proposed),
    ]
    #expect(
      OverbookingImpact.delays(start: Fixture.time(8, 30), minutes: 30, among: visits).isEmpty)
    let booked = visits + [Fixture.visit(5, "E", Fixture.ana, 8, 40)]
    #expect(
      OverbookingImpact.delays(start: Fixture.time(8, 30), minutes: 30, among: booked)
        .map(\.minutes) == [20])
  }
}
