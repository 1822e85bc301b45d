import Foundation
import Glibc
import SampleClinic
import Testing

/// A demo clinic's agenda on a Radicale server, read back by vdirsyncer and khal.
@Suite(
  "Publishing to a CalDAV server",
  .enabled(if: CalDAVPeers.arePresent, "no radicale, vdirsyncer, khal"))
struct CalDAVTests {
  private static let doctor = "bruno reis"

  @Test("what is booked, moved and called off is there, and what somebody else changed is told")
  func publishing() throws {
    let peers = try CalDAVPeers()
    defer { peers.stop() }
    let first = try peers.publish(doctor: Self.doctor)
    #expect(first.created > 0)
    #expect(first.counts == [first.created, 0, 0, 0])
    let files = try peers.fetch()
    #expect(files.count == first.created)
    let names = try peers.patientNames()
    #expect(!names.isEmpty)
    for text in files.values { #expect(!names.contains { text.contains($0) }) }
    let second = try peers.publish(doctor: Self.doctor)
    #expect(second.counts == [0, 0, 0, first.created])

    let open = try peers.openVisits(doctor: Self.doctor)
    let cancelled = try #require(open.last)
    let moved = try #require(open.dropLast().last)
    #expect(try peers.clinic(["cancel", cancelled.id, "--reason", "viajou"]).status == 0)
    let place = try peers.move(moved.id, doctor: Self.doctor)
    let third = try peers.publish(doctor: Self.doctor)
    #expect(third.counts == [0, 1, 1, first.created - 2])
    #expect(third.overwritten.isEmpty)
    let after = try peers.fetch()
    #expect(after.count == files.count - 1)
    #expect(!after.keys.contains { $0.hasPrefix(cancelled.id) })
    let event = try #require(after.first { $0.key.hasPrefix(moved.id) }?.value)
    #expect(event.contains("UID:\(moved.id)@"))
    let stamp = (place.date + "T" + place.time + "00").filter { !"-:".contains($0) }
    #expect(event.contains("DTSTART;TZID=America/Sao_Paulo:\(stamp)"), "\(event)")
    #expect(!event.contains("SEQUENCE:0"))
    let shown = try peers.khal(on: place.date)
    #expect(shown.contains { $0.hasPrefix("\(place.time) \(moved.id)@") }, "\(shown)")

    // Somebody edits it on the server: the next change here wins, and that is told.
    try peers.edit(moved.id)
    let again = try peers.move(place.id, doctor: Self.doctor)
    let fourth = try peers.publish(doctor: Self.doctor)
    #expect(fourth.updated == 1)
    #expect(fourth.overwritten == [moved.id])
    let last = try #require(try peers.fetch().first { $0.key.hasPrefix(moved.id) }?.value)
    #expect(!last.contains("Somebody"))
    #expect(try peers.khal(on: again.date).contains { $0.hasPrefix("\(again.time) \(moved.id)@") })
  }

  @Test("a wrong password and a missing calendar end with their codes, and nothing is kept")
  func refusals() throws {
    let peers = try CalDAVPeers()
    defer { peers.stop() }
    let denied = try peers.publishing(doctor: Self.doctor, password: "errada")
    #expect(denied.status == 5)
    let missing = try peers.publishing(doctor: Self.doctor, calendar: "nowhere")
    #expect(missing.status == 9)
    peers.stop()
    #expect(try peers.publishing(doctor: Self.doctor).status == 3)
  }

  @Test("a calendar is read from the server into the agenda")
  func reading() throws {
    let peers = try CalDAVPeers()
    defer { peers.stop() }
    let published = try peers.publish(doctor: Self.doctor)
    let ending = try peers.clinic(
      [
        "calendar", "import-busy", "--practitioner", "célia", "--source", "hospital", "--json",
        "--until", "+14", peers.address("agenda"),
      ], environment: peers.credentials("segredo"))
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains(#""added":\#(published.created),"#), "\(ending)")
  }
}
