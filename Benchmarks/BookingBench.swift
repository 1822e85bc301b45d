import ClinicDomain
import Glibc
import SampleClinic
import Storage

/// Bookings in a second by one and by eight processes, beside bare inserts of the same durability.
enum BookingBench {
  /// Patients of each desk, who come again and again.
  private static let patientsEach = 500
  /// Visits of a day of 24 hours: long days, so that the agendas of a year hold all bookings.
  private static let visitsPerDay = 72

  static func run(root: String) throws {
    for (processes, count) in [(1, 4_000), (8, 1_000)] {
      let clinic = SampleClinic(root: root + "/clinic-\(processes)")
      let service = try clinic.initialise()
      try SampleClinic.addDoctors(processes, to: service)
      try SampleClinic.addPatients(0..<processes * patientsEach, to: service)
      let ours = try race("book", clinic.root, processes, count)
      let report = try service.check(as: SampleClinic.systemOperator, now: SampleClinic.moment)
      guard report.isSound else { throw SampleFailure.refused("\(report)") }
      try service.close()

      let path = root + "/bare-\(processes).sqlite"
      try BareBench.create(path)
      let theirs = try race("bare", path, processes, count)
      let who = processes == 1 ? "1 process" : "\(processes) processes"
      ClinicBench.say(
        Report(
          measure: "bookings, \(who)", ours: ours.rate, unit: "/s",
          peer: "bare insert, WAL, FULL", theirs: theirs.rate, bar: "≥ 0.5×"
        ).line)
      ClinicBench.say(
        Report(
          measure: "a booking, \(who), p99", ours: ours.samples.percentile(0.99), unit: "ms",
          peer: "bare insert, WAL, FULL", theirs: theirs.samples.percentile(0.99), bar: "–"
        ).line)
    }
  }

  /// Starts the processes, lets them go together, and adds up what they tell.
  private static func race(
    _ part: String, _ place: String, _ processes: Int, _ count: Int
  ) throws -> (rate: Double, samples: Samples) {
    guard let program = realpath("/proc/self/exe", nil) else {
      throw SampleFailure.impossible("own name")
    }
    defer { free(program) }
    let players = try (0..<processes).map {
      try ChildProcess(String(cString: program), [part, place, "\($0)", "\(count)"])
    }
    for player in players where player.line() != "ready" {
      throw SampleFailure.impossible("\(part) did not start")
    }
    for player in players { player.send("go") }
    var samples = Samples()
    var (first, last) = (Double.infinity, 0.0)
    for player in players {
      let ends = (player.line(withinMilliseconds: 300_000) ?? "").split(separator: " ")
        .compactMap { Double($0) }
      guard ends.count == 2 else { throw SampleFailure.impossible("\(part) did not finish") }
      (first, last) = (min(first, ends[0]), max(last, ends[1]))
      for time in (player.line() ?? "").split(separator: " ") {
        samples.add((Double(time) ?? 0) / 1000)
      }
      player.wait()
    }
    return (Double(processes * count) / (last - first) * 1000, samples)
  }

  /// One process at a desk: books free slots one after the other.
  static func player(root: String, player: Int, count: Int) throws {
    let service = try SampleClinic(root: root).open()
    let tomorrow = SampleClinic.zone.civil(at: SampleClinic.moment).date.adding(days: 1)
    try timed(count) { index in
      let command = try SampleClinic.booking(
        SampleClinic.id(.visit, player << 24 | index),
        patient: player * patientsEach + index % patientsEach, doctor: player,
        date: tomorrow.adding(days: index / visitsPerDay), minute: index % visitsPerDay * 20,
        minutes: 20)
      try SampleClinic.expectDone(
        service.perform(command, as: SampleClinic.reception, now: SampleClinic.moment))
    }
    try service.close()
  }

  /// Waits for the word to go, then tells beginning and end, and how long each took.
  static func timed(_ count: Int, _ work: (Int) throws -> Void) throws {
    var samples = Samples()
    ClinicBench.say("ready")
    guard readLine() != nil else { return }
    let began = Samples.clock
    for index in 0..<count { try samples.measure { try work(index) } }
    ClinicBench.say("\(began) \(Samples.clock)")
    ClinicBench.say(samples.times.map { String(Int($0 * 1000)) }.joined(separator: " "))
  }
}

/// One row, one commit: as little as a durable booking could be.
enum BareBench {
  static func create(_ path: String) throws {
    let bare = try BareSQLite(path: path)
    try bare.execute(
      """
      PRAGMA journal_mode = WAL;
      CREATE TABLE visit(
        key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, patient INTEGER NOT NULL,
        practitioner INTEGER NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL,
        status TEXT NOT NULL) STRICT;
      CREATE INDEX visit_time ON visit(practitioner, start);
      """)
  }

  static func player(path: String, player: Int, count: Int) throws {
    let bare = try BareSQLite(path: path)
    try bare.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000")
    try BookingBench.timed(count) { index in
      try bare.run("BEGIN IMMEDIATE")
      try bare.run(
        "INSERT INTO visit VALUES (NULL, randomblob(16), ?1, ?1, ?2, ?2 + 5, 'booked')",
        .int(Int64(player)), .int(Int64(index * 5)))
      try bare.run("COMMIT")
    }
  }
}
