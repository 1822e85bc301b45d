import ClinicDomain
import Foundation
import GRDB
import Glibc
import SampleClinic
import Storage
import Testing

/// What a process that came to a bad end had said was done.
struct Acknowledged {
  private(set) var patients: Set<String> = []
  private(set) var addresses: [String: String] = [:]
  private(set) var visits: [String: String] = [:]
  private(set) var staged: Set<String> = []
  private(set) var surprises: [String] = []

  var count: Int { patients.count + addresses.count + visits.count + staged.count }

  mutating func add(_ line: String) {
    let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
    switch (parts.first, parts.count) {
    case ("patient", 3): patients.insert(parts[1])
    case ("address", 3): addresses[parts[1]] = parts[2]
    case ("visit", 3): visits[parts[1]] = parts[2]
    case ("staged", 2): staged.insert(parts[1])
    case ("refused", _) where line.contains("taken"): break
    default: surprises.append(line)
    }
  }

  /// What of it the clinic has not, in words; of what was staged, what was neither carried out by a
  /// replay nor left as a task.
  func missing(in clinic: FaultClinic) throws -> [String] {
    var missing: [String] = []
    for patient in patients
    where try clinic.rows("SELECT 1 FROM patient WHERE id = ?", [Self.blob(patient)]).isEmpty {
      missing.append("patient \(patient) is gone")
    }
    for (patient, city) in addresses {
      // A later, unacknowledged change may stand: then the log has both.
      let found = try clinic.rows(
        "SELECT 1 FROM sync_log WHERE entity_id = ? AND instr(body, ?) > 0", [patient, city])
      if found.count != 1 { missing.append("change of \(patient) is gone") }
    }
    for (visit, status) in visits {
      let row = try clinic.rows(
        "SELECT status FROM appointment WHERE id = ?", [Self.blob(visit)]
      ).first
      let found: String? = row?[0]
      if found != status, status != "booked" || found != "cancelled" {
        missing.append("visit \(visit) \(status): \(found ?? "gone")")
      }
    }
    for visit in staged {
      let found = try clinic.rows(
        """
        SELECT 1 FROM appointment WHERE id = ? UNION ALL
        SELECT 1 FROM replay_task WHERE entity_id = ?
        """, [Self.blob(visit), visit])
      if found.count != 1 { missing.append("staged \(visit): \(found.count) times") }
    }
    return missing
  }

  private static func blob(_ text: String) throws -> Data {
    Data(try AppointmentID(parsing: text).bytes)
  }
}

extension FaultClinic {
  /// Gaps in the sync log and in the audit trail, in words.
  func gaps() throws -> [String] {
    let row = try #require(
      try rows(
        """
        SELECT (SELECT count(*) FROM sync_log), (SELECT max(seq) FROM sync_log),
          (SELECT last_seq FROM sync_state), (SELECT count(*) FROM audit_log),
          (SELECT max(seq) FROM audit_log)
        """
      ).first)
    var gaps: [String] = []
    if row[0] as Int != row[1] as Int || row[1] as Int != row[2] as Int {
      gaps.append("log: \(row)")
    }
    if row[3] as Int != row[4] as Int { gaps.append("audit: \(row)") }
    return gaps
  }

  /// Opens the clinic as in the morning after, looks for what was acknowledged and checks all.
  func problemsTheMorningAfter(_ acknowledged: Acknowledged) -> [String] {
    do {
      // Whoever took the database away brings it back.
      let database = clinic.folder.database
      if access(database, F_OK) != 0 { rename(database + ".away", database) }
      let service = try clinic.open()
      _ = service.replayStaged()
      try service.close()
      let report = try check()
      return try acknowledged.surprises + acknowledged.missing(in: self) + gaps()
        + (report.isSound ? [] : ["\(report)"])
    } catch {
      return ["\(error)"]
    }
  }
}
