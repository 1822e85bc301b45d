import ClinicDomain
import Foundation
import GRDB
import Glibc
import SampleClinic
import Storage
import Testing

/// What the killed process said was done, by its own words.
private struct Acknowledged {
  private(set) var patients: Set<String> = []
  private(set) var addresses: [String: String] = [:]
  private(set) var visits: [String: String] = [:]
  private(set) var surprises: [String] = []

  var count: Int { patients.count + addresses.count + visits.count }

  mutating func add(_ line: String) {
    let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
    switch (parts.first, parts.count) {
    case ("patient", 3): patients.insert(parts[1])
    case ("address", 3): addresses[parts[1]] = parts[2]
    case ("visit", 3): visits[parts[1]] = parts[2]
    case ("refused", _) where line.contains("taken"): break
    default: surprises.append(line)
    }
  }
}

@Suite struct KillTests {
  @Test(.timeLimit(.minutes(120)))
  func nothingAcknowledgedIsMissingAfterKillsInTheMiddleOfWrites() throws {
    let points = 200 * Soak.factor
    let clinic = try FaultClinic(doctors: 4, patients: 50)
    var random = SeededGenerator(seed: UInt64(getpid()))
    var total = 0
    var killedAtWork = 0
    for point in 0..<points {
      let child = try clinic.child("work", point + 1)
      var acknowledged = Acknowledged()
      if point % 10 == 9 {
        // In the middle of opening.
        usleep(UInt32(random.next() % 15_000))
      } else {
        try #require(child.line() == "ready")
        usleep(UInt32(random.next() % 50_000))
      }
      child.send(signal: SIGKILL)
      #expect(child.wait() == 128 + SIGKILL)
      for line in child.remainingLines() where line != "ready" { acknowledged.add(line) }
      #expect(acknowledged.surprises == [])
      total += acknowledged.count
      killedAtWork += acknowledged.count > 0 ? 1 : 0

      let service = try clinic.clinic.open()
      try expectPresent(acknowledged, in: clinic)
      try expectDense(clinic)
      try service.close()
      if point % 40 == 39 {
        let report = try clinic.check()
        #expect(report.isSound, "\(report)")
      }
    }
    #expect(killedAtWork > points / 2, "only \(killedAtWork) kills met a process at work")
    #expect(total > points)
    try expectRowsAgreeWithLog(clinic)
  }

  private func expectPresent(_ acknowledged: Acknowledged, in clinic: FaultClinic) throws {
    for patient in acknowledged.patients {
      let found = try clinic.rows("SELECT body FROM patient WHERE id = ?", [blob(patient)])
      #expect(found.count == 1, "patient \(patient) is gone")
    }
    for (patient, city) in acknowledged.addresses {
      // A later, unacknowledged change may stand: then the log has both.
      let found = try clinic.rows(
        "SELECT 1 FROM sync_log WHERE entity_id = ? AND instr(body, ?) > 0", [patient, city])
      #expect(found.count == 1, "change of \(patient) is gone")
    }
    for (visit, status) in acknowledged.visits {
      let row = try clinic.rows("SELECT status FROM appointment WHERE id = ?", [blob(visit)]).first
      let found: String? = row?[0]
      #expect(
        found == status || (status == "booked" && found == "cancelled"),
        "visit \(visit) \(status): \(found ?? "gone")")
    }
  }

  private func expectDense(_ clinic: FaultClinic) throws {
    let row = try #require(
      try clinic.rows(
        """
        SELECT (SELECT count(*) FROM sync_log), (SELECT max(seq) FROM sync_log),
          (SELECT last_seq FROM sync_state), (SELECT count(*) FROM audit_log),
          (SELECT max(seq) FROM audit_log)
        """
      ).first)
    #expect(row[0] as Int == row[1] as Int && row[1] as Int == row[2] as Int, "log: \(row)")
    #expect(row[3] as Int == row[4] as Int, "audit: \(row)")
  }

  /// Every row has its create in the log and every create its row; each was audited once.
  private func expectRowsAgreeWithLog(_ clinic: FaultClinic) throws {
    for entity in ["appointment", "patient"] {
      let rows = try ids(clinic.rows("SELECT id FROM \(entity)").map { text($0[0]) })
      let logged = try ids(
        clinic.rows(
          "SELECT entity_id FROM sync_log WHERE entity = ? AND op = 'create'", [entity]
        ).map { $0[0] })
      #expect(rows == logged, "\(entity): \(rows.symmetricDifference(logged).count) differ")
    }
    let cancelled = try clinic.count(
      "SELECT count(*) FROM appointment WHERE status = 'cancelled'")
    #expect(
      try clinic.count("SELECT count(*) FROM audit_log WHERE action = 'appointment.cancel'")
        == cancelled)
  }

  private func ids(_ texts: [String]) throws -> Set<String> {
    let unique = Set(texts)
    try #require(unique.count == texts.count, "an id stands twice")
    return unique
  }

  private func blob(_ text: String) throws -> Data {
    Data(try AppointmentID(parsing: text).bytes)
  }

  private func text(_ data: Data) -> String {
    (try? AppointmentID(bytes: data).text) ?? "unreadable"
  }
}
