import ClinicDomain
import SyncClient
import SyncProtocol
import Testing

@Suite struct SyncTurnTests {
  @Test("A turn replays, pushes, pulls, passes keys on, decides and pushes what that made")
  func wholeTurn() {
    let bench = Bench()
    bench.site.staged = 2
    bench.site.write(1, 2)
    bench.hub.publish(3)
    bench.site.grants = [.sample(1)]
    bench.hub.grants = [.sample(2), .sample(3), .sample(4)]
    bench.site.requests = 1
    let events = bench.turn()
    #expect(
      events == [
        .replayed(2),
        .pushed(count: 3, outcomes: [.applied: 3], acknowledged: 3),
        .pulled(count: 3, position: 3, head: 3),
        .keysLeft(1), .keysFetched(2), .keysFetched(1),
        .decided(1),
        .pushed(count: 1, outcomes: [.applied: 1], acknowledged: 4),
        .finished,
      ])
    #expect(
      bench.hub.calls == [
        .directory, .push(1...3), .feed(FeedPosition(hubEpoch: 1, sequence: 0)),
        .leave(1), .keys(0), .keys(2), .keys(3), .push(4...4),
      ])
    #expect(bench.site.taken.count == 3)
    #expect(bench.site.receivedKeys.count == 3)
    #expect(bench.engine.state == .resting)
  }

  @Test("A site that never enrolled replays what is staged and asks nobody")
  func notEnrolled() {
    let bench = Bench()
    bench.site.enrolment = nil
    bench.site.staged = 1
    #expect(bench.turn() == [.replayed(1), .notEnrolled])
    #expect(bench.hub.calls.isEmpty)
    #expect(bench.engine.state == .resting)
  }

  @Test("It pushes until nothing waits, in batches of what the hub wants")
  func batches() {
    let bench = Bench()
    bench.site.write(1, 1, 1, 1, 1, 1, 1)
    bench.hub.maximumBatch = 3
    bench.turn()
    bench.site.write(1, 1, 1, 1, 1, 1, 1)
    bench.turn()
    #expect(bench.hub.pushes == [1...7, 8...14])
    bench.hub.calls = []
    bench.site.write(1, 1, 1, 1, 1, 1, 1)
    let hub = bench.hub
    hub.onPush = { request throws(HubFailure) in
      // The first of a turn is as large as the protocol lets it be.
      if request.entries.count > 5 { throw HubFailure(.problem(HubProblem(.tooLarge))) }
    }
    bench.turn()
    #expect(bench.hub.pushes == [15...21, 15...17, 18...20, 21...21])
  }

  @Test("It pulls page by page until the head of the feed")
  func pages() {
    let bench = Bench()
    bench.hub.publish(7)
    bench.hub.pageSize = 3
    bench.turn()
    #expect(bench.site.taken.map(\.sequence) == Array(1...7))
    #expect(bench.site.cursor.sequence == 7)
  }

  @Test("A page that doesn't follow is asked for again, and then given up for now")
  func gap() {
    let bench = Bench()
    bench.hub.publish(4)
    bench.hub.skippedItems = [1]
    bench.turn()
    #expect(bench.site.taken.isEmpty)
    #expect(bench.wait?.failure == .answer)
    #expect(bench.site.calls.filter { $0 == "takeIn" }.count == 4)
    bench.hub.skippedItems = []
    bench.turn(.person)
    #expect(bench.site.taken.count == 4)
  }

  @Test("A hub whose page is empty below its head is not believed")
  func emptyPage() {
    let bench = Bench()
    bench.hub.publish(2)
    bench.hub.skippedItems = [1, 2]
    bench.turn()
    #expect(bench.wait?.failure == .answer)
  }

  @Test("A site without changes greets the hub now and then, so that its lease goes on")
  func greets() {
    let bench = Bench()
    bench.turn()
    bench.turn()
    #expect(bench.hub.pushes == [nil])
    bench.clock.advance(600_000)
    bench.turn()
    #expect(bench.hub.pushes == [nil, nil])
    #expect(bench.site.calls.filter { $0 == "settle" }.count == 2)
  }

  @Test("The other sites are asked for now and then, not every time")
  func directory() {
    let bench = Bench()
    bench.turn()
    bench.turn()
    #expect(bench.hub.calls.filter { $0 == .directory }.count == 1)
    bench.clock.advance(600_000)
    bench.turn()
    #expect(bench.hub.calls.filter { $0 == .directory }.count == 2)
    #expect(bench.site.directory == Directory(sites: []))
  }

  @Test("A write during a turn brings another turn after it")
  func askedAgain() {
    let bench = Bench()
    let (site, hub, engine) = (bench.site, bench.hub, bench.engine)
    site.write(1)
    var isFirst = true
    hub.onPush = { _ throws(HubFailure) in
      guard isFirst else { return }
      isFirst = false
      engine.wake(.nudge)
    }
    let events = bench.turn()
    #expect(events.filter { $0 == .finished }.count == 2)
    #expect(engine.state == .resting)
  }

  @Test("An acknowledgement that doesn't move ends the turn instead of going round for ever")
  func noProgress() {
    let bench = Bench()
    bench.site.write(1)
    bench.hub.acknowledgement = 0
    bench.turn()
    #expect(bench.wait?.failure == .answer)
  }

  @Test(
    "Each place where the store fails ends in a wait, and the next turn goes through",
    arguments: [
      "standing", "nextPush", "settle", "takeIn", "decide", "keyGrantsToSend", "markSent",
      "takeInKeys", "takeInDirectory",
    ])
  func storeFails(_ call: String) {
    let bench = Bench()
    bench.site.write(2)
    bench.hub.publish(1)
    bench.site.grants = [.sample(1)]
    bench.hub.grants = [.sample(2)]
    bench.site.broken = [call]
    bench.turn()
    #expect(bench.wait?.failure == .storage)
    #expect(bench.site.kept == [.storage])
    bench.clock.advance(1_000)
    #expect(bench.engine.step() == .began(.retry))
    bench.engine.runTurn()
    #expect(bench.engine.state == .resting)
    #expect(bench.site.acknowledged == 2)
    #expect(bench.hub.received.count == 2)
    #expect(bench.site.taken.count == 1)
    #expect(bench.site.receivedKeys.count == 1)
    #expect(bench.site.kept == [.storage, nil])
  }

  @Test("A failure is kept for the screens and taken back after a success, once")
  func keptFailure() {
    let bench = Bench()
    bench.turn()
    bench.hub.script = [HubFailure(.certificate)]
    bench.turn()
    bench.clock.advance(1_000)
    bench.turn()
    bench.turn()
    #expect(bench.site.kept == [nil, .certificate, nil])
  }

  @Test("The last contact is told to the minute, and to a person who asks anew with all sites")
  func contact() {
    let bench = Bench()
    bench.turn()
    bench.clock.advance(59_000)
    bench.turn()
    #expect(bench.site.kept.count == 1)
    bench.clock.advance(1_000)
    bench.turn()
    #expect(bench.site.kept.count == 2)
    bench.hub.calls = []
    bench.turn(.person)
    #expect(bench.site.kept.count == 3)
    #expect(bench.hub.calls.first == .directory)
  }

  @Test("A failure that can't be kept is no obstacle")
  func unkeptFailure() {
    let bench = Bench()
    bench.hub.script = [HubFailure(.unreachable)]
    bench.site.broken = ["keep"]
    bench.turn()
    #expect(bench.wait?.failure == .unreachable)
    bench.clock.advance(1_000)
    bench.turn()
    #expect(bench.engine.state == .resting)
  }
}
