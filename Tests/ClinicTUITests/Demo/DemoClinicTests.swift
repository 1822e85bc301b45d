import ClinicDomain
import SampleClinic
import Storage
import Testing

@testable import ClinicTUI

struct DemoClinicTests {
  static func moment(_ date: String, _ hour: Int, _ minute: Int = 0) throws -> Instant {
    let time = try #require(CivilTime(hour: hour, minute: minute))
    return Instant(minutes: SiteZone.brasilia.utcMinute(of: try CivilDate(iso: date), time))
  }

  @Test func theSameSeedGivesTheSameClinic() throws {
    let now = try Self.moment("2026-11-25", 9, 42)
    let one = try DemoClinic(now: now, patientCount: 300)
    #expect(try DemoClinic(now: now, patientCount: 300) == one)
    #expect(try DemoClinic(now: now, patientCount: 300, seed: 7) != one)
  }

  @Test("a clinic of another prefix shares no doctor's and no patient's number with the usual")
  func other() throws {
    let now = try Self.moment("2026-11-25", 10)
    let usual = try DemoClinic(now: now, patientCount: 1000)
    let other = try DemoClinic(
      now: now, patientCount: 1000, name: "Clínica Rio Novo", prefix: "RN")
    let numbers = { (clinic: DemoClinic) in
      Set(clinic.practitioners.map { "\($0.details.registration, default: "")" })
    }
    #expect(numbers(other).count == 12 && numbers(other).isDisjoint(with: numbers(usual)))
    let people = { (clinic: DemoClinic) in Set(clinic.patients.compactMap(\.details.cpf)) }
    #expect(people(other).isDisjoint(with: people(usual)))
    #expect(Set(other.patients.map(\.id)).isDisjoint(with: usual.patients.map(\.id)))
    #expect(Set(other.users.map(\.login)).count == other.users.count)
    #expect(other.users.contains { $0.login == "medico" })
    #expect(other.units.first?.name == "Rio Novo · Praia do Canto")
  }

  /// A Wednesday morning, lunch, a Sunday night, before dawn, a Saturday afternoon.
  @Test(arguments: [
    ("2026-11-25", 9, 42), ("2026-11-25", 12, 40), ("2026-11-22", 22, 10), ("2026-11-23", 3, 5),
    ("2026-11-28", 15, 0),
  ])
  func todayShowsEveryState(_ date: String, _ hour: Int, _ minute: Int) throws {
    let now = try Self.moment(date, hour, minute)
    let clinic = try DemoClinic(now: now, patientCount: 1500)
    let today = clinic.appointments.filter { $0.time.date == SiteZone.brasilia.civil(at: now).date }
    let inCare = clinic.encounters.filter { $0.status == .inProgress }
    #expect(today.contains { $0.status == .fulfilled })
    #expect(today.contains { $0.status == .booked })
    #expect(!inCare.isEmpty)
    #expect(today.count { $0.status == .checkedIn } > inCare.count)
    #expect(Set(inCare.map(\.practitioner)).count == inCare.count)
    for visit in today where visit.status == .fulfilled {
      #expect(visit.time.slot.endMinute <= now.minutes)
    }
  }

  @Test func nobodyIsInTwoPlacesAtOnce() throws {
    let clinic = try DemoClinic(now: try Self.moment("2026-11-25", 10))
    let live = clinic.appointments.filter(\.blocks)
    func clashes<Key: Hashable>(_ key: (Appointment) -> Key?) -> Int {
      Dictionary(grouping: live.filter { key($0) != nil }, by: key).values.reduce(0) {
        sum, visits in
        let sorted = visits.sorted { $0.time.busy.startMinute < $1.time.busy.startMinute }
        return sum + zip(sorted, sorted.dropFirst()).count { $0.time.busy.overlaps($1.time.busy) }
      }
    }
    #expect(live.count > 4000)
    var met: Set<String> = []
    // A group takes the doctor's and the room's time once.
    let alone = Set(
      live.filter { $0.exclusivity.group.map { met.insert($0.id).inserted } ?? true }.map(\.id))
    #expect(clashes { alone.contains($0.id) ? $0.practitioner : nil } == 0)
    #expect(clashes { $0.patient } == 0)
    #expect(clashes { alone.contains($0.id) ? $0.room : nil } == 0)
  }

  @Test(arguments: ["2026-11-25", "2026-11-28"])
  func aGroupMeetsEveryWeekWithPlacesLeft(_ date: String) throws {
    let now = try Self.moment(date, 10)
    let clinic = try DemoClinic(now: now, patientCount: 1000)
    let groups = Dictionary(
      grouping: clinic.appointments.filter { $0.blocks && $0.exclusivity.group != nil },
      by: \.exclusivity.group?.id)
    #expect(groups.count >= 10)
    #expect(groups.values.allSatisfy { (1..<DemoGroup.capacity).contains($0.count) })
    let today = SiteZone.brasilia.civil(at: now).date
    if today.weekday < .saturday {
      #expect(clinic.appointments.contains { $0.time.date == today && $0.exclusivity.group != nil })
    }
  }

  @Test func visitsLieInOpenTime() throws {
    let clinic = try DemoClinic(now: try Self.moment("2026-11-25", 10), patientCount: 1000)
    let books = Dictionary(
      uniqueKeysWithValues: clinic.agendas.map { ($0.practitioner, clinic.book(of: $0)) })
    for visit in clinic.appointments where visit.exclusivity == .exclusive {
      let open = books[visit.practitioner]?.open(on: visit.time.date) ?? []
      #expect(open.contains { $0.holds(from: visit.time.start, minutes: visit.time.minutes) })
    }
    #expect(clinic.agendas.allSatisfy { $0.problems().isEmpty })
  }

  @Test func peopleAreRegisteredAsTheDeskWould() throws {
    let now = try Self.moment("2026-11-25", 10)
    let clinic = try DemoClinic(now: now)
    let today = SiteZone.brasilia.civil(at: now).date
    #expect(clinic.patients.count == 3000)
    #expect(clinic.practitioners.count == 12)
    #expect(clinic.units.count == 3)
    #expect(clinic.beds.count == 12)
    #expect(
      Set(clinic.stays.map(\.bed)) == Set(clinic.beds.filter { $0.state == .occupied }.map(\.id)))
    #expect(Set(clinic.stays.map(\.patient)).count == clinic.stays.count)
    #expect(clinic.stays.count == 5)
    #expect(Set(clinic.attendances.map(\.patient)).count == 10)
    #expect(Set(clinic.attendances.map(\.state)).count == 4)
    #expect(
      Set(clinic.attendances.map(\.ticket)).isDisjoint(with: clinic.arrivals.map(\.ticket)))
    #expect(clinic.patients.allSatisfy { $0.details.problems(today: today).isEmpty })
    let documents = clinic.patients.compactMap(\.details.cpf)
    #expect(documents.count > 2000 && Set(documents).count == documents.count)
    #expect(clinic.practitioners.allSatisfy { $0.details.problems().isEmpty })
    #expect(clinic.users.allSatisfy { User.isValidLogin($0.login) })
    for account in DemoClinic.accounts {
      let user = try #require(clinic.users.first { $0.login == account.login })
      #expect(user.roles == [account.role])
      #expect((user.practitioner != nil) == (account.role == .doctor))
    }
  }

  @Test func moneyAddsUp() throws {
    let clinic = try DemoClinic(now: try Self.moment("2026-11-25", 10), patientCount: 1000)
    let paid = Dictionary(grouping: clinic.payments, by: \.invoice)
      .mapValues { $0.reduce(Money.zero) { $0 + $1.amount } }
    for invoice in clinic.invoices {
      let sum = paid[invoice.id] ?? .zero
      switch invoice.status {
      case .paid: #expect(sum == invoice.total)
      case .partiallyPaid: #expect(sum > .zero && sum < invoice.total)
      default: #expect(sum == .zero)
      }
    }
    #expect(Set(clinic.invoices.map(\.status)).isSuperset(of: [.paid, .partiallyPaid, .issued]))
    #expect(
      clinic.invoices.compactMap(\.number) == Array(1...clinic.invoices.count { $0.number != nil }))
    #expect(clinic.payments.map(\.receiptNumber) == Array(1...clinic.payments.count))
  }

  @Test func itLoadsAsASoundClinic() throws {
    let clinic = try CommandClinic()
    let now = Clock.now()
    let service = try clinic.service(isDemo: true, now: now)
    let made = try DemoClinic(now: now, patientCount: 600)
    try DemoLoader(
      service: service, actor: SiteOptions.operatorActor, now: now,
      credential: try PasswordHash(password: DemoClinic.password).stored
    ).load(made)
    #expect(try service.check(as: SiteOptions.operatorActor, now: now).isSound)
    guard
      case .welcome(let user) = service.logIn(
        "recepcao", password: DemoClinic.password, now: now)
    else {
      Issue.record("the receptionist can't log in")
      return
    }
    let desk = try service.answer(
      ReadDesk(date: service.site.zone.civil(at: now).date), as: user.actor, now: now)
    #expect(desk.count == made.appointments.count { $0.time.date == desk.first?.date })
    try service.close()
  }
}
