import ClinicDomain

/// A doctor of the demo, before she gets ids.
struct DemoDoctor {
  var name: String
  var login: String
  let sex: Sex
  var crm: String
  var rqe: String
  let specialty: DemoSpecialty
  /// Index of the unit, and the room's name.
  let unit: Int
  let room: String
  let slotMinutes: Int
  let price: Int64
  let days: [Weekday]
  let mornings: [Weekday]

  private static let week: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

  static let all = [
    DemoDoctor(
      name: "Ana Paula Lima", login: "medico", sex: .female, crm: "8412", rqe: "5120",
      specialty: .cardiology, unit: 0, room: "Sala 1", slotMinutes: 30, price: 450_00,
      days: week, mornings: []),
    DemoDoctor(
      name: "Bruno Reis Coutinho", login: "bruno.reis", sex: .male, crm: "11207", rqe: "7033",
      specialty: .general, unit: 0, room: "Sala 2", slotMinutes: 30, price: 280_00,
      days: week, mornings: [.saturday]),
    DemoDoctor(
      name: "Célia Dias Moraes", login: "celia.dias", sex: .female, crm: "6620", rqe: "3981",
      specialty: .paediatrics, unit: 0, room: "Sala 3", slotMinutes: 30, price: 300_00,
      days: week, mornings: [.saturday]),
    DemoDoctor(
      name: "Davi Sampaio Nunes", login: "davi.sampaio", sex: .male, crm: "9954", rqe: "6418",
      specialty: .orthopaedics, unit: 0, room: "Sala 4", slotMinutes: 20, price: 380_00,
      days: [.monday, .wednesday, .friday], mornings: [.tuesday]),
    DemoDoctor(
      name: "Elisa Bortolini", login: "elisa.bortolini", sex: .female, crm: "7731", rqe: "4805",
      specialty: .gynaecology, unit: 0, room: "Sala 5", slotMinutes: 30, price: 350_00,
      days: [.monday, .tuesday, .thursday, .friday], mornings: []),
    DemoDoctor(
      name: "Fábio Zanotti", login: "fabio.zanotti", sex: .male, crm: "12088", rqe: "7716",
      specialty: .dermatology, unit: 0, room: "Sala 6", slotMinutes: 20, price: 400_00,
      days: [.tuesday, .wednesday, .thursday], mornings: [.friday]),
    DemoDoctor(
      name: "Gabriela Krüger", login: "gabriela.kruger", sex: .female, crm: "10345", rqe: "6690",
      specialty: .psychiatry, unit: 1, room: "Sala 1", slotMinutes: 50, price: 480_00,
      days: [.monday, .tuesday, .wednesday, .thursday], mornings: []),
    DemoDoctor(
      name: "Henrique Couto", login: "henrique.couto", sex: .male, crm: "5867", rqe: "3012",
      specialty: .ophthalmology, unit: 1, room: "Sala 2", slotMinutes: 20, price: 320_00,
      days: [.monday, .wednesday, .friday], mornings: [.saturday]),
    DemoDoctor(
      name: "Isabel Furtado", login: "isabel.furtado", sex: .female, crm: "11850", rqe: "7521",
      specialty: .endocrinology, unit: 1, room: "Sala 3", slotMinutes: 30, price: 420_00,
      days: [.tuesday, .wednesday, .thursday, .friday], mornings: []),
    DemoDoctor(
      name: "João Batista Loureiro", login: "joao.loureiro", sex: .male, crm: "4210", rqe: "2177",
      specialty: .geriatrics, unit: 1, room: "Sala 4", slotMinutes: 40, price: 400_00,
      days: [.monday, .tuesday, .thursday], mornings: []),
    DemoDoctor(
      name: "Karla Nakamura", login: "karla.nakamura", sex: .female, crm: "13102", rqe: "8240",
      specialty: .neurology, unit: 1, room: "Sala 5", slotMinutes: 40, price: 460_00,
      days: [.monday, .wednesday, .friday], mornings: [.thursday]),
    DemoDoctor(
      name: "Leandro Peixoto", login: "leandro.peixoto", sex: .male, crm: "9403", rqe: "5874",
      specialty: .otorhinolaryngology, unit: 0, room: "Sala 7", slotMinutes: 20, price: 340_00,
      days: [.tuesday, .thursday, .friday], mornings: [.monday]),
  ]
}

extension DemoBuilder {
  /// Two units with their rooms.
  mutating func addHouse() throws {
    let places = [
      (
        "\(name) · Praia do Canto", "Rua Aleixo Netto", "1204", "Praia do Canto", "Vitória",
        "29055260", 7
      ),
      (
        "\(name) · Praia da Costa", "Avenida Champagnat", "645", "Praia da Costa", "Vila Velha",
        "29101390", 5
      ),
    ]
    for place in places {
      let unit = Unit(
        id: id(), name: place.0,
        address: Address(
          street: place.1, number: place.2, district: place.3, municipality: place.4, state: .es,
          postalCode: try PostalCode(parsing: place.5)), phone: try random.landline())
      clinic.units.append(unit)
      for number in 1...place.6 {
        clinic.rooms.append(Room(id: id(), unit: unit.id, name: "Sala \(number)"))
      }
    }
  }

  /// Other people in the same rooms, for a clinic beside the usual one: no two have a number of the
  /// council in common.
  mutating func hireOthers() throws {
    var logins: Set<String> = []
    var numbers: Set<Int> = []
    while numbers.count < doctors.count { numbers.insert(random.number(in: 14_000...29_999)) }
    for (index, number) in zip(doctors.indices, numbers.sorted()) {
      var name: PersonName
      var login: String
      repeat {
        name = try random.name(doctors[index].sex, family: random.surname())
        let words = name.searchKey.tokens
        login = [words.first, words.last].compactMap { $0 }.joined(separator: ".")
      } while !logins.insert(login).inserted
      doctors[index].name = name.value
      // The first is the account that the login screen offers.
      if index > 0 { doctors[index].login = login }
      doctors[index].crm = String(number)
      doctors[index].rqe = String(number / 2)
    }
  }

  private var domain: String {
    // The longest label that a domain has.
    let label = String(SearchKey(name).tokens.joined().filter(\.isASCII).prefix(63))
    return (label.isEmpty ? "clinica" : label) + ".example"
  }

  /// The doctors with their weekly agendas: a lunch break makes two rules of a day.
  mutating func addPractitioners() throws {
    let start = today.adding(days: -400)
    for doctor in doctors {
      let unit = clinic.units[doctor.unit].id
      let room = clinic.rooms.first { $0.unit == unit && $0.name == doctor.room }?.id
      let practitioner = Practitioner(
        id: id(),
        details: PractitionerDetails(
          name: try PersonName(parsing: doctor.name), sex: doctor.sex,
          registration: try CouncilRegistration(parsing: "CRM-ES \(doctor.crm)"),
          specialties: [Specialty(name: doctor.specialty.rawValue, rqe: doctor.rqe)],
          phone: try random.mobile(),
          email: try EmailAddress(parsing: "\(doctor.login)@\(domain)"),
          address: clinic.units[doctor.unit].address, unit: unit, room: room,
          slotMinutes: doctor.slotMinutes, price: Money(centavos: doctor.price)))
      clinic.practitioners.append(practitioner)
      let afternoon = 17 * 60 + 30
      let lunch = doctor.unit == 0 ? 13 * 60 + 30 : 13 * 60
      let morning = doctor.days.map { ($0, 8 * 60, 12 * 60) }
      let rest = doctor.days.map { ($0, lunch, afternoon) }
      let single = doctor.mornings.map { ($0, 8 * 60, 12 * 60) }
      var rules: [AgendaRule] = []
      for (weekday, from, until) in morning + rest + single {
        guard let from = CivilTime(minuteOfDay: from), let until = CivilTime(minuteOfDay: until)
        else { continue }
        rules.append(
          AgendaRule(
            id: id(), weekday: weekday, from: from, until: until, slotMinutes: doctor.slotMinutes,
            unit: unit, room: room, validFrom: start))
      }
      clinic.agendas.append(Agenda(practitioner: practitioner.id, rules: rules))
    }
  }

  /// An account per role and one for every doctor.
  mutating func addUsers() throws {
    let staff: [(String, String, Role)] = [
      ("recepcao", "Teresa Alves Brito", .reception), ("enfermagem", "Rita Moraes", .nurse),
      ("faturamento", "Osmar Prado", .billing), ("gestor", "Helena Sarmento", .manager),
      ("auditor", "Nelson Vasconcelos", .auditor),
      ("painel", "Painel da recepção", .board),
    ]
    for (login, name, role) in staff {
      let user = User(id: id(), login: login, displayName: name, roles: [role])
      clinic.users.append(user)
      if role == .reception { desk = user.actor.reference }
    }
    for (doctor, practitioner) in zip(doctors, clinic.practitioners) {
      let title = doctor.sex == .female ? "Dra." : "Dr."
      let user = User(
        id: id(), login: doctor.login, displayName: "\(title) \(doctor.name)", roles: [.doctor],
        practitioner: practitioner.id)
      clinic.users.append(user)
      references[practitioner.id] = user.actor.reference
    }
  }

  /// Holidays, a congress, a closed afternoon; and where hardly anybody works right now, a duty
  /// around now, so that the desk has a day to show at any hour.
  mutating func addExceptions() {
    let doctors = clinic.practitioners.map(\.id)
    for day in -2...7 { close(doctors[3], today.adding(days: day), "férias") }
    for day in 12...19 { close(doctors[8], today.adding(days: day), "férias") }
    for day in -30 ... -26 { close(doctors[5], today.adding(days: day), "congresso") }
    for index in [0, 4, 9] {
      close(doctors[index], today.adding(days: 4 + index), "reunião", from: 13 * 60)
    }
    let working = clinic.agendas.count { agenda in
      clinic.book(of: agenda).open(on: today).contains { $0.practitionerWorks(at: minuteNow) }
    }
    guard working < 4 else { return }
    let from = max(0, (minuteNow - 150) / 30 * 30)
    let until = min(1440, (minuteNow + 270) / 30 * 30)
    for index in [0, 1, 2, 4, 8] {
      guard let from = CivilTime(minuteOfDay: from), let until = CivilTime(minuteOfDay: until)
      else { continue }
      let minutes = clinic.practitioners[index].details.slotMinutes
      clinic.exceptions.append(
        AgendaException(
          id: id(), practitioner: doctors[index], date: today, from: from, until: until,
          effect: .opens(slotMinutes: minutes)))
    }
  }

  private mutating func close(
    _ practitioner: PractitionerID, _ date: CivilDate, _ reason: String, from: Int = 0
  ) {
    clinic.exceptions.append(
      AgendaException(
        id: id(), practitioner: practitioner, date: date,
        from: CivilTime(minuteOfDay: from) ?? .midnight, effect: .closes(reason: reason)))
  }
}

extension OpenTime {
  /// Whether the stretch is open some minutes before and after.
  fileprivate func practitionerWorks(at minute: Int) -> Bool {
    from.minuteOfDay <= minute - 60 && minute + 60 <= until.minuteOfDay
  }
}
