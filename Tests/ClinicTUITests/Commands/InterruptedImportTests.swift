import ClinicDomain
import Exchange
import Foundation
import Glibc
import SampleClinic
import Storage
import Testing

@testable import ClinicTUI

/// An import that is killed in the middle of a file, and run again.
struct InterruptedImportTests {
  private let clinic: CommandClinic
  private let service: ClinicService
  private let actor: Actor

  init() throws {
    clinic = try CommandClinic()
    service = try clinic.service()
    var ids = IDSource.system
    actor = Actor(user: ids.make(at: Clock.now()), practitioner: nil, roles: [.manager])
  }

  private var stored: Int {
    get throws {
      try service.answer(ReadSyncStatus(entryCount: 0), as: actor, now: Clock.now()).pendingCount
    }
  }

  /// Gives the import the first lines of a file, or all of them and the end, and kills it once it
  /// stored more than so many changes.
  private func interrupt(
    _ kind: String, _ lines: [String], after rows: Int, beyond changes: Int = 0
  ) throws {
    let goal = try stored + changes
    let process = try ChildProcess(
      CommandClinic.program, ["import", kind, "-"], environment: clinic.environment,
      folder: clinic.root, errors: .ignored)
    process.send(lines.prefix(rows).joined(separator: "\n"))
    if rows >= lines.count { process.endInput() }
    let deadline = Date(timeIntervalSinceNow: 60)
    while try stored <= goal, Date() < deadline { usleep(2000) }
    process.send(signal: SIGKILL)
    #expect(process.wait() == 128 + SIGKILL)
    #expect(try stored > goal)
  }

  private func run(_ kind: String, _ lines: [String]) throws -> [String: Int] {
    let path = try clinic.write(lines.joined(separator: "\n") + "\n", to: kind + ".csv")
    let ending = try clinic.run(["import", kind, path, "--json"])
    #expect(ending.status == 0, "\(ending.error)")
    return try JSONDecoder().decode([String: Int].self, from: Data(ending.output.utf8))
  }

  private func expectSound() throws {
    let report = try service.check(as: SiteOptions.operatorActor, now: Clock.now())
    #expect(report.isSound, "\(report)")
  }

  @Test func patientsCompleteAndNoneComesTwice() throws {
    let count = 5000
    let lines =
      ["foreign_id,name,birth_date"]
      + (0..<count).map { "\($0),Pessoa Número \($0),1980-01-01" }
    try interrupt("patients", lines, after: 3000)
    let done = try stored
    #expect(done < count)
    let counts = try run("patients", lines)
    #expect(counts["known"] == done)
    #expect(counts["added"] == count - done)
    #expect(counts["rejected"] == 0)
    #expect(try stored == count)
    let again = try run("patients", lines)
    #expect(again["known"] == count && again["added"] == 0)
    #expect(try stored == count)
    try expectSound()
  }

  private static let invoices = 1200

  /// Killed among the lines, and among the payments: a line is one change or two, its invoice's.
  @Test(arguments: [(2 * invoices - 1, 0), (2 * invoices + 1, 2 * invoices + 100)])
  func invoicesAreIssuedAndPaidOnceWhereverItStopped(_ rows: Int, _ changes: Int) throws {
    _ = try run("patients", ["foreign_id,name", "1,Maria da Silva"])
    let count = Self.invoices
    // Lines and payments in turns: payments wait for the end of the file.
    let lines =
      ["foreign_id,invoice,part,patient,description,unit_price,amount,method"]
      + (0..<count).flatMap {
        ["l\($0),i\($0),line,1,Consulta,100,,", "p\($0),i\($0),payment,1,,,100,pix"]
      }
    try interrupt("invoices", lines, after: rows, beyond: changes)
    let counts = try run("invoices", lines)
    #expect(counts["rejected"] == 0)
    #expect((counts["known"] ?? 0) > 0)
    #expect((counts["known"] ?? 0) + (counts["added"] ?? 0) == 2 * count)
    let answer = try service.answer(
      ListInvoices(filter: .all, count: 2 * count), as: actor, now: Clock.now())
    #expect(answer.rows.count == count)
    #expect(answer.rows.allSatisfy { $0.status == .paid && $0.paid == Money(centavos: 100_00) })
    #expect(Set(answer.rows.map(\.number)).count == count)
    let again = try run("invoices", lines)
    #expect(again["added"] == 0 && again["known"] == 2 * count)
    try expectSound()
  }
}
