import ClinicDomain
import Crypto
import HubCore
import SyncProtocol

extension HubBench {
  func joiningByCode() throws {
    try hub.offer(code: "ABCD-EFGH", name: "first", at: now)
    let request = request(code: "abcd efgh", site: id(1), prefix: "AA")
    let answer = try hub.enrol(request, at: now)
    try expectEqual(answer.siteNumber, 1)
    try expectEqual(answer.serverTime, now.milliseconds)
    try expect(answer.leaseUntil > answer.serverTime, "no lease")
    // The answer was lost: asked again it is the same.
    try expectEqual(try hub.enrol(request, at: now).epoch, answer.epoch)
    try hub.offer(code: "SECOND", name: "second", at: now)
    try expectProblem(.prefixTaken) {
      _ = try hub.enrol(self.request(code: "SECOND", site: id(2), prefix: "AA"), at: now)
    }
    let second = try hub.enrol(self.request(code: "SECOND", site: id(2), prefix: "BB"), at: now)
    try expectEqual(second.siteNumber, 2)
    try expectEqual(try hub.directory().sites.map(\.prefix), ["AA", "BB"])
  }

  func codesAreGoodOnceAndForAWhile() throws {
    try expectProblem(.enrolmentCode) {
      _ = try hub.enrol(request(code: "NONE", site: id(1), prefix: "AA"), at: now)
    }
    try hub.offer(code: "ONCE", name: "x", at: now)
    _ = try hub.enrol(request(code: "ONCE", site: id(1), prefix: "AA"), at: now)
    try expectProblem(.enrolmentCode) {
      _ = try hub.enrol(request(code: "ONCE", site: id(2), prefix: "BB"), at: now)
    }
    try expectProblem(.enrolmentCode) {
      // Somebody else's id, with other keys.
      _ = try hub.enrol(request(code: "ONCE", site: id(1), prefix: "BBB"), at: now)
    }
    try hub.offer(code: "LATE", name: "y", at: now)
    advance(hours: 25)
    try expectProblem(.enrolmentCode) {
      _ = try hub.enrol(request(code: "LATE", site: id(2), prefix: "BB"), at: now)
    }
    try expectProblem(.malformed) {
      _ = try hub.enrol(request(code: "LATE", site: id(2), prefix: "b1"), at: now)
    }
  }

  func gapsAreRefused() throws {
    let site = try site("AA")
    let first = site.entry(.create, "unit", id(1), JSONObject([("name", "U")]))
    let lost = site.entry(.patch, "unit", id(1), JSONObject([("name", "V")]))
    let third = site.entry(.patch, "unit", id(1), JSONObject([("name", "W")]))
    let answer = try site.push(first)
    try expectEqual(answer.acknowledged, 1)
    do {
      try site.push(third)
      throw ScenarioFailure(description: "a gap was taken")
    } catch let problem as HubProblem {
      try expectEqual(problem.code, .expectedNext)
      try expectEqual(problem.expected, 2)
    }
    try expectEqual(try site.push(lost, third).acknowledged, 3)
    try expectEqual(try feed().map(\.sequence), [1, 2, 3])
    try expectProblem(.staleEpoch) {
      _ = try hub.push(PushRequest(epoch: 1, entries: []), from: site.id, at: now)
    }
    try expectProblem(.unauthorised) {
      _ = try hub.push(PushRequest(epoch: 1, entries: []), from: id(9), at: now)
    }
  }

  func aForkFreezes() throws {
    let site = try site("AA")
    let first = site.entry(.create, "unit", id(1), JSONObject([("name", "U")]))
    try site.push(first)
    let twin = BenchSite(bench: self, id: site.id, epoch: site.epoch)
    let other = twin.entry(.create, "unit", id(2), JSONObject([("name", "other")]))
    try expectProblem(.forked) { try site.push(other) }
    try expectEqual(try hub.directory().sites[0].state, .frozen)
    try expectProblem(.frozen) { try site.push(first) }
    try expectEqual(try feed().count, 1)
    try hub.thaw(site.id, at: now)
    try expectProblem(.staleEpoch) { try site.push(first) }
    let answer = try hub.beginEpoch(
      EpochRequest(epoch: site.epoch, lastSequence: 1, lastHash: site.hash, reason: .cloned),
      of: site.id, at: now)
    site.begin(answer)
    try expectEqual(answer.acknowledged, 1)
    let next = site.entry(.create, "unit", id(3), JSONObject([("name", "V")]))
    try expectEqual(try site.push(next).acknowledged, 1)
    // A chain that goes on from another entry is a fork as well.
    let wrong = BenchSite(bench: self, id: site.id, epoch: site.epoch)
    _ = wrong.entry(.create, "unit", id(4), JSONObject())
    let off = wrong.entry(.create, "unit", id(5), JSONObject())
    try expectProblem(.forked) { try site.push(off) }
  }

  func replaysGetTheirOutcomes() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.visit(id(1), practitioner: "d", patient: "p", hour: 9))
    let late = b.visit(id(2), practitioner: "d", patient: "q", hour: 9)
    let first = try b.push(late)
    try expectEqual(first.items.map(\.outcome), [.refused])
    let count = try feed().count
    let again = try b.push(late)
    try expectEqual(again.items, first.items)
    try expectEqual(again.acknowledged, first.acknowledged)
    try expectEqual(try feed().count, count)
  }

  func unreadableTransactions() throws {
    let site = try site("AA")
    let good = site.entry(.create, "unit", id(1), JSONObject(), transaction: "t1")
    let bad = site.entry(.create, "unit", id(2), JSONObject(), transaction: "t1", version: 9)
    let after = site.entry(.create, "later_thing", id(3), JSONObject([("x", 1)]))
    let answer = try site.push(good, bad, after)
    try expectEqual(answer.items.map(\.outcome), [.quarantined, .quarantined, .applied])
    try expectEqual(answer.items[0].reason, "version")
    try expectEqual(answer.acknowledged, 3)
    try expectEqual(try feed().map(\.entry.entityID), [id(3)])
    try expectEqual(try document("unit", id(1)), nil)
    try expectEqual(try document("later_thing", id(3))?["x"], 1)
  }

  func heldContentComesLater() throws {
    let site = try site("AA")
    let before = site.hash
    let held = site.entry(.create, "unit", id(1), JSONObject([("name", "U")]))
    let placeholder = PushedEntry.placeholder(
      sequence: 1, previousHash: before, hash: held.hash { Array(SHA256.hash(data: $0)) })
    let after = site.entry(.create, "unit", id(2), JSONObject())
    let answer = try site.push(placeholder, after)
    try expectEqual(answer.acknowledged, 2)
    try expectEqual(try feed().count, 1)
    let forged = BenchSite(bench: self, id: site.id, epoch: site.epoch)
    let delivered = try site.push(held)
    try expectEqual(delivered.items.map(\.outcome), [.applied])
    try expectEqual(delivered.acknowledged, 2)
    try expectEqual(try document("unit", id(1))?["name"], "U")
    try expectEqual(try site.push(held).items.map(\.outcome), [.applied])
    try expectEqual(try feed().map(\.entry.entityID), [id(2), id(1)])
    let other = forged.entry(.create, "unit", id(1), JSONObject([("name", "Z")]))
    try expectProblem(.forked) { try site.push(other) }
  }

  func knownIDsAreDuplicates() throws {
    let site = try site("AA")
    let first = site.entry(.create, "unit", id(1), JSONObject([("name", "U")]), id: "e1")
    try site.push(first)
    let answer = try hub.beginEpoch(
      EpochRequest(epoch: site.epoch, lastSequence: 0, lastHash: "", reason: .restored),
      of: site.id, at: now)
    guard case .entry(var copy) = first else { return }
    (copy.epoch, copy.sequence, site.epoch) = (answer.epoch, 1, answer.epoch)
    let again = try site.push(.entry(copy))
    try expectEqual(again.items.map(\.outcome), [.duplicate])
    try expectEqual(try feed().count, 1)
    copy.previousHash = copy.hash { Array(SHA256.hash(data: $0)) }
    (copy.sequence, copy.transaction, copy.body) = (2, "t2", ["name": "other"])
    try expectEqual(try site.push(.entry(copy)).items.map(\.reason), ["id_reused"])
    try expectEqual(try document("unit", id(1))?["name"], "U")
  }

  func splitTransactions() throws {
    let site = try site("AA")
    let first = site.entry(.create, "unit", id(1), JSONObject(), transaction: "t")
    let second = site.entry(.create, "unit", id(2), JSONObject(), transaction: "t")
    try site.push(first)
    try expectProblem(.malformed) { try site.push(second) }
    let big = (0...SyncAPI.batchLimit).map { index in
      site.entry(.create, "unit", id(1000 + index), JSONObject())
    }
    try expectProblem(.tooLarge) {
      _ = try hub.push(PushRequest(epoch: site.epoch, entries: big), from: site.id, at: now)
    }
  }
}
