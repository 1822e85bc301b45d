import ClinicDomain
import SampleClinic
import Storage

/// The storage's part of an import: rows with log and search index, beside bare inserts.
enum BulkBench {
  private static let rows = 60_000

  static func run(root: String) throws {
    let clinic = SampleClinic(root: root + "/bulk")
    let service = try clinic.initialise()
    let began = Samples.clock
    try SampleClinic.addPatients(0..<rows, to: service)
    let ours = Double(rows) / (Samples.clock - began) * 1000
    try service.close()

    let bareBegan = Samples.clock
    try insertBare(at: root + "/bulk-bare.sqlite")
    let theirs = Double(rows) / (Samples.clock - bareBegan) * 1000
    ClinicBench.say(
      Report(
        measure: "patients stored in batches", ours: ours, unit: "/s",
        peer: "bare insert with FTS5", theirs: theirs, bar: "≥ 20,000/s"
      ).line)
  }

  private static func insertBare(at path: String) throws {
    let bare = try BareSQLite(path: path)
    try bare.execute(
      """
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE patient(
        key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, birth INTEGER,
        cpf TEXT UNIQUE, phone TEXT) STRICT;
      CREATE VIRTUAL TABLE patient_fts USING fts5(
        text, content='', prefix='1 2 3', tokenize='ascii');
      """)
    for start in stride(from: 0, to: rows, by: 1_000) {
      try bare.run("BEGIN IMMEDIATE")
      for index in start..<min(rows, start + 1_000) {
        let details = try SampleClinic.patient(index).details
        try bare.run(
          "INSERT INTO patient VALUES (NULL, randomblob(16), ?, ?, ?, ?)",
          .text(details.name.value), .int(Int64(details.birthDate?.dayNumber ?? 0)),
          .text(SampleClinic.cpfText(index)), .text("27900000000"))
        try bare.run(
          "INSERT INTO patient_fts(rowid, text) VALUES (?, ?)", .int(Int64(index + 1)),
          .text(TextFolding.tokens(details.name.value).joined(separator: " ")))
      }
      try bare.run("COMMIT")
    }
  }
}
