import ClinicDomain
import Glibc
import SampleClinic
import Storage

/// Search among many patients, letter by letter, beside the bare full-text query on the same file.
enum SearchBench {
  /// What a receptionist types; each of its beginnings is a question of its own.
  private static let names = [
    "maria da silva", "mar sil", "jose santos", "ana", "joão p", "silva maria", "pereira ant",
    "zan", "luz cec", "francisca das chagas", "xavier", "de oliveira c", "souza souza", "m s",
    "conc",
  ]
  private static let numbers = ["27999", "14/02/1951", "39053344705", "1234"]

  static func run(root: String, patients: Int) throws {
    let clinic = SampleClinic(root: root)
    let service = try opened(clinic, patients: patients)
    defer { try? service.close() }
    let isMillion = patients >= 1_000_000
    let size = isMillion ? "\(patients / 1_000_000)M" : "\(patients / 1000)k"
    let bars = isMillion ? ("≤ 10 ms", "≤ 25 ms") : ("≤ 8 ms", "≤ 20 ms")

    let ours = try letters(of: names, rounds: 10) { text in
      _ = try service.answer(
        SearchPatients(text: text), as: SampleClinic.reception, now: ClinicBench.now())
    }
    let bare = try BareSQLite(path: clinic.folder.database, readonly: true)
    try bare.execute("PRAGMA cache_size = -32000")
    let theirs = try letters(of: names, rounds: 10) { try search($0, in: bare) }
    let byNumber = try letters(of: numbers, rounds: 20) { text in
      _ = try service.answer(
        SearchPatients(text: text), as: SampleClinic.reception, now: ClinicBench.now())
    }
    say("search \(size), a letter, median", ours.all.median, theirs.all.median, bars.0)
    say(
      "search \(size), a letter, p99", ours.all.percentile(0.99), theirs.all.percentile(0.99),
      bars.1)
    say("search \(size), a digit, median", byNumber.all.median, 0, bars.0)
    say("search \(size), a digit, p99", byNumber.all.percentile(0.99), 0, bars.1)
    let slowest = ours.byText.merging(byNumber.byText) { $1 }
      .sorted { $0.value.median > $1.value.median }
    for (text, samples) in slowest.prefix(8) {
      ClinicBench.note(
        "  \(text): \(Report.text(samples.median)) ms, bare "
          + "\(Report.text(theirs.byText[text]?.median ?? 0)) ms")
    }
  }

  private static func letters(
    of texts: [String], rounds: Int, _ ask: (String) throws -> Void
  ) rethrows -> (all: Samples, byText: [String: Samples]) {
    var all = Samples()
    var byText: [String: Samples] = [:]
    for _ in 0..<rounds {
      for text in texts {
        for end in 1...text.count {
          let part = String(text.prefix(end))
          let began = Samples.clock
          try ask(part)
          let time = Samples.clock - began
          all.add(time)
          byText[part, default: Samples()].add(time)
        }
      }
    }
    return (all, byText)
  }

  private static func say(_ measure: String, _ ours: Double, _ theirs: Double, _ bar: String) {
    ClinicBench.say(
      Report(
        measure: measure, ours: ours, unit: "ms", peer: theirs > 0 ? "bare FTS5 query" : "–",
        theirs: theirs, bar: bar
      ).line)
  }

  /// The same words as prefixes, the first 51 rows with the columns of the list.
  private static func search(_ text: String, in bare: BareSQLite) throws {
    let words = TextFolding.tokens(text)
    guard !words.isEmpty else { return }
    try bare.run(
      """
      SELECT p.id, p.chart, p.name, p.social, p.birth, p.sex, p.cpf, p.cns, p.phone, p.key
      FROM patient_fts JOIN patient p ON p.key = patient_fts.rowid
      WHERE patient_fts MATCH ? LIMIT 51
      """, .text(words.map { "\"\($0)\"*" }.joined(separator: " AND ")))
  }

  /// The clinic of an earlier run where it is whole, else a new one.
  private static func opened(_ clinic: SampleClinic, patients: Int) throws -> ClinicService {
    let mark = clinic.root + "/complete-\(patients)"
    if access(mark, F_OK) == 0, let service = try? clinic.open() { return service }
    ClinicBench.note("making \(patients) patients, once: \(clinic.root)")
    let now = ClinicBench.now()
    let service = try clinic.initialise(now: now)
    try SampleClinic.addDoctors(1, to: service, now: now)
    try SampleClinic.addPatients(0..<patients, to: service, now: now)
    close(open(mark, O_CREAT | O_WRONLY, 0o600))
    return service
  }
}
