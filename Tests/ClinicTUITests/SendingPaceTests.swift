import ClinicDomain
import Testing

@testable import ClinicTUI

@Suite("The pace of what is told of sending") struct SendingPaceTests {
  private let second = SendingPace.pauseMicroseconds

  @Test("the first is told at once, what follows once a second, the last never lost")
  func once() {
    var pace = SendingPace()
    #expect(pace.pass(.sync, at: 500) == .sync)
    #expect(pace.millisecondsLeft(at: 500) == nil)
    for step in 1...15 { #expect(pace.pass(.sync, at: 500 + step * 60_000) == []) }
    #expect(pace.release(at: 500 + second - 1) == [])
    #expect(pace.millisecondsLeft(at: 500 + second - 1) == 1)
    #expect(pace.release(at: 500 + second) == .sync)
    #expect(pace.release(at: 500 + 2 * second) == [])
    #expect(pace.pass(.sync, at: 600 + 2 * second) == .sync)
  }

  @Test("what was written is told at once, and carries with it what was kept")
  func writes() {
    var pace = SendingPace()
    #expect(pace.pass([.schedule, .sync], at: 0) == [.schedule, .sync])
    #expect(pace.pass(.sync, at: 10) == .sync)
    #expect(pace.pass(.schedule, at: 20) == .schedule)
    #expect(pace.pass(.sync, at: 30) == [])
    #expect(pace.pass([.billing, .sync], at: 40) == [.billing, .sync])
    #expect(pace.millisecondsLeft(at: 50) == nil)
  }
}
