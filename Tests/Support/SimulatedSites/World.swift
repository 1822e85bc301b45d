import ClinicDomain
import Foundation
import HubCore
import HubModel
import SampleClinic
import Storage
import SyncProtocol

/// Sites, a hub and the network between them, all of it from one number: real engine, real storage,
/// the hub's real decisions over a model of its store.
final class World {
  let seed: UInt64
  let root: String
  let clock = WorldClock()
  let hub: Hub<ModelHubStore>
  let hubStore: ModelHubStore
  var random: SeededGenerator
  var sites: [Site] = []
  /// What happened, without ids: two runs of one number tell the same.
  private(set) var trace: [String] = []
  /// What must not be, found while it ran.
  var violations: [String] = []
  var isNetworkPerfect = false
  var hubIsDownUntil = Instant(milliseconds: 0)
  /// Copies of requests that are still on their way.
  var late: [(due: Instant, site: String, push: PushRequest)] = []
  /// Transactions that the hub can't take, until somebody puts it right.
  var poison: [String: Bool] = [:]
  var poisonIsOver = false
  /// Sites of which there were two files at once.
  var cloned: Set<String> = []
  var counts: [String: Int] = [:]

  // What the desks know to name, whether their site has it yet or not.
  var patients: [PatientID] = []
  var doctors: [PractitionerID] = []
  var visits: [AppointmentID] = []
  var invoices: [InvoiceID] = []
  var made = 0

  static let hubID = "01900000-0000-7000-8000-00000000aaaa"

  init(seed: UInt64) throws {
    self.seed = seed
    random = SeededGenerator(seed: seed &* 0x9E37_79B9 &+ 1)
    root = Self.scratch + "/clinic-simulation-\(seed)-\(UUID().uuidString)"
    hubStore = ModelHubStore(hub: Self.hubID)
    hub = Hub(store: hubStore)
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    let count = 3 + below(below(4) == 0 ? 8 : 3)
    for number in 0..<count { sites.append(try makeSite(number)) }
    tell("sites \(count)")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// Memory rather than a disk, where there is such a place: what a power cut does to files is proved
  /// elsewhere.
  private static let scratch: String = {
    let memory = "/dev/shm"
    return FileManager.default.isWritableFile(atPath: memory)
      ? memory : FileManager.default.temporaryDirectory.path
  }()

  private func makeSite(_ number: Int) throws -> Site {
    clock.advance(1_000)
    let clinic = SampleClinic(root: "\(root)/site\(number)")
    let service = try ClinicService.initialise(
      .init(name: "Unidade \(number)", prefix: prefix(number), isDemo: false), in: clinic.folder,
      environment: clinic.environment, by: SampleClinic.systemOperator, now: clock.now
    ).service
    let site = Site(
      number: number, clinic: clinic, service: service, world: self,
      skew: Int64(below(40_000)) - 20_000)
    let code = "CODE-\(number)"
    try hub.offer(code: code, name: "\(number)", at: clock.now)
    let request = try service.enrolmentRequest(
      code: code, as: SampleClinic.systemOperator, now: clock.now)
    let answer = try hub.enrol(request, at: clock.now)
    try service.enrol(
      at: "https://hub.example", answer, as: SampleClinic.systemOperator, now: clock.now)
    return site
  }

  private func prefix(_ number: Int) -> String {
    String(decoding: [UInt8(ascii: "S"), UInt8(ascii: "A") + UInt8(number % 26)], as: UTF8.self)
  }

  func below(_ limit: Int) -> Int { Int(random.next() % UInt64(max(1, limit))) }
  func chance(_ inThousand: Int) -> Bool { below(1000) < inThousand }

  func tell(_ what: String) { trace.append(what) }
  func count(_ what: String) { counts[what, default: 0] += 1 }

  func violated(_ what: String) {
    violations.append("seed \(seed), step \(trace.count): \(what)")
  }

  var liveSites: [Site] { sites.filter { !$0.isRetired } }

  /// A doctor or two at each site, known to the others when the feed brings them.
  func furnish() throws {
    for site in sites {
      for _ in 0..<(1 + below(2)) { try Desk(site: site).registerDoctor() }
      for _ in 0..<3 { _ = Desk(site: site).registerPatient() }
    }
  }

  /// Lets so many things happen.
  func run(operations: Int) throws {
    try furnish()
    for _ in 0..<operations {
      clock.advance(Int64(below(4_000)))
      try deliverLate()
      try happen()
      if !violations.isEmpty { return }
    }
  }

  private func happen() throws {
    let living = liveSites
    let site = living[below(living.count)]
    switch below(1000) {
    case 0..<430: Desk(site: site).work()
    case 430..<940:
      site.trigger()
      for _ in 0..<(1 + below(14)) { site.step() }
    case 940..<960: try site.crash()
    case 960..<968:
      hubIsDownUntil = clock.now.adding(milliseconds: Int64(below(3 * 3_600_000)))
      tell("hub down")
    case 968..<978:
      site.offlineUntil = clock.now.adding(milliseconds: Int64(below(2 * 3_600_000)))
      tell("offline")
    case 978..<984:
      clock.advance(Int64(below(6 * 3_600_000)))
      tell("time passes")
    case 984..<985:
      clock.advance(4 * 86_400_000)
      tell("days pass")
    case 985..<988: site.skew = Int64(below(60_000)) - 30_000
    case 988..<991: try site.backUp()
    case 991..<993: try site.restore()
    case 993..<994: try site.clone()
    default: try hub.settleOverdueRequests(at: clock.now)
    }
  }

  /// Requests that were held up on the way arrive, whatever came meanwhile.
  func deliverLate() throws {
    let due = late.filter { $0.due <= clock.now }
    guard !due.isEmpty else { return }
    late.removeAll { $0.due <= clock.now }
    for copy in due {
      try noteLate(Result { try hub.push(copy.push, from: copy.site, at: clock.now) })
    }
  }

  /// Takes a push in, now and then with one transaction for others that are on their way.
  func take(_ push: PushRequest, from site: String) throws -> PushAnswer {
    guard !isNetworkPerfect, !late.isEmpty, chance(300) else {
      return try hub.push(push, from: site, at: clock.now)
    }
    var group: [SitePush] = []
    for index in late.indices.reversed()
    where late[index].site != site && !group.contains(where: { $0.site == late[index].site }) {
      let copy = late.remove(at: index)
      group.append(SitePush(site: copy.site, push: copy.push))
    }
    let own = below(group.count + 1)
    group.insert(SitePush(site: site, push: push), at: own)
    let results = try hub.take(group, at: clock.now)
    count("pushes of \(min(group.count, 4)) sites at once")
    for (index, result) in results.enumerated() where index != own { try noteLate(result) }
    return try results[own].get()
  }

  private func noteLate(_ result: Result<PushAnswer, any Error>) throws {
    do {
      _ = try result.get()
      count("late copy taken")
    } catch let problem as HubProblem {
      count("late copy \(problem.code.rawValue)")
    }
  }
}

/// The time that all clocks are off from.
final class WorldClock {
  var now = SampleClinic.moment
  func advance(_ milliseconds: Int64) { now = now.adding(milliseconds: milliseconds) }
}
