import ClinicDomain
import Exchange
import Foundation
import SampleClinic
import Storage
import Testing

@testable import ClinicTUI

/// Real data sets through the shipped mappings into a clinic.
struct ImportTests {
  struct File: Sendable {
    let kind: String
    let name: String
    let map: String
    let added: Int

    init(_ kind: String, _ name: String, _ map: String, _ added: Int) {
      (self.kind, self.name, self.map, self.added) = (kind, name, map, added)
    }
  }

  static let syntheaA = [
    File("patients", "patients", "synthea-patients", 27),
    File("practitioners", "providers", "synthea-providers", 166),
    File("appointments", "encounters", "synthea-encounters", 604),
    File("records", "allergies", "synthea-allergies", 40),
    File("records", "conditions", "synthea-conditions", 438),
    File("records", "medications", "synthea-medications", 663),
    File("records", "encounters", "synthea-encounter-notes", 145),
    File("invoices", "claims", "synthea-claims", 1267),
    File("invoices", "claims_transactions", "synthea-claims-transactions", 3388),
  ]

  static let syntheaB = [
    File("patients", "patients", "synthea-patients", 111),
    File("practitioners", "providers", "synthea-providers", 215),
    File("appointments", "encounters", "synthea-encounters", 7584),
    File("records", "allergies", "synthea-allergies", 90),
    File("records", "conditions", "synthea-conditions", 4428),
    File("records", "medications", "synthea-medications", 6124),
    File("records", "encounters", "synthea-encounter-notes", 3800),
  ]

  @Test(
    .enabled(if: ImportData.isThere, "the shared data sets are not here"),
    arguments: [("synthea-A", syntheaA), ("synthea-B", syntheaB)])
  func aWholeDataSetComesInOnce(_ folder: String, _ files: [File]) throws {
    let clinic = try CommandClinic()
    let service = try clinic.service()
    for file in files {
      let counts = try ImportData.load("\(folder)/\(file.name).csv", file.map, clinic, service)
      #expect(counts.added == file.added, "\(file.name)")
      #expect(counts.rejected == 0 && counts.known == 0, "\(file.name)")
    }
    for file in files {
      let counts = try ImportData.load("\(folder)/\(file.name).csv", file.map, clinic, service)
      #expect(counts.added == 0, "\(file.name)")
      #expect(counts.known == file.added, "\(file.name)")
    }
    #expect(try service.check(as: SiteOptions.operatorActor, now: Clock.now()).isSound)
    try service.close()
  }

  @Test(.enabled(if: ImportData.isThere, "the shared data sets are not here"))
  func thePublicAppointmentsAreAllUnderstood() throws {
    let clinic = try CommandClinic()
    let service = try clinic.service()
    let path = "noshow/KaggleV2-May-2016.csv"
    for (map, ready) in [
      ("noshow-patients", 62_299), ("noshow-practitioners", 81), ("noshow-appointments", 110_527),
    ] {
      let counts = try ImportData.load(path, map, clinic, service, isDry: true)
      #expect(counts.read == 110_527)
      #expect(counts.added == ready, "\(map)")
      #expect(counts.rejected == 0, "\(map)")
    }
    for (map, added) in [
      ("noshow-patients", 3553), ("noshow-practitioners", 78), ("noshow-appointments", 4000),
    ] {
      let counts = try ImportData.load(path, map, clinic, service, rows: 4000)
      #expect(counts.added == added, "\(map)")
    }
    let again = try ImportData.load(path, "noshow-appointments", clinic, service, rows: 4000)
    #expect(again.added == 0 && again.known == 4000)
    try service.close()
  }

  @Test func aRowThatNamesNobodyIsExplained() throws {
    let clinic = try CommandClinic()
    let service = try clinic.service()
    let reader = try CSVReader(
      path: try clinic.write(
        "foreign_id,patient,practitioner,date,time,minutes,status\n"
          + "9,nobody,nobody,2026-01-05,9:00,30,fulfilled\n", to: "visits.csv"))
    let rows = try ImportRows(
      reader: reader,
      mapping: try ImportMapping(namingFieldsOf: .appointments, header: reader.header),
      today: CivilDate(dayNumber: 20_500))
    var reasons: [ImportReason] = []
    let importer = Importer(
      service: service, rows: rows, actor: SiteOptions.operatorActor, now: Clock.now(),
      reject: { row, found in
        #expect(row.line == 2)
        reasons += found
      }, progress: { _, _ in })
    try importer.run()
    let nobody = ForeignID(namespace: "csv", value: "nobody")
    #expect(reasons == [.unknownReference(field: "patient", nobody)])
    #expect(importer.counts.rejected == 1)
    try service.close()
  }

  @Test func progressTellsRateAndTimeLeft() {
    let bar = ImportProgress(totalBytes: 1000, wording: Wording(language: .english))
    var counts = ImportCounts()
    counts.read = 5000
    counts.rejected = 2
    #expect(
      bar.text(counts, bytesRead: 250, after: 10)
        == "[######------------------]  25%  5000 rows  500/s  2 rejected  0:30 left")
  }
}

/// The data sets that lie beside the package.
enum ImportData {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let shared: String = {
    if let path = ProcessInfo.processInfo.environment["CLINIC_SHARED"] { return path }
    return package.deletingLastPathComponent().appendingPathComponent("shared").path
  }()

  static var isThere: Bool {
    FileManager.default.fileExists(atPath: shared + "/data/synthea-A/patients.csv")
  }

  /// Imports a file, or its first rows, through a shipped mapping.
  static func load(
    _ path: String, _ map: String, _ clinic: CommandClinic, _ service: ClinicService,
    rows limit: Int? = nil, isDry: Bool = false
  ) throws -> ImportCounts {
    let mapping = try ImportMapping(
      parsing: String(
        contentsOf: package.appendingPathComponent("mappings/\(map).map"), encoding: .utf8))
    let file = try plain(path, clinic, limit)
    let rows = try ImportRows(
      reader: try CSVReader(path: file), mapping: mapping,
      today: service.site.zone.civil(at: Clock.now()).date)
    let importer = Importer(
      service: service, rows: rows, actor: SiteOptions.operatorActor, now: Clock.now(),
      reject: { _, _ in }, progress: { _, _ in })
    try importer.run(isDry: isDry)
    return importer.counts
  }

  /// The file as it is, or decompressed and cut in the test's folder.
  private static func plain(_ path: String, _ clinic: CommandClinic, _ limit: Int?) throws -> String
  {
    let source = "\(shared)/data/\(path)"
    if limit == nil, FileManager.default.fileExists(atPath: source) { return source }
    let target = clinic.root + "/" + path.replacing("/", with: "-") + "-\(limit ?? 0)"
    if FileManager.default.fileExists(atPath: target) { return target }
    let head = limit.map { "head -n \($0 + 1)" } ?? "cat"
    _ = try FinishedProcess(
      "/bin/sh", ["-c", "gzip -dc \"$0\" | \(head) > \"$1\"", source + ".gz", target])
    return target
  }
}
