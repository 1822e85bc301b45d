import ClinicDomain
import SyncClient
import SyncProtocol
import Testing

@Suite struct RetryTests {
  @Test(
    "The roof of the wait doubles from one second up to five minutes",
    arguments: [
      (0, 1_000), (1, 2_000), (2, 4_000), (8, 256_000), (9, 300_000), (40, 300_000),
      (1_000_000, 300_000),
    ] as [(Int, Int64)])
  func roof(_ failures: Int, _ expected: Int64) {
    #expect(RetryPolicy().roof(failures: failures) == expected)
  }

  @Test("The wait is anywhere between nothing and the roof")
  func jitter() {
    var random = CountingRandom()
    let delays = (0..<2_000).map { _ in
      RetryPolicy().delay(failures: 5, retryAfter: nil, using: &random)
    }
    #expect(delays.allSatisfy { (0...32_000).contains($0) })
    #expect(delays.filter { $0 < 8_000 }.count > 300)
    #expect(delays.filter { $0 > 24_000 }.count > 300)
    #expect(Set(delays).count > 1_000)
  }

  @Test("What the hub asks for is kept, but never longer than the cap")
  func retryAfter() {
    var random = LargestRandom()
    let policy = RetryPolicy()
    #expect(policy.delay(failures: 0, retryAfter: 20_000, using: &random) == 20_000)
    #expect(policy.delay(failures: 5, retryAfter: 20_000, using: &random) == 32_000)
    #expect(policy.delay(failures: 0, retryAfter: 86_400_000, using: &random) == 300_000)
  }

  @Test("The engine waits as long as the hub asked")
  func engineRetryAfter() {
    let bench = Bench()
    bench.hub.script = [HubFailure(.problem(HubProblem(.busy)), retryAfter: 45_000)]
    bench.turn()
    bench.clock.advance(44_999)
    #expect(bench.engine.step() == .nothing)
    bench.clock.advance(1)
    #expect(bench.engine.step() == .began(.retry))
  }

  @Test("A failed try always arms the next one, however often it fails and whatever fails")
  func alwaysArmed() {
    let bench = Bench()
    let failures: [SyncFailure] = [
      .unreachable, .certificate, .answer, .problem(HubProblem(.busy)),
      .problem(HubProblem(.unauthorised)), .problem(HubProblem(.version)),
      .problem(HubProblem(.decommissioned)), .problem(HubProblem(.notFound)),
    ]
    bench.turn()
    for round in 0..<100 {
      bench.hub.script = [HubFailure(failures[round % failures.count])]
      bench.site.write(1)
      bench.turn(.person)
      guard let wait = bench.wait else {
        Issue.record("not armed in round \(round)")
        return
      }
      #expect(wait.until.milliseconds(since: bench.clock.now) <= 300_000)
      bench.clock.now = wait.until
      bench.hub.script = [HubFailure(failures[round % failures.count])]
      #expect(bench.engine.step() == .began(.retry))
      bench.engine.runTurn()
      #expect(bench.wait != nil)
    }
    bench.hub.script = []
    bench.clock.advance(300_000)
    #expect(bench.engine.step() == .began(.retry))
    bench.engine.runTurn()
    #expect(bench.engine.state == .resting)
    #expect(bench.site.acknowledged == 100)
  }

  @Test("Waits grow with failures in a row and begin anew after progress")
  func grows() {
    let bench = Bench()
    var waits: [Int64] = []
    for _ in 0..<4 {
      bench.hub.script = [HubFailure(.unreachable)]
      bench.turn(.person)
      waits.append(bench.wait.map { $0.until.milliseconds(since: $0.since) } ?? -1)
    }
    #expect(waits == [1_000, 2_000, 4_000, 8_000])
    bench.turn(.person)
    bench.hub.script = [HubFailure(.unreachable)]
    bench.turn(.person)
    #expect(bench.wait?.until.milliseconds(since: bench.clock.now) == 1_000)
  }

  @Test("A write shortens the wait until the breaker opens after five failures of the way")
  func breaker() {
    let bench = Bench()
    for count in 1...5 {
      bench.hub.script = [HubFailure(.unreachable)]
      bench.turn(.nudge)
      #expect(bench.wait?.failures == count)
      #expect(bench.wait?.isOpen == (count == 5))
    }
    let tries = bench.hub.calls.count
    for _ in 0..<20 {
      #expect(!bench.engine.wake(.nudge))
      #expect(!bench.engine.wake(.schedule))
    }
    #expect(bench.hub.calls.count == tries)
  }

  @Test(
    "While the breaker is open, a reconnect or a person brings a try",
    arguments: [SyncTrigger.reconnect, .person])
  func passes(_ trigger: SyncTrigger) {
    let bench = Bench()
    for _ in 0..<6 {
      bench.hub.script = [HubFailure(.unreachable)]
      bench.turn(.person)
    }
    bench.turn(trigger)
    #expect(bench.engine.state == .resting)
  }

  @Test("After the breaker opened, a small question goes before a large push")
  func probe() {
    let bench = Bench()
    bench.turn()
    bench.site.write(1)
    for _ in 0..<5 {
      bench.hub.script = [HubFailure(.unreachable)]
      bench.turn(.person)
    }
    bench.hub.calls = []
    bench.hub.script = [HubFailure(.unreachable)]
    bench.turn(.person)
    #expect(bench.hub.calls == [.directory])
    bench.turn(.person)
    #expect(bench.hub.calls.prefix(3) == [.directory, .directory, .push(1...1)])
    bench.hub.script = [HubFailure(.unreachable)]
    bench.site.write(1)
    bench.turn(.nudge)
    #expect(bench.wait?.isOpen == false)
  }

  @Test("A refusal of the hub is not asked again by every write")
  func refusalIsOpen() {
    let bench = Bench()
    bench.hub.script = [HubFailure(.problem(HubProblem(.unauthorised)))]
    bench.turn()
    #expect(!bench.engine.wake(.nudge))
    #expect(bench.engine.wake(.person))
  }

  @Test("A write after a failure of the store is a reason to try at once")
  func storageIsClosed() {
    let bench = Bench()
    for _ in 0..<10 {
      bench.site.broken = ["nextPush"]
      bench.turn(.nudge)
    }
    #expect(bench.wait?.isOpen == false)
    #expect(bench.engine.wake(.nudge))
  }

  @Test("A clock that is set back doesn't make the site wait for it")
  func clockBack() {
    let bench = Bench()
    bench.hub.script = [HubFailure(.unreachable)]
    bench.turn()
    bench.clock.advance(-86_400_000 * 365)
    #expect(bench.engine.step() == .began(.retry))
  }

  @Test("The next step is told: never, now, or at the end of the wait")
  func nextDue() {
    let bench = Bench()
    #expect(bench.engine.nextDue == nil)
    bench.engine.wake(.start)
    #expect(bench.engine.nextDue == bench.clock.now)
    bench.hub.script = [HubFailure(.unreachable)]
    bench.engine.runTurn()
    #expect(bench.engine.nextDue == bench.clock.now.adding(milliseconds: 1_000))
  }
}
