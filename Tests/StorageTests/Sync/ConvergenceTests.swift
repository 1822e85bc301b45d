import ClinicDomain
import GRDB
import SyncProtocol
import Testing

@testable import Storage

/// SplitMix64: the same sequence for the same seed.
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(1, limit))) }

  mutating func pick<Item>(_ items: [Item]) -> Item? {
    items.isEmpty ? nil : items[below(items.count)]
  }
}

/// Sites that do whatever comes to mind and meet when they like.
private final class Crowd {
  let hub = TinyHub()
  let sites: [Fixture]
  var dice: Dice
  var now = Fixture.now
  var doctors: [PractitionerID] = []
  private var done: [String: Int] = [:]

  init(count: Int, seed: UInt64) throws {
    dice = Dice(state: seed)
    sites = try (0..<count).map { _ in try Fixture() }
    for (index, site) in sites.enumerated() {
      try hub.enrol(site.service, now: now)
      doctors.append(try site.practitioner("Ana \(index)", number: "\(1000 + index)"))
      for name in ["Maria", "José"] { try site.patient("\(name) \(index)") }
    }
    try hub.settleDown(sites.map(\.service), now: now)
  }

  private func perform<Command: ClinicCommand>(_ command: Command, at site: Fixture) {
    let outcome = site.service.perform(command, as: site.manager, now: now)
    if case .failed(let error) = outcome { Issue.record("\(Command.kind): \(error)") }
    if case .done = outcome { done[Command.kind.rawValue, default: 0] += 1 }
  }

  private func ids<Entity>(_ table: String, at site: Fixture) throws -> [EntityID<Entity>] {
    try site.service.database.read { db in
      try Row.fetchAll(db, sql: "SELECT id FROM \(table) ORDER BY id").map { try $0.id(0) }
    }
  }

  func step() throws {
    now = now.adding(milliseconds: Int64(dice.below(2000)))
    let site = sites[dice.below(sites.count)]
    switch dice.below(16) {
    case 0: try site.patient("Rosa \(dice.below(100))")
    case 1...4: try book(at: site)
    case 5: try cancel(at: site)
    case 6: try move(at: site)
    case 7: try change(at: site)
    case 8: try bill(at: site)
    case 9: try close(at: site)
    case 10: try attend(at: site)
    case 11, 12: try push(site)
    case 13, 14: try pull(site)
    default: _ = try site.service.decideRequests(as: Fixture.operatorActor, now: now)
    }
  }

  private func book(at site: Fixture) throws {
    guard let patient: PatientID = dice.pick(try ids("patient", at: site)),
      let doctor = dice.pick(doctors)
    else { return }
    let minute = 480 + 30 * dice.below(8)
    let reason = dice.below(6) == 0 ? "dor" : nil
    perform(
      try site.booking(
        patient, doctor, at: minute, observation: dice.below(2) == 0 ? "traz exames" : nil,
        overbooking: reason), at: site)
  }

  private func cancel(at site: Fixture) throws {
    guard let visit: AppointmentID = dice.pick(try ids("appointment", at: site)) else { return }
    perform(CancelAppointment(id: visit, party: .patient, reason: "viagem"), at: site)
  }

  private func move(at site: Fixture) throws {
    guard let visit: AppointmentID = dice.pick(try ids("appointment", at: site)),
      let doctor = dice.pick(doctors), let start = CivilTime(minuteOfDay: 480 + 30 * dice.below(8))
    else { return }
    perform(
      MoveAppointment(
        id: visit, newID: site.id(), practitioner: doctor, date: site.tomorrow, start: start),
      at: site)
  }

  private func change(at site: Fixture) throws {
    guard let patient: PatientID = dice.pick(try ids("patient", at: site)),
      let card = try site.service.answer(
        ReadPatientCard(patient: patient), as: site.reception, now: now)
    else { return }
    var details = card.patient.details
    switch dice.below(3) {
    case 0: details.motherName = try PersonName(parsing: "Mãe \(dice.below(9))")
    case 1: details.email = try EmailAddress(parsing: "p\(dice.below(9))@example.org")
    default: details.motherName = nil
    }
    perform(
      UpdatePatient(id: patient, base: card.patient.details, details: details), at: site)
  }

  private func bill(at site: Fixture) throws {
    if dice.below(2) == 0, let patient: PatientID = dice.pick(try ids("patient", at: site)) {
      let line = InvoiceLine(description: "Consulta", unitPrice: Money(centavos: 30_000))
      perform(CreateInvoice(id: site.id(), patient: patient, lines: [line]), at: site)
    } else if let invoice: InvoiceID = dice.pick(try ids("invoice", at: site)) {
      switch dice.below(3) {
      case 0: perform(IssueInvoice(id: invoice), at: site)
      case 1: perform(CancelInvoice(id: invoice, reason: "engano"), at: site)
      default:
        perform(
          TakePayment(
            id: site.id(), invoice: invoice, amount: Money(centavos: 10_000), method: .pix),
          at: site)
      }
    }
  }

  private func close(at site: Fixture) throws {
    let exceptions: [AgendaExceptionID] = try ids("agenda_exception", at: site)
    if dice.below(2) == 0, let one = dice.pick(exceptions) {
      perform(RemoveAgendaException(id: one), at: site)
    } else if let doctor = dice.pick(doctors) {
      perform(
        AddAgendaException(
          exception: AgendaException(
            id: site.id(), practitioner: doctor, date: site.tomorrow.adding(days: 3),
            effect: .closes(reason: "férias"))), at: site)
    }
  }

  private func attend(at site: Fixture) throws {
    guard let visit: AppointmentID = dice.pick(try ids("appointment", at: site)) else { return }
    let today = now
    now = now.adding(minutes: 24 * 60)
    perform(CheckIn(id: visit), at: site)
    now = today
  }

  /// One push; sometimes the answer gets lost.
  private func push(_ site: Fixture) throws {
    if dice.below(3) == 0 {
      if let push = try site.service.nextPush(entryLimit: 1 + dice.below(6), byteLimit: 1 << 20) {
        hub.take(push)
      }
    } else {
      try hub.push(from: site.service, limit: 1 + dice.below(6), now: now)
    }
  }

  /// One page, of any length; sometimes one that came before comes again.
  private func pull(_ site: Fixture) throws {
    try site.service.takeIn(hub.directory, as: Fixture.operatorActor, now: now)
    let page = try hub.page(for: site.service, limit: 1 + dice.below(12))
    for _ in 0...dice.below(2) {
      try site.service.takeIn(page, as: Fixture.operatorActor, now: now)
    }
  }

  func settleDown() throws {
    now = now.adding(minutes: 24 * 60)
    try hub.settleDown(sites.map(\.service), now: now)
  }

  var variety: Int { done.count }
}

@Suite struct ConvergenceTests {
  /// Columns that tell a site's own numbers from others', and marks of the order in which things came.
  private static let local: Set = [
    "patient.chart", "invoice.number", "payment.receipt", "patient.cpf", "patient.cns",
    // The ledger is never rewritten: it says when this site posted what two sites called off apart.
    "ledger_posting.at",
  ]

  @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func `whatever sites do and however it travels, they end equal`(seed: UInt64) throws {
    let crowd = try Crowd(count: 3, seed: seed)
    for _ in 0..<90 { try crowd.step() }
    try crowd.settleDown()
    #expect(crowd.variety >= 7)
    let first = crowd.sites[0].service
    for site in crowd.sites {
      #expect(try site.service.canonicalHash() == crowd.hub.hash)
      #expect(try site.service.unplacedDocuments() == [])
      let report = try site.service.check(as: Fixture.operatorActor, now: crowd.now)
      #expect(report.isSound, "\(report)")
      #expect(
        try site.count("SELECT count(*) FROM feed_place") == crowd.hub.feed.count)
      let (mine, theirs) = (
        try site.service.rowImage(without: Self.local), try first.rowImage(without: Self.local)
      )
      for (table, rows) in theirs where mine[table] != rows {
        let difference = Set(rows).symmetricDifference(mine[table] ?? [])
        Issue.record("\(table): \(difference.sorted().prefix(4).joined(separator: "\n"))")
      }
    }
  }
}
