import ClinicDomain

/// A believable clinic as values: the same for the same seed and moment.
struct DemoClinic: Equatable {
  static let name = "Clínica Boa Vista"
  static let prefix = "BV"
  /// The password of every account of a demo.
  static let password = "demonstracao"
  /// What the login screen offers: one account per role.
  static let accounts: [AppState.DemoAccount] = [
    ("recepcao", Role.reception), ("medico", .doctor), ("enfermagem", .nurse),
    ("faturamento", .billing), ("gestor", .manager), ("auditor", .auditor),
    ("painel", .board),
  ].map { AppState.DemoAccount(login: $0.0, password: password, role: $0.1) }
  static let pastWeeks = 8
  static let comingWeeks = 4

  var units: [Unit] = []
  var rooms: [Room] = []
  var beds: [Bed] = []
  /// Who works in the day hospital beside her own unit.
  var assignments: [UnitAssignment] = []
  var stays: [Stay] = []
  /// Who came to the day hospital today without a visit, by ticket.
  var attendances: [Attendance] = []
  var practitioners: [Practitioner] = []
  var agendas: [Agenda] = []
  var exceptions: [AgendaException] = []
  /// The kinds of visit that differ from the usual.
  var kinds: [VisitKindSetup] = []
  /// Who agreed to be seen by video.
  var consents: [TeleConsent] = []
  var users: [User] = []
  var patients: [Patient] = []
  /// Ordered by practitioner and start.
  var appointments: [Appointment] = []
  var encounters: [Encounter] = []
  /// Who is in the house today, by ticket.
  var arrivals: [Arrival] = []
  /// The waiting list and the recalls.
  var waiting: [WaitingEntry] = []
  var entries: [RecordEntry] = []
  var exams: [Exam] = []
  /// Ordered by number.
  var invoices: [Invoice] = []
  /// Ordered by receipt number.
  var payments: [Payment] = []

  /// When a practitioner takes visits: on no national holiday, like most clinics.
  func book(of agenda: Agenda) -> AgendaBook {
    AgendaBook(
      rules: agenda.rules, policy: agenda.policy,
      exceptions: exceptions.filter { $0.practitioner == agenda.practitioner })
  }

  /// Makes a clinic around a moment; one of another prefix has other doctors and patients.
  init(
    now: Instant, zone: SiteZone = .brasilia, patientCount: Int = 3000, seed: UInt64 = 20_240_229,
    name: String = Self.name, prefix: String = Self.prefix
  ) throws {
    let isUsual = prefix == Self.prefix
    var builder = DemoBuilder(
      now: now, zone: zone, seed: isUsual ? seed : SeededRandom.mix(seed, prefix), name: name)
    if !isUsual { try builder.hireOthers() }
    try builder.addHouse()
    try builder.addPractitioners()
    try builder.addUsers()
    builder.addExceptions()
    builder.addKinds()
    builder.begin("groups")
    builder.addGroupRule()
    builder.addGroupKind()
    builder.begin("patients")
    try builder.addPatients(patientCount)
    builder.addVisits()
    builder.begin("consents")
    builder.addConsents()
    builder.begin("records")
    builder.addRecords()
    builder.begin("billing")
    builder.addBilling()
    builder.begin("waiting")
    builder.addWaiting()
    builder.begin("arrivals")
    builder.addArrivals()
    builder.begin("beds")
    builder.addBeds()
    builder.begin("attendances")
    builder.addAttendances()
    self = builder.clinic
  }

  private init() {}

  /// Nothing yet: what the builder begins with.
  static var empty: DemoClinic { DemoClinic() }
}

/// Makes the parts of a demo clinic one after the other from one random source.
struct DemoBuilder {
  let now: Instant
  let zone: SiteZone
  let today: CivilDate
  /// The clinic's, short: "Boa Vista" of "Clínica Boa Vista".
  let name: String
  private let seed: UInt64
  var random: SeededRandom
  var doctors = DemoDoctor.all
  var clinic = DemoClinic.empty
  /// The account of each practitioner, as records and audit name it.
  var references: [PractitionerID: String] = [:]
  /// The receptionist, as bookings and audit name her.
  var desk = ""

  init(now: Instant, zone: SiteZone, seed: UInt64, name: String) {
    self.now = now
    self.name = name.hasPrefix("Clínica ") ? String(name.dropFirst(8)) : name
    self.zone = zone
    today = zone.civil(at: now).date
    self.seed = seed
    random = SeededRandom(seed: seed)
  }

  /// Begins a part with random numbers of its own: what is added to one part changes no other.
  mutating func begin(_ part: String) {
    random = SeededRandom(seed: SeededRandom.mix(seed, part))
  }

  /// The minute of the day it is.
  var minuteNow: Int { zone.civil(at: now).time.minuteOfDay }

  mutating func id<Entity>(at instant: Instant? = nil) -> EntityID<Entity> {
    .make(at: instant ?? now, random: &random)
  }

  func instant(_ date: CivilDate, minute: Int) -> Instant {
    let time = CivilTime(minuteOfDay: min(max(minute, 0), 1440)) ?? .midnight
    return Instant(minutes: zone.utcMinute(of: date, time))
  }
}
