import ClinicDomain

extension DemoBuilder {
  /// Visits of the past weeks, of today in every state, and of the coming weeks.
  mutating func addVisits() {
    var taken: Set<PatientDay> = []
    let first = today.adding(days: -7 * DemoClinic.pastWeeks)
    let last = today.adding(days: 7 * DemoClinic.comingWeeks)
    for (index, practitioner) in clinic.practitioners.enumerated() {
      let specialty = doctors[index].specialty
      let pool = clinic.patients.indices.filter { place in
        let details = clinic.patients[place].details
        guard let birth = details.birthDate else { return false }
        return specialty.sees(age: today.years(since: birth), sex: details.sex)
      }
      guard !pool.isEmpty else { continue }
      begin("regulars \(index)")
      let regulars = (0..<150).map { _ in random.pick(pool, or: pool[0]) }
      let book = clinic.book(of: clinic.agendas[index])
      for date in first...last {
        // A day that is changed leaves the others as they were.
        begin("visits \(index) \(date.dayNumber)")
        let open = book.open(on: date)
        var isBusy = false
        for start in open.filter({ $0.group == nil }).flatMap(\.slotStarts) {
          guard random.chance(fill(date)) else { continue }
          guard let patient = choose(pool, regulars, date, &taken) else { continue }
          let slot = Slot(practitioner: practitioner, patient: patient, date: date, start: start)
          add(slot, &isBusy)
          if date < today, random.chance(1),
            let other = choose(pool, regulars, date, &taken)
          {
            let squeezed = Slot(
              practitioner: practitioner, patient: other, date: date, start: start)
            add(squeezed, &isBusy, reason: random.pick(DemoFinding.overbookings, or: "dor forte"))
          }
        }
      }
    }
    addGroups(first...last, &taken)
    letSomebodyWait()
  }

  /// Late on a short day the dice may leave nobody in the waiting room: then the next one is there.
  private mutating func letSomebodyWait() {
    let visits = clinic.appointments
    let inCare = Set(clinic.encounters.filter { $0.status == .inProgress }.map(\.appointment))
    let coming = visits.indices.filter {
      visits[$0].time.date == today && visits[$0].status == .booked
        && visits[$0].time.slot.startMinute > now.minutes
    }
    guard !visits.contains(where: { $0.status == .checkedIn && !inCare.contains($0.id) }),
      let next = coming.min(by: { visits[$0].time.slot.start < visits[$1].time.slot.start })
    else { return }
    clinic.appointments[next].status = .checkedIn
    clinic.appointments[next].confirmation = .confirmed
    clinic.appointments[next].arrivedAt = now.adding(minutes: -5)
  }

  /// Who comes to the weekly group, with places left; after all other visits, which it leaves as
  /// they are.
  private mutating func addGroups(
    _ dates: ClosedRange<CivilDate>, _ taken: inout Set<PatientDay>
  ) {
    let practitioner = clinic.practitioners[DemoGroup.doctor]
    let pool = clinic.patients.indices.filter { place in
      clinic.patients[place].details.birthDate.map { today.years(since: $0) >= 30 } ?? false
    }
    guard !pool.isEmpty else { return }
    let book = clinic.book(of: clinic.agendas[DemoGroup.doctor])
    begin("group")
    let members = (0..<20).map { _ in random.pick(pool, or: pool[0]) }
    for date in dates {
      for time in book.open(on: date) {
        guard let group = time.group, let start = time.slotStarts.first else { continue }
        begin("group \(date.dayNumber)")
        var isBusy = false
        for _ in 0..<random.number(in: 4...6) {
          guard let patient = choose(pool, members, date, &taken) else { continue }
          add(
            Slot(
              practitioner: practitioner, patient: patient, date: date, start: start,
              minutes: time.slotMinutes, group: group), &isBusy)
        }
      }
    }
  }

  /// How full a day is, in percent.
  private func fill(_ date: CivilDate) -> Int {
    let ahead = date.days(since: today)
    return ahead <= 0 ? 85 : max(18, 82 - ahead * 3)
  }

  private struct PatientDay: Hashable {
    let patient: Int
    let date: CivilDate
  }

  private struct Slot {
    let practitioner: Practitioner
    let patient: Int
    let date: CivilDate
    let start: CivilTime
    var minutes: Int?
    var group: GroupTerms?
  }

  /// Somebody who has no visit that day, more often one of the doctor's regular patients.
  private mutating func choose(
    _ pool: [Int], _ regulars: [Int], _ date: CivilDate, _ taken: inout Set<PatientDay>
  ) -> Int? {
    for _ in 0..<20 {
      let patient = random.pick(random.chance(55) ? regulars : pool, or: pool[0])
      guard taken.insert(PatientDay(patient: patient, date: date)).inserted else { continue }
      return patient
    }
    return nil
  }

  private mutating func add(_ slot: Slot, _ isBusy: inout Bool, reason: String? = nil) {
    let details = slot.practitioner.details
    guard
      let time = VisitTime(
        date: slot.date, start: slot.start, minutes: slot.minutes ?? details.slotMinutes,
        zone: zone)
    else { return }
    let booked = instant(
      slot.date.adding(days: -random.number(in: 1...40)), minute: random.number(in: 480...1070))
    let bookedAt = booked < now ? booked : now.adding(minutes: -random.number(in: 30...9000))
    let kinds: [VisitKind] = [.routine, .routine, .followUp, .followUp, .first, .exam, .tele]
    let exclusivity: Exclusivity =
      if let group = slot.group {
        .group(
          id: GroupPlace.id(of: slot.practitioner.id, startMinute: time.slot.startMinute),
          capacity: group.capacity)
      } else { reason.map { .overbooked(reason: $0) } ?? .exclusive }
    var visit = Appointment(
      id: id(at: bookedAt), patient: clinic.patients[slot.patient].id,
      practitioner: slot.practitioner.id, unit: details.unit,
      room: reason == nil ? details.room : nil, time: time, status: .booked,
      kind: slot.group?.kind ?? random.pick(kinds, or: .routine),
      observation: random.chance(6) ? "trazer exames anteriores" : nil,
      authorisation: random.chance(20) ? random.digits(9).map(String.init).joined() : nil,
      payer: clinic.patients[slot.patient].details.usualPayer(on: slot.date),
      exclusivity: exclusivity,
      allowedBy: reason.map { _ in .practitioner(slot.practitioner.id) }, bookedBy: desk,
      bookedAt: bookedAt)
    if time.slot.endMinute <= now.minutes {
      settlePast(&visit)
    } else if slot.date == today, time.slot.startMinute <= now.minutes + 45 {
      settleNow(&visit, &isBusy)
    } else {
      settleComing(&visit)
    }
    clinic.appointments.append(visit)
  }

  private mutating func settlePast(_ visit: inout Appointment) {
    switch random.number(in: 0...99) {
    case 0..<8: visit.status = .noshow
    case 8..<15:
      visit.status = .cancelled
      visit.cancellation = Cancellation(
        party: random.chance(80) ? .patient : .clinic,
        reason: random.pick(DemoFinding.cancellations, or: "viajou"), isLate: random.chance(30))
    default:
      visit.status = .fulfilled
      if random.chance(70) { visit.confirmation = .confirmed }
      let start = visit.time.slot.start
      visit.arrivedAt = start.adding(minutes: -random.number(in: 2...25))
      let began = start.adding(minutes: random.number(in: 0...6))
      clinic.encounters.append(
        Encounter(
          id: id(at: began), appointment: visit.id, patient: visit.patient,
          practitioner: visit.practitioner, startedAt: began,
          finishedAt: visit.time.slot.end.adding(minutes: -random.number(in: 0...4)),
          status: .finished))
    }
  }

  /// The running slot is in consultation; the next ones wait.
  private mutating func settleNow(_ visit: inout Appointment, _ isBusy: inout Bool) {
    let start = visit.time.slot.start
    let isRunning = visit.time.slot.startMinute <= now.minutes
    guard isRunning || random.chance(60) else {
      settleComing(&visit)
      return
    }
    visit.status = .checkedIn
    visit.confirmation = .confirmed
    let early = isRunning ? start.adding(minutes: -8) : now
    visit.arrivedAt = early.adding(minutes: -random.number(in: 2...20))
    if isRunning, !isBusy {
      isBusy = true
      clinic.encounters.append(
        Encounter(
          id: id(at: start), appointment: visit.id, patient: visit.patient,
          practitioner: visit.practitioner, startedAt: start))
    }
  }

  private mutating func settleComing(_ visit: inout Appointment) {
    let ahead = visit.time.date.days(since: today)
    if ahead <= 3 {
      visit.confirmation = random.pick(
        [.confirmed, .confirmed, .confirmed, .none, .unreachable], or: .none)
    } else if random.chance(4) {
      visit.status = .cancelled
      visit.cancellation = Cancellation(
        party: .patient, reason: random.pick(DemoFinding.cancellations, or: "viajou"),
        isLate: false)
    } else if random.chance(2) {
      visit.status = .proposed
    }
  }
}
