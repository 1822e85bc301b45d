import ClinicDomain
import Glibc
import SampleClinic
import Storage

/// The other process of the fault tests: works on a sample clinic and tells each acknowledged
/// write on its output, one line each, only after the storage said that it is done.
@main
enum FaultDriver {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else {
      fail("usage: FaultDriver race|admit|work|desk|live|mix|full FOLDER …")
    }
    ClinicProcess.harden()
    let clinic = SampleClinic(root: arguments[2], extra: staging())
    let numbers = arguments.dropFirst(3).compactMap { Int($0) }
    do {
      switch arguments[1] {
      case "race": try race(clinic, player: numbers[0])
      case "admit": try admit(clinic, player: numbers[0])
      case "work": try work(clinic, seed: numbers[0])
      case "desk": try desk(clinic, seed: numbers[0], user: numbers[1], doctors: numbers[2])
      case "live": try live(clinic, seed: numbers[0], rounds: numbers[1])
      case "mix": try mix(clinic, player: numbers[0], count: numbers[1])
      case "full": try full(clinic)
      default: fail("unknown part \(arguments[1])")
      }
    } catch {
      fail("\(error)")
    }
  }

  /// Books the slot that each line of input names, for a patient of its own.
  private static func race(_ clinic: SampleClinic, player: Int) throws {
    let service = try clinic.open()
    let tomorrow = day(after: 1)
    say("ready")
    while let line = readLine(), let slot = Int(line) {
      let command = try SampleClinic.booking(
        SampleClinic.id(.visit, slot * 2 + player), patient: player, doctor: 0,
        date: tomorrow.adding(days: slot / 288), minute: slot % 288 * 5)
      switch service.perform(command, as: SampleClinic.reception, now: SampleClinic.moment) {
      case .done: say("won")
      case .refused(.scheduling(.taken(by: .practitioner, _, _))): say("taken")
      case let other: say("\(other)")
      }
    }
    try service.close()
  }

  /// Admits the patient to the bed that each line of input, a round, gives this player.
  private static func admit(_ clinic: SampleClinic, player: Int) throws {
    let service = try clinic.open()
    say("ready")
    while let line = readLine(), let round = Int(line) {
      let command = SampleClinic.admission(round: round, player: player)
      switch service.perform(command, as: SampleClinic.reception, now: SampleClinic.moment) {
      case .done: say("won")
      case .refused(.stay): say("taken")
      case let other: say("\(other)")
      }
    }
    try service.close()
  }

  /// Registers, changes, books and cancels without end.
  private static func work(_ clinic: SampleClinic, seed: Int) throws {
    let service = try clinic.open()
    var worker = Worker(service: service, seed: seed)
    say("ready")
    while true { say(try worker.next()) }
  }

  /// Works without end as one who is at a desk today, with a breath after each command.
  private static func desk(_ clinic: SampleClinic, seed: Int, user: Int, doctors: Int) throws {
    let service = try clinic.open()
    let actor = Actor(
      user: SampleClinic.id(.user, user), practitioner: nil, roles: [.reception])
    var worker = Worker(
      service: service, seed: seed, actor: actor, doctors: doctors, clock: systemClock)
    while true {
      say(try worker.next())
      usleep(80_000)
    }
  }

  private static func systemClock() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Works for so many rounds: in each the data is opened, worked on, out of reach for a while and
  /// back, and closed.
  private static func live(_ clinic: SampleClinic, seed: Int, rounds: Int) throws {
    var worker = Worker(service: try clinic.open(), seed: seed)
    for round in 0..<rounds {
      if round > 0 { worker.service = try clinic.open() }
      for _ in 0..<8 { say(try worker.next()) }
      let database = clinic.folder.database
      guard rename(database, database + ".away") == 0 else { fail("rename") }
      for _ in 0..<3 { say(try worker.book()) }
      guard rename(database + ".away", database) == 0 else { fail("rename") }
      _ = worker.service.replayStaged()
      for _ in 0..<4 { say(try worker.next()) }
      try worker.service.close()
    }
  }

  /// Books, moves and cancels so many times, once the word to go came.
  private static func mix(_ clinic: SampleClinic, player: Int, count: Int) throws {
    let service = try clinic.open()
    var mixer = Mixer(service: service, player: player)
    say("ready")
    guard readLine() != nil else { return }
    for _ in 0..<count { say(try mixer.next()) }
    try service.close()
  }

  /// Books until the file-size limit, which each line of input sets in bytes, is met; `lift` takes
  /// the limit away and replays what was staged.
  private static func full(_ clinic: SampleClinic) throws {
    let service = try clinic.open()
    let tomorrow = day(after: 1)
    var index = 0
    say("ready")
    while let line = readLine() {
      if let bytes = UInt(line) { limitFiles(to: bytes) }
      if line == "lift" {
        limitFiles(to: nil)
        say("\(service.replayStaged())")
      }
      if line == "book" {
        let command = try SampleClinic.booking(
          SampleClinic.id(.visit, index), patient: 0, doctor: 0, date: tomorrow,
          minute: index * 5, observation: String(repeating: "observação ", count: 100))
        index += 1
        let outcome = service.perform(
          command, as: SampleClinic.reception, now: SampleClinic.moment)
        say("\(outcome)")
      }
      if line == "status" {
        let status = try service.answer(
          ReadSyncStatus(), as: SampleClinic.reception, now: SampleClinic.moment)
        say("\(status.stagedCount)")
      }
    }
  }

  private static func limitFiles(to bytes: UInt?) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = bytes.map { rlim_t($0) } ?? limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }

  private static func staging() -> [String: String] {
    guard let path = getenv("STAGING_AREA_PATH") else { return [:] }
    return ["STAGING_AREA_PATH": String(cString: path), "IS_ABSOLUTE_STAGING_AREA_PATH": "true"]
  }

  static func day(after days: Int) -> CivilDate {
    SampleClinic.zone.civil(at: SampleClinic.moment).date.adding(days: days)
  }

  /// One write: what is acknowledged is acknowledged whole.
  private static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
  }

  private static func fail(_ message: String) -> Never {
    let bytes = Array((message + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    exit(3)
  }
}
