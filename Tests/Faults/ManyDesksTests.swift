import ClinicDomain
import Foundation
import GRDB
import SampleClinic
import Storage
import Testing

@Suite struct ManyDesksTests {
  /// What the desks were told, put together.
  private struct Told {
    /// The visits that stand, by their id: doctor, patient and first minute.
    var live: [String: [Int]] = [:]
    var (booked, moved, cancelled, busy) = (0, 0, 0, 0)
    var refused: [String: Int] = [:]
    var unexpected: [String] = []

    func summary(seconds: Double) -> String {
      let done = booked + moved + cancelled
      let all = refused.values.reduce(done, +)
      return """
        eight desks: \(all) operations in \(Int(seconds)) s (\(Int(Double(all) / seconds))/s): \
        \(booked) booked, \(moved) moved, \(cancelled) cancelled, \(all - done) refused, \
        \(busy) gave up after five seconds
        """
    }

    mutating func add(_ line: String) {
      let words = line.split(separator: " ").map(String.init)
      let numbers = words.compactMap { Int($0) }
      switch words.first {
      case "booked":
        live[words[1]] = numbers
        booked += 1
      case "moved":
        live[words[2]] = nil
        live[words[1]] = numbers
        moved += 1
      case "cancelled":
        live[words[1]] = nil
        cancelled += 1
      case "busy": busy += 1
      case "refused": refused[words.dropFirst().joined(separator: " "), default: 0] += 1
      default: unexpected.append(line)
      }
    }
  }

  @Test(.timeLimit(.minutes(240)))
  func eightDesksBookMoveAndCancelOnOneFileAndNothingIsLostOrGivenTwice() throws {
    let count = Soak.deskOperations
    let clinic = try FaultClinic(doctors: 12, patients: 200)
    let desks = try (0..<8).map { try clinic.child("mix", $0, count) }
    for desk in desks { #expect(desk.line() == "ready") }
    let began = Date()
    for desk in desks { desk.send("go") }
    var told = Told()
    for (desk, lines) in zip(desks, ChildProcess.remainingLines(of: desks)) {
      #expect(lines.count == count)
      for line in lines { told.add(line) }
      #expect(desk.wait() == 0)
    }
    if Soak.tells { print(told.summary(seconds: Date().timeIntervalSince(began))) }
    #expect(told.unexpected.isEmpty, "\(told.unexpected.prefix(3))")
    // A disk that stands still for seconds lets all who wait give up at once, on a machine that is
    // busy with other things; then nothing happened. Nobody starves beside that.
    #expect(told.busy <= 8 * count / 500, "\(told.busy) gave up")
    #expect(told.refused.values.reduce(0, +) > 100, "they never met: \(told.refused)")

    try expectRows(of: told, in: clinic)
    try expectTraces(of: told, in: clinic)
    let report = try clinic.check()
    #expect(report.isSound, "\(report)")
  }

  /// Exactly what was acknowledged stands, and nobody is in two places.
  private func expectRows(of told: Told, in clinic: FaultClinic) throws {
    let rows = try clinic.rows(
      """
      SELECT a.id, d.id, p.id, a.start_minute FROM appointment a
        JOIN practitioner d ON d.key = a.practitioner JOIN patient p ON p.key = a.patient
      WHERE a.blocks
      """)
    #expect(rows.count == told.live.count)
    for row in rows {
      let id = try AppointmentID(bytes: row[0] as Data).text
      guard let expected = told.live[id] else {
        Issue.record("\(id) stands and nobody was told")
        continue
      }
      #expect(try PractitionerID(bytes: row[1] as Data) == SampleClinic.id(.doctor, expected[0]))
      #expect(try PatientID(bytes: row[2] as Data) == SampleClinic.id(.patient, expected[1]))
      #expect(row[3] == expected[2])
    }
    for party in ["practitioner", "patient"] {
      let overlaps = try clinic.count(
        """
        SELECT count(*) FROM appointment a JOIN appointment b
          ON a.\(party) = b.\(party) AND a.key < b.key AND a.blocks AND b.blocks
          AND a.busy_from < b.busy_to AND b.busy_from < a.busy_to
        """)
      #expect(overlaps == 0, "\(party)")
    }
  }

  /// Every change has its audit row and its entries in the sync log; every refusal its audit row.
  private func expectTraces(of told: Told, in clinic: FaultClinic) throws {
    let audited = { (action: String, outcome: String) in
      try clinic.count(
        "SELECT count(*) FROM audit_log WHERE action = '\(action)' AND outcome = '\(outcome)'")
    }
    #expect(try audited(BookAppointment.kind.rawValue, "done") == told.booked)
    #expect(try audited(MoveAppointment.kind.rawValue, "done") == told.moved)
    #expect(try audited(CancelAppointment.kind.rawValue, "done") == told.cancelled)
    #expect(
      try clinic.count(
        "SELECT count(*) FROM audit_log WHERE action LIKE 'appointment.%' AND outcome = 'refused'")
        == told.refused.values.reduce(0, +))
    let logged = { (operation: String) in
      try clinic.count(
        "SELECT count(*) FROM sync_log WHERE entity = 'appointment' AND op = '\(operation)'")
    }
    #expect(try logged("create") == told.booked + told.moved)
    #expect(try logged("patch") == told.cancelled + told.moved)
  }
}
