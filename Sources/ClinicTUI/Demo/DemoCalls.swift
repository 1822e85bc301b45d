import ClinicDomain

extension DemoBuilder {
  /// Who waits for a time, who wants an earlier one, and who is to come back.
  mutating func addWaiting() {
    addWaitingList()
    addEarlier()
    addRecalls()
  }

  private mutating func wait(
    _ patient: PatientID, _ purpose: WaitingEntry.Purpose, _ wish: VisitWish, daysAgo: Int
  ) {
    let added = instant(today.adding(days: -daysAgo), minute: random.number(in: 490...1020))
    var entry = WaitingEntry(
      id: id(at: added), patient: patient, purpose: purpose, wish: wish, addedBy: desk,
      addedAt: min(added, now))
    if daysAgo > 2, random.chance(40) {
      entry.attempts.append(
        CallAttempt(
          at: instant(today.adding(days: -1), minute: random.number(in: 500...1000)), by: desk,
          outcome: .noAnswer))
    }
    clinic.waiting.append(entry)
  }

  private mutating func addWaitingList() {
    for index in 0..<9 {
      let doctor = clinic.practitioners[index % clinic.practitioners.count]
      let bySpecialty = index % 3 == 2
      let pool = clinic.appointments.filter { $0.practitioner == doctor.id }.map(\.patient)
      guard let fallback = pool.first else { continue }
      let patient = random.pick(pool, or: fallback)
      let wish = VisitWish(
        practitioner: bySpecialty ? nil : doctor.id,
        specialty: bySpecialty ? doctor.details.specialties.first?.name ?? "" : "",
        weekdays: index % 2 == 0 ? [] : [.tuesday, .thursday],
        partOfDay: random.pick([.any, .any, .morning, .afternoon], or: .any),
        earliest: index == 4 ? CivilTime(hour: 9) : nil,
        latest: index == 4 ? CivilTime(hour: 16, minute: 30) : nil,
        kind: [1: .exam, 5: .tele, 8: .followUp][index],
        until: index % 4 == 0 ? today.adding(days: 21 + index) : nil,
        priority: random.pick([.routine, .routine, .soon, .urgent], or: .routine))
      wait(patient, .visit, wish, daysAgo: random.number(in: 1...30))
    }
  }

  private mutating func addEarlier() {
    let coming = clinic.appointments.filter {
      $0.status == .booked && $0.exclusivity == .exclusive
        && (10...25).contains($0.time.date.days(since: today))
    }
    guard let fallback = coming.first else { return }
    for _ in 0..<6 {
      let visit = random.pick(coming, or: fallback)
      guard !clinic.waiting.contains(where: { $0.bookedVisit == visit.id }) else { continue }
      wait(
        visit.patient, .earlier(visit.id), VisitWish(practitioner: visit.practitioner),
        daysAgo: random.number(in: 1...9))
    }
  }

  private mutating func addRecalls() {
    let seen = clinic.appointments.filter { $0.status == .fulfilled }
    guard let fallback = seen.first else { return }
    for index in 0..<24 {
      let visit = random.pick(seen, or: fallback)
      let due = today.adding(days: index * 8 - 20)
      guard !clinic.waiting.contains(where: { $0.patient == visit.patient }) else { continue }
      wait(
        visit.patient, .recall(due: due), VisitWish(practitioner: visit.practitioner),
        daysAgo: random.number(in: 30...50))
    }
  }
}

extension DemoBuilder {
  /// Tickets of those who are in the house today, in the order in which they came.
  mutating func addArrivals() {
    let births = Dictionary(
      clinic.patients.map { ($0.id, $0.details.birthDate) }, uniquingKeysWith: { first, _ in first }
    )
    let present = clinic.appointments.filter { $0.time.date == today && $0.status == .checkedIn }
      .sorted { ($0.arrivedAt ?? now) < ($1.arrivedAt ?? now) }
    let seen = Set(clinic.encounters.compactMap(\.appointment))
    let waiting = present.map(\.id).filter { !seen.contains($0) }
    for (index, visit) in present.enumerated() {
      let isTriaged = random.chance(40)
      // The last to come have a ticket and are not checked in yet.
      let isAtReception = waiting.suffix(max(0, min(2, waiting.count - 3))).contains(visit.id)
      if isAtReception, let place = clinic.appointments.firstIndex(where: { $0.id == visit.id }) {
        clinic.appointments[place].status = .arrived
      }
      let priority = QueuePriority.ofAge(births[visit.patient] ?? nil, on: today)
      clinic.arrivals.append(
        Arrival(
          visit: visit.id, date: today, ticket: index + 1,
          facts: ArrivalFacts(
            isIdentityConfirmed: !isAtReception, isDataReviewed: random.chance(30),
            needsTriage: isTriaged || index % 3 == 0,
            priority: priority == .none && random.chance(8) ? .withInfant : priority),
          triagedAt: isTriaged && !isAtReception ? now.adding(minutes: -1) : nil))
    }
  }
}
