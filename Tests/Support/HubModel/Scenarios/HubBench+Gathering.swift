import ClinicDomain
import HubCore
import SyncProtocol

extension HubBench {
  /// Each gets what it would have got alone, in the order in which they stand.
  func pushesOfSeveralSites() throws {
    let (a, b, c, d) = (try site("AA"), try site("BB"), try site("CC"), try site("DD"))
    let twin = BenchSite(bench: self, id: c.id, epoch: c.epoch)
    try c.push(c.entry(.create, "unit", id(9), JSONObject([("name", "U")])))
    let other = twin.entry(.create, "unit", id(8), JSONObject([("name", "other")]))
    _ = d.entry(.create, "unit", id(7), JSONObject())
    let results = try hub.take(
      [
        b.asks(b.visit(id(2), practitioner: "d", patient: "q", hour: 9)),
        c.asks(other),
        a.asks(
          a.visit(id(1), practitioner: "d", patient: "p", hour: 9),
          a.entry(.create, "unit", id(9), JSONObject([("name", "V")]))),
        d.asks(d.entry(.create, "unit", id(6), JSONObject())),
        SitePush(site: id(99), push: PushRequest(epoch: 1, entries: [])),
      ], at: now)
    try expectEqual(try results[0].get().items.map(\.outcome), [.applied])
    try expectProblem(.forked) { _ = try results[1].get() }
    try expectEqual(try results[2].get().items.map(\.outcome.rawValue).first, "refused")
    try expectProblem(.expectedNext) { _ = try results[3].get() }
    try expectProblem(.unauthorised) { _ = try results[4].get() }
    try expectProblem(.frozen) { try c.push(other) }
    let feed = try feed()
    try expectEqual(feed.map(\.sequence), Array(1...Int64(feed.count)))
    try expectEqual(
      try results.prefix(1).map { try $0.get().feedHead } + [try results[2].get().feedHead],
      [Int64(feed.count), Int64(feed.count)])
    try expectEqual(try made(RebookTask.entity).count, 1)
    try expectEqual(try reservation(of: id(2)), "confirmed")
    try expectEqual(try reservation(of: id(1)), "refused")
    // What was taken in together is known when it comes again.
    try expectEqual(
      try b.bench.hub.push(
        b.asks(b.visit(id(3), practitioner: "d", patient: "q", hour: 10)).push, from: b.id, at: now
      ).acknowledged, 2)
  }

  func oneIDFromTwoSites() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    let results = try hub.take(
      [
        a.asks(a.entry(.create, "unit", id(1), JSONObject([("name", "U")]), id: "e1")),
        b.asks(b.entry(.create, "unit", id(2), JSONObject([("name", "V")]), id: "e1")),
      ], at: now)
    try expectEqual(try results[0].get().items.map(\.outcome), [.applied])
    try expectEqual(try results[1].get().items.map(\.reason), ["id_reused"])
    try expectEqual(try feed().map(\.entry.entityID), [id(1)])
  }

  func aPartIsTakenBackAlone() throws {
    let slot = TimeSlot(startMinute: 29_808_000, endMinute: 29_808_030)
    guard let slot else { throw ScenarioFailure(description: "no time") }
    func claim(_ name: String) -> Claim {
      Claim(appointment: name, practitioner: name, patient: name, room: nil, busy: slot)
    }
    var log = LogState(site: try site("AA").id, epoch: 7)
    try hub.store.write { tx in
      try tx.keep(claim("a"))
      try expectEqual(try tx.apart { try tx.keep(claim("b")) }.isSuccess, true)
      let lost = try tx.apart {
        try tx.keep(claim("c"))
        try tx.removeClaim(of: "a")
        log.acknowledged = 5
        try tx.keep(log)
        throw HubProblem(.busy)
      }
      try expectEqual(lost.isSuccess, false)
      try expectEqual(
        try ["a", "b", "c"].map { try tx.claim(of: $0) != nil }, [true, true, false])
    }
    try hub.store.read { tx in
      try expectEqual(
        try ["a", "b", "c"].map { try tx.claim(of: $0) != nil }, [true, true, false])
      try expect(try tx.log(of: log.site, epoch: 7) == nil, "a log that was taken back is there")
    }
  }
}

extension BenchSite {
  fileprivate func asks(_ entries: PushedEntry...) -> SitePush {
    SitePush(site: id, push: PushRequest(epoch: epoch, entries: entries))
  }
}

extension Result {
  fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
