import ClinicDomain
import HubCore
import SyncProtocol

extension HubBench {
  func bothNamesAreKept() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    let created = a.entry(.create, "patient", id(1), JSONObject([("name", "Ana"), ("phone", "1")]))
    try a.push(created)
    guard case .entry(let entry) = created else { return }
    let base = ["name": entry.timestamp, "phone": entry.timestamp]
    now = now.adding(milliseconds: 5)
    try a.push(
      a.entry(
        .patch, "patient", id(1), JSONObject([("name", "Ana A"), ("phone", "2")]), base: base))
    now = now.adding(milliseconds: 5)
    let answer = try b.push(
      b.entry(
        .patch, "patient", id(1), JSONObject([("name", "Ana B"), ("phone", "3")]), base: base))
    try expectEqual(answer.items.map(\.outcome), [.merged])
    let conflicts = try made(IdentityConflict.entity)
    try expectEqual(conflicts.count, 1)
    let conflict = try conflicts[0].body.decode(IdentityConflict.self)
    try expectEqual(conflict.kind, .field)
    try expectEqual(conflict.subjectID, id(1))
    try expectEqual(conflict.field, "name")
    try expectEqual(conflict.values.map(\.value), ["Ana B", "Ana A"])
    try expectEqual(conflict.values.map(\.site), [b.id, a.id])
    try expectEqual(conflict.values.map(\.actor), ["user:\(b.id)", "user:\(a.id)"])
    // A person's decision is a patch like any other.
    try a.push(
      a.entry(
        .patch, IdentityConflict.entity, conflicts[0].entityID, JSONObject([("resolved", true)])))
    try expectEqual(
      try document(IdentityConflict.entity, conflicts[0].entityID)?["resolved"], true)
  }

  func onePersonTwice() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    let cpf = JSONObject([("cpf", "11144477735")])
    try a.push(a.entry(.create, "patient", id(1), cpf))
    try b.push(b.entry(.create, "patient", id(2), cpf))
    try b.push(b.entry(.patch, "patient", id(2), JSONObject([("phone", "1")])))
    let conflicts = try made(IdentityConflict.entity)
    try expectEqual(conflicts.count, 1)
    let conflict = try conflicts[0].body.decode(IdentityConflict.self)
    try expectEqual(conflict.kind, .samePerson)
    try expectEqual([conflict.subjectID, conflict.otherID], [id(1), id(2)])
    try expectEqual(conflict.field, "cpf")
  }

  func firstComeFirstServed() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.visit(id(1), practitioner: "d", patient: "p", hour: 9))
    let answer = try b.push(b.visit(id(2), practitioner: "d", patient: "q", hour: 9))
    try expectEqual(answer.items.map(\.outcome), [.refused])
    try expectEqual(answer.items[0].reason, "taken")
    try expectEqual(try reservation(of: id(1)), "confirmed")
    try expectEqual(try reservation(of: id(2)), "refused")
    try expectEqual(try made("appointment").map(\.entityID), [id(2)])
    let tasks = try made(RebookTask.entity)
    try expectEqual(tasks.count, 1)
    let task = try tasks[0].body.decode(RebookTask.self)
    try expectEqual(task.site, b.id)
    try expectEqual([task.appointment, task.patient, task.reason], [id(2), "q", "taken"])
    try expectEqual(task.free.count, 3)
    let first = BenchSite<Store>.time(hour: 9, minutes: 30)["slot"]?.arrayValue?[0].intValue ?? 0
    try expect(task.free.allSatisfy { abs($0.start - first) >= 30 }, "a taken time is offered")
    try expect(task.free.contains { $0.start == first + 30 }, "the nearest time is not offered")
    let text = tasks[0].body.canonicalText
    try expect(!text.contains(id(1)) && !text.contains(a.id), "the task tells who got the time")
    // Compensation and task come together.
    let made = try feed().suffix(2).map(\.entry)
    try expectEqual(Set(made.map(\.transaction)).count, 1)
    try expectEqual(made.map(\.sequence), [1, 2])
  }

  func theHolderDecides() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.entry(.create, "practitioner", "d", JSONObject([("name", "Dra")])))
    try b.push(
      b.visit(id(1), practitioner: "d", patient: "p", hour: 9, reservation: "requested"))
    try hub.settleOverdueRequests(at: now)
    try expectEqual(try reservation(of: id(1)), "requested")
    // Asking takes no time from the holder.
    let own = try a.push(a.visit(id(2), practitioner: "d", patient: "q", hour: 9))
    try expectEqual(own.items.map(\.outcome), [.applied])
    try a.push(
      a.entry(.patch, "appointment", id(1), JSONObject([("reservation", "refused")])))
    let tasks = try made(RebookTask.entity)
    try expectEqual(try tasks.map { try $0.body.decode(RebookTask.self).site }, [b.id])
    try b.push(
      b.visit(id(3), practitioner: "d", patient: "r", hour: 11, reservation: "requested"))
    try a.push(
      a.entry(.patch, "appointment", id(3), JSONObject([("reservation", "confirmed")])))
    let late = try a.push(a.visit(id(4), practitioner: "d", patient: "s", hour: 11))
    try expectEqual(late.items.map(\.outcome), [.refused])
  }

  func leasesRunOut() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.entry(.create, "practitioner", "d", JSONObject([("name", "Dra")])))
    try b.push(
      b.visit(id(1), practitioner: "d", patient: "p", hour: 9, reservation: "requested"))
    try b.push(
      b.visit(id(2), practitioner: "d", patient: "q", hour: 9, reservation: "requested"))
    // A site whose clock is a little behind may promise still.
    now = now.adding(milliseconds: hub.rules.lease + 60_000)
    try hub.settleOverdueRequests(at: now)
    try expectEqual(try reservation(of: id(1)), "requested")
    advance(hours: 1)
    try hub.settleOverdueRequests(at: now)
    try expectEqual(try reservation(of: id(1)), "confirmed")
    try expectEqual(try reservation(of: id(2)), "refused")
    try hub.settleOverdueRequests(at: now)
    try expectEqual(try made("appointment").count, 2)
    // A push alone does not give the lease back, a pull to the head does.
    let answer = try a.push(a.visit(id(3), practitioner: "d", patient: "r", hour: 9))
    try expectEqual(answer.items.map(\.outcome), [.refused])
    try expect(answer.leaseUntil <= now.milliseconds, "a lease came back by a push")
    try expect(try a.pull().leaseUntil > now.milliseconds, "no lease after a pull")
    try b.pull()
    try b.push(
      b.visit(id(4), practitioner: "d", patient: "p", hour: 15, reservation: "requested"))
    try expectEqual(try reservation(of: id(4)), "requested")
    // Nobody holds the time of who isn't registered anywhere.
    try b.push(
      b.visit(id(5), practitioner: "e", patient: "p", hour: 16, reservation: "requested"))
    try expectEqual(try reservation(of: id(5)), "confirmed")
  }

  func promisesOfOthersTime() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.entry(.create, "practitioner", "d", JSONObject()))
    try b.push(b.visit(id(1), practitioner: "d", patient: "p", hour: 9))
    try expectEqual(try reservation(of: id(1)), "requested")
    let own = try a.push(a.visit(id(2), practitioner: "d", patient: "q", hour: 9))
    try expectEqual(own.items.map(\.outcome), [.applied])
  }

  func cancellingFreesTime() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.visit(id(1), practitioner: "d", patient: "p", hour: 9))
    // In one transaction the new visit may come before the old one goes.
    let cancelled = JSONObject([("status", "cancelled")])
    let new = a.visit(id(2), practitioner: "d", patient: "p", hour: 9, transaction: "move")
    let old = a.entry(.patch, "appointment", id(1), cancelled, transaction: "move")
    try expectEqual(try a.push(new, old).items.map(\.outcome).contains(.refused), false)
    try a.push(a.entry(.patch, "appointment", id(2), cancelled))
    let answer = try b.push(b.visit(id(3), practitioner: "d", patient: "q", hour: 9))
    try expectEqual(answer.items.map(\.outcome), [.applied])
    try b.push(
      b.entry(
        .patch, "appointment", id(3),
        JSONObject([("time", BenchSite<Store>.time(hour: 10, minutes: 30))])))
    let freed = try a.push(a.visit(id(4), practitioner: "d", patient: "p", hour: 9))
    try expectEqual(freed.items.map(\.outcome), [.applied])
    let taken = try a.push(a.visit(id(5), practitioner: "d", patient: "p", hour: 10))
    try expectEqual(taken.items.map(\.outcome), [.refused])
    let gone = try b.push(b.entry(.tombstone, "appointment", id(3), JSONObject()))
    try expectEqual(gone.items.map(\.outcome), [.applied])
    let last = try a.push(a.visit(id(6), practitioner: "d", patient: "p", hour: 10))
    try expectEqual(last.items.map(\.outcome), [.applied])
  }

  func exemptVisits() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.visit(id(1), practitioner: "d", patient: "p", hour: 9))
    let exempt: [JSONValue] = ["overbooked", ["group": ["id": "g"]], ["historical": [:]]]
    for (index, kind) in exempt.enumerated() {
      let answer = try b.push(
        b.visit(
          id(10 + index), practitioner: "d", patient: "q", hour: 9, exclusivity: kind))
      try expectEqual(answer.items.map(\.outcome), [.applied])
    }
    try expectEqual(try made(RebookTask.entity).count, 0)
  }

  func patientsAndRooms() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.visit(id(1), practitioner: "d", patient: "p", hour: 9, room: "r"))
    let patient = try b.push(b.visit(id(2), practitioner: "e", patient: "p", hour: 9))
    try expectEqual(patient.items.map(\.reason), ["patient_taken"])
    let room = try b.push(b.visit(id(3), practitioner: "f", patient: "q", hour: 9, room: "r"))
    try expectEqual(room.items.map(\.reason), ["room_taken"])
    let after = try b.push(b.visit(id(4), practitioner: "f", patient: "q", hour: 10, room: "r"))
    try expectEqual(after.items.map(\.outcome), [.applied])
  }

  func refusedAgainOneTask() throws {
    let (a, b) = (try site("AA"), try site("BB"))
    try a.push(a.visit(id(1), practitioner: "d", patient: "p", hour: 9))
    try b.push(b.visit(id(2), practitioner: "d", patient: "q", hour: 9))
    // The site had not heard of the refusal and marks its visit, or asks once more.
    for reservation in ["contested", "confirmed"] {
      advance(hours: 1)
      let answer = try b.push(
        b.entry(
          .patch, "appointment", id(2), JSONObject([("reservation", .string(reservation))])))
      try expectEqual(answer.items.map(\.outcome), [.refused])
      try expectEqual(try self.reservation(of: id(2)), "refused")
    }
    try expectEqual(try made(RebookTask.entity).count, 1)
    advance(hours: 1)
    try a.push(a.entry(.patch, "appointment", id(1), JSONObject([("status", "cancelled")])))
    try b.push(
      b.entry(.patch, "appointment", id(2), JSONObject([("reservation", "contested")])))
    try expectEqual(try reservation(of: id(2)), "confirmed")
  }
}
