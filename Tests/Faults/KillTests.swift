import ClinicDomain
import Foundation
import GRDB
import Glibc
import SampleClinic
import Storage
import Testing

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
      switch point % 10 {
      case 9:
        // In the middle of opening.
        usleep(UInt32(random.next() % 15_000))
      case 7, 8:
        // In the middle of the first write, mostly.
        try #require(child.line() == "ready")
        usleep(UInt32(random.next() % 10_000))
      default:
        // At work for certain, however slow the machine is: some writes are done, another has begun.
        try #require(child.line() == "ready")
        for _ in 0...(random.next() % 4) { acknowledged.add(try #require(child.line())) }
        usleep(UInt32(random.next() % 50_000))
      }
      child.send(signal: SIGKILL)
      #expect(child.wait() == 128 + SIGKILL)
      for line in child.remainingLines() where line != "ready" { acknowledged.add(line) }
      #expect(acknowledged.surprises == [])
      total += acknowledged.count
      killedAtWork += acknowledged.count > 0 ? 1 : 0

      let service = try clinic.clinic.open()
      #expect(try acknowledged.missing(in: clinic) == [])
      #expect(try clinic.gaps() == [])
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

  private func text(_ data: Data) -> String {
    (try? AppointmentID(bytes: data).text) ?? "unreadable"
  }
}
