import ClinicDomain
import SyncClient
import SyncProtocol
import Testing

@Suite struct RepairTests {
  private static let malformed = HubFailure(.problem(HubProblem(.malformed)))

  /// Refuses every push that holds one of these transactions.
  private func refuse(_ poison: Set<String>, _ hub: ScriptedHub, _ failure: HubFailure) {
    hub.onPush = { request throws(HubFailure) in
      let isBad = request.entries.contains {
        if case .entry(let entry) = $0 { poison.contains(entry.transaction) } else { false }
      }
      if isBad { throw failure }
    }
  }

  @Test(
    "A transaction that the hub can't take is found by halving and put aside whole",
    arguments: [1, 2, 37, 63, 64], [HubProblem.Code.malformed, .tooLarge])
  func bisects(_ number: Int, _ code: HubProblem.Code) {
    let bench = Bench()
    for _ in 0..<64 { bench.site.write(3) }
    refuse(["t\(number)"], bench.hub, HubFailure(.problem(HubProblem(code))))
    let events = bench.turn()
    #expect(bench.site.quarantined == ["t\(number)": code.rawValue])
    #expect(bench.site.acknowledged == 192)
    #expect(bench.hub.received.count == 192)
    let held = bench.hub.received.filter {
      if case .placeholder = $0 { true } else { false }
    }
    #expect(held.map(\.sequence) == (0..<3).map { Int64(number * 3 - 2 + $0) })
    #expect(events.last == .finished)
    #expect(bench.hub.pushes.count <= 20)
  }

  @Test("Several bad ones are found each, and nothing else is put aside")
  func bisectsSeveral() {
    let bench = Bench()
    for _ in 0..<100 { bench.site.write(1, 2) }
    let poison: Set = ["t3", "t4", "t90", "t151", "t200"]
    refuse(poison, bench.hub, Self.malformed)
    bench.turn()
    #expect(Set(bench.site.quarantined.keys) == poison)
    #expect(bench.site.acknowledged == 300)
  }

  @Test("A hub that refuses everything doesn't empty the whole log into quarantine at once")
  func refusesEverything() {
    let bench = Bench()
    for _ in 0..<50 { bench.site.write(1) }
    let everything = Set((1...50).map { "t\($0)" })
    refuse(everything, bench.hub, Self.malformed)
    bench.turn()
    #expect(bench.site.quarantined.count == 5)
    #expect(bench.wait?.failure == Self.malformed.failure)
    bench.hub.onPush = nil
    bench.turn(.person)
    #expect(bench.site.acknowledged == 50)
    #expect(bench.site.quarantined.count == 5)
  }

  @Test(
    "Another failure than the hub's own word puts nothing into quarantine",
    arguments: [
      SyncFailure.unreachable, .answer, .certificate, .problem(HubProblem(.busy)),
      .problem(HubProblem(.version)), .problem(HubProblem(.unauthorised)),
    ])
  func noPoison(_ failure: SyncFailure) {
    let bench = Bench()
    bench.site.write(1)
    refuse(["t1"], bench.hub, HubFailure(failure))
    bench.turn()
    #expect(bench.site.quarantined.isEmpty)
    #expect(bench.wait?.failure == failure)
  }

  @Test("A hub that lacks earlier entries gets them again")
  func rewinds() {
    let bench = Bench()
    bench.site.write(4, 3)
    bench.turn()
    bench.site.write(2)
    bench.hub.received.removeLast(3)
    let events = bench.turn()
    #expect(events.contains(.rewound(acknowledged: 4)))
    #expect(bench.hub.received.map(\.sequence) == Array(1...9))
    #expect(bench.site.acknowledged == 9)
  }

  @Test(
    "A hub that asks for what was never sent, or for ever, is not believed",
    arguments: [8, 0, -1] as [Int64])
  func badRewind(_ expected: Int64) {
    let bench = Bench()
    bench.site.write(4)
    bench.turn()
    bench.site.write(3)
    let problem = HubFailure(.problem(HubProblem(.expectedNext, expected: expected)))
    bench.hub.onPush = { _ throws(HubFailure) in throw problem }
    bench.turn()
    #expect(bench.wait?.failure == problem.failure)
    #expect(bench.site.acknowledged == 4)
  }

  @Test("Rewinding without an end stops")
  func endlessRewind() {
    let bench = Bench()
    bench.site.write(4)
    bench.turn()
    bench.site.write(1)
    let site = bench.site
    bench.hub.onPush = { _ throws(HubFailure) in
      site.acknowledged = 4
      throw HubFailure(.problem(HubProblem(.expectedNext, expected: 2)))
    }
    bench.turn()
    #expect(bench.wait != nil)
    #expect(bench.hub.pushes.count == 5)
  }

  @Test("A restored file gets a new epoch and what it lacks before anything of it is pushed")
  func restored() {
    let bench = Bench()
    bench.site.write(2, 2)
    bench.turn()
    bench.site.log.removeLast(2)
    bench.site.acknowledged = 2
    bench.site.write(1)
    bench.hub.publish(2)
    bench.hub.calls = []
    let events = bench.turn()
    #expect(
      bench.hub.calls.prefix(2) == [
        .epoch(EpochRequest(epoch: 1, lastSequence: 3, lastHash: "h", reason: .restored)),
        .feed(FeedPosition(hubEpoch: 1, sequence: 0)),
      ])
    #expect(events.first == .renewed(epoch: 2, .restored))
    #expect(events.last == .finished)
    #expect(bench.site.epoch == 2)
    #expect(bench.site.acknowledged == Int64(bench.site.log.count))
  }

  @Test("A hub that has more of an epoch than the file ever had tells that the file is an old copy")
  func restoredWithItsWitness() {
    let bench = Bench()
    bench.site.write(2)
    bench.turn()
    let hub = bench.hub
    hub.acknowledgement = 9
    hub.onEpoch = { _ throws(HubFailure) in hub.acknowledgement = nil }
    bench.clock.advance(3_600_000)
    let events = bench.turn(.schedule)
    #expect(events.contains(.renewed(epoch: 2, .restored)))
    #expect(events.last == .finished)
  }

  @Test("The keys of what is pushed are at the hub before it, and without them nothing is pushed")
  func keysFirst() {
    let bench = Bench()
    var own = KeyGrant.sample(1)
    own.recipient = ScriptedSite.id
    bench.site.grants = [own, .sample(2)]
    bench.site.write(1)
    bench.hub.script = [nil, HubFailure(.unreachable)]
    bench.turn()
    #expect(bench.hub.calls == [.directory, .leave(1)])
    #expect(bench.hub.received.isEmpty)
    bench.hub.calls = []
    bench.turn(.schedule)
    #expect(bench.hub.calls.prefix(2) == [.leave(1), .push(1...1)])
    #expect(bench.hub.left == [own, .sample(2)])
  }

  @Test("A key is at the hub for this site before others get it, also where nothing is pushed")
  func ownKeyBeforeOthers() {
    let bench = Bench()
    var own = KeyGrant.sample(1)
    own.recipient = ScriptedSite.id
    bench.site.grants = [.sample(2), own]
    bench.turn()
    #expect(bench.hub.left == [own, .sample(2)])
  }

  @Test("A frozen site hears the others also where it has keys to leave")
  func frozenWithKeys() {
    let bench = Bench()
    var own = KeyGrant.sample(1)
    own.recipient = ScriptedSite.id
    bench.site.grants = [own]
    bench.site.write(1)
    bench.hub.publish(1)
    let frozen = SyncFailure.problem(HubProblem(.frozen))
    bench.hub.script = [nil, HubFailure(frozen)]
    #expect(bench.turn().contains(.held(frozen)))
    #expect(bench.site.taken.count == 1)
    #expect(bench.hub.received.isEmpty)
  }

  @Test("Own entries that the file may not have come in full, those that it has as stubs")
  func ownInFull() {
    let bench = Bench()
    bench.site.write(2)
    bench.turn()
    bench.hub.publish(1, own: 2)
    bench.hub.feedEpochs = []
    bench.turn(.person)
    #expect(bench.hub.feedEpochs == [1])
    bench.hub.publish(1, own: 3)
    bench.turn(.person)
    #expect(bench.hub.feedEpochs == [1, 1, 0])
    #expect(bench.site.taken.count == 2)
  }

  @Test("A file that is behind its witness pushes nothing until it has a new epoch")
  func restoredOffline() {
    let bench = Bench()
    bench.site.write(2)
    bench.site.witnessed = Witness(epoch: 1, acknowledged: 7)
    bench.hub.script = [HubFailure(.unreachable)]
    bench.turn()
    #expect(bench.hub.pushes.isEmpty)
    bench.turn(.person)
    #expect(bench.site.epoch == 2)
    #expect(bench.hub.received.count == 2)
  }

  @Test("A site whose epoch the hub no longer takes asks for a new one and goes on")
  func staleEpoch() {
    let bench = Bench()
    bench.site.write(2)
    bench.hub.epoch = 3
    let events = bench.turn()
    #expect(events.contains(.renewed(epoch: 4, .cloned)))
    #expect(bench.site.epoch == 4)
    #expect(bench.hub.received.count == 2)
    #expect(events.last == .finished)
  }

  @Test("Epochs that never fit end the turn")
  func endlessEpochs() {
    let bench = Bench()
    bench.site.write(1)
    bench.hub.onPush = { _ throws(HubFailure) in
      throw HubFailure(.problem(HubProblem(.staleEpoch)))
    }
    bench.turn()
    #expect(bench.wait != nil)
    #expect(bench.site.calls.filter { $0 == "begin" }.count == 3)
  }

  @Test(
    "A frozen site pulls on, asks for a new epoch at each try, and sends nothing meanwhile",
    arguments: [HubProblem.Code.forked, .frozen])
  func frozen(_ code: HubProblem.Code) {
    let bench = Bench()
    bench.site.write(2)
    bench.hub.publish(3)
    let hub = bench.hub
    hub.onPush = { _ throws(HubFailure) in throw HubFailure(.problem(HubProblem(code))) }
    hub.onEpoch = { _ throws(HubFailure) in throw HubFailure(.problem(HubProblem(.frozen))) }
    let events = bench.turn()
    #expect(events.contains(.held(.problem(HubProblem(code)))))
    #expect(bench.site.taken.count == 3)
    #expect(bench.wait?.failure == .problem(HubProblem(code)))
    bench.turn(.person)
    #expect(hub.pushes.count == 1)
    #expect(bench.wait?.failure == .problem(HubProblem(.frozen)))
    // An administrator looked.
    hub.onPush = nil
    hub.onEpoch = nil
    bench.turn(.person)
    #expect(bench.engine.state == .resting)
    #expect(hub.received.count == 2)
    #expect(bench.site.epoch == 2)
  }

  @Test("A hub that came back from a backup is read from its beginning and gets what it lost")
  func hubRestored() {
    let bench = Bench()
    bench.site.write(5)
    bench.hub.publish(5)
    bench.turn()
    bench.hub.hubEpoch = 2
    bench.hub.items.removeLast(2)
    bench.hub.received.removeLast(2)
    let events = bench.turn()
    #expect(events.contains(.feedRestarted(hubEpoch: 2)))
    #expect(events.contains(.rewound(acknowledged: 3)))
    #expect(bench.site.cursor == FeedPosition(hubEpoch: 2, sequence: 3))
    #expect(bench.hub.received.map(\.sequence) == Array(1...5))
    #expect(bench.site.acknowledged == 5)
    #expect(events.last == .finished)
  }

  @Test("An answer that was lost on the way makes nothing twice")
  func lostAnswer() {
    let bench = Bench()
    bench.site.write(3)
    let hub = bench.hub
    hub.onPush = { request throws(HubFailure) in
      hub.onPush = nil
      hub.received += request.entries
      throw HubFailure(.unreachable)
    }
    bench.turn()
    #expect(bench.site.acknowledged == 0)
    bench.turn(.person)
    #expect(bench.site.acknowledged == 3)
    #expect(hub.received.map(\.sequence) == [1, 2, 3])
  }
}
