import ClinicDomain

extension DemoBuilder {
  /// How far one got who came without a visit.
  private enum Way {
    case arrived
    case triaged(Attendance.Risk, isCalled: Bool = false)
    case seen(Attendance.Risk, doctor: Int, minutes: Int, Attendance.Outcome)
    case left
  }

  /// The day hospital takes who comes without a visit: two to be triaged, some waiting, some done.
  mutating func addAttendances() {
    guard let unit = clinic.units.last?.id else { return }
    // Minutes ago, why, and what became of it since.
    let people: [(minutes: Int, reason: String, way: Way)] = [
      (205, "Crise de asma, já usou bombinha.", .seen(.orange, doctor: 1, minutes: 25, .home)),
      (188, "Corte na mão com faca.", .seen(.yellow, doctor: 0, minutes: 18, .home)),
      (171, "Dor de ouvido.", .left),
      (144, "Dor abdominal com febre.", .seen(.yellow, doctor: 1, minutes: 40, .admitted)),
      (96, "Febre há dois dias e tosse.", .triaged(.green)),
      (83, "Vômitos desde a madrugada.", .triaged(.yellow)),
      (41, "Renovar receita de uso contínuo.", .triaged(.blue)),
      (22, "Dor no peito ao esforço.", .triaged(.orange, isCalled: true)),
      (9, "Torção do tornozelo.", .arrived),
      (3, "Tontura ao levantar.", .arrived),
    ]
    var ticket = clinic.arrivals.map(\.ticket).max() ?? 0
    for person in people {
      ticket += 1
      add(person.minutes, person.reason, person.way, unit, ticket)
    }
  }

  private mutating func add(
    _ minutes: Int, _ reason: String, _ way: Way, _ unit: UnitID, _ ticket: Int
  ) {
    guard let patient = somebody() else { return }
    let at = now.adding(minutes: -minutes)
    let priority = QueuePriority.ofAge(patient.details.birthDate, on: today)
    var attendance = Attendance(
      id: id(at: at), patient: patient.id, unit: unit, kind: .emergency, reason: reason,
      date: today, ticket: ticket, registeredAt: at, registeredBy: desk,
      facts: ArrivalFacts(isIdentityConfirmed: true, priority: priority))
    func triage(_ risk: Attendance.Risk) {
      attendance.risk = risk
      attendance.triagedAt = at.adding(minutes: min(6, minutes))
    }
    switch way {
    case .arrived: break
    case .triaged(let risk, let isCalled):
      triage(risk)
      if isCalled { attendance.calledAt = now.adding(minutes: -2) }
    case .seen(let risk, let doctor, let length, let outcome):
      triage(risk)
      let practitioner = clinic.practitioners[doctor].id
      let (start, end) = (at.adding(minutes: 15), at.adding(minutes: 15 + length))
      let encounter = Encounter(
        id: id(at: start), appointment: nil, patient: patient.id, practitioner: practitioner,
        startedAt: start, finishedAt: end, status: .finished)
      clinic.encounters.append(encounter)
      attendance.encounter = encounter.id
      attendance.end = Attendance.End(
        outcome: outcome, at: end, by: references[practitioner] ?? desk)
    case .left:
      attendance.end = Attendance.End(
        outcome: .left, at: at.adding(minutes: min(70, minutes)), by: desk)
    }
    clinic.attendances.append(attendance)
  }

  /// A patient who is alive, in no bed, and has no visit today.
  private mutating func somebody() -> Patient? {
    let taken = Set(
      clinic.stays.map(\.patient) + clinic.attendances.map(\.patient)
        + clinic.appointments.filter { $0.time.date == today }.map(\.patient))
    let free = clinic.patients.filter { $0.details.deathDate == nil && !taken.contains($0.id) }
    return free.isEmpty ? nil : free[Int(random.next() % UInt64(free.count))]
  }
}
