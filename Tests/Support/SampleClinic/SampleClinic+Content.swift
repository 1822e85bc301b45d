public import ClinicDomain
public import Storage

/// A sample that could not be made: a defect of the proof, not of what it proves.
public enum SampleFailure: Error {
  case refused(String)
  case impossible(String)
}

extension SampleClinic {
  /// Adds doctors who are there all day, every day.
  public static func addDoctors(
    _ count: Int, from first: Int = 0, slotMinutes: Int = 30, to service: ClinicService,
    now: Instant = moment
  ) throws {
    for index in first..<first + count {
      var details = PractitionerDetails(name: try PersonName(parsing: SampleNames.full(index * 7)))
      details.registration = try CouncilRegistration(parsing: "CRM/ES \(10_000 + index)")
      details.specialties = [Specialty(name: index.isMultiple(of: 2) ? "Cardiologia" : "Pediatria")]
      details.slotMinutes = slotMinutes
      let doctor: PractitionerID = id(.doctor, index)
      try expectDone(
        service.perform(RegisterPractitioner(id: doctor, details: details), as: manager, now: now))
      let rules = Weekday.allCases.map { day in
        AgendaRule(
          id: id(.rule, index * 10 + day.rawValue), weekday: day, from: .midnight,
          until: .endOfDay, slotMinutes: slotMinutes, validFrom: CivilDate(dayNumber: 0))
      }
      try expectDone(
        service.perform(
          SetWeeklyAgenda(
            base: [],
            agenda: Agenda(
              practitioner: doctor, rules: rules, policy: AgendaPolicy(holidays: .works))),
          as: manager,
          now: now))
    }
  }

  /// Adds patients as an import does, in batches.
  public static func addPatients(
    _ indices: Range<Int>, to service: ClinicService, now: Instant = moment,
    progress: (Int) -> Void = { _ in }
  ) throws {
    var next = indices.lowerBound
    while next < indices.upperBound {
      next = try service.bulk("sample", .patient, as: systemOperator, now: now) { batch in
        var index = next
        while index < indices.upperBound, !batch.isFull {
          let stored = try batch.row { store in
            try store.insert(patient(index, chart: store.nextChartNumber(), now: now))
          }
          if case .failure(let refusal) = stored { throw SampleFailure.refused("\(refusal)") }
          index += 1
        }
        return index
      }
      progress(next)
    }
  }

  /// The patient of an index; names repeat as they do in a town.
  public static func patient(
    _ index: Int, chart: Int = 0, now: Instant = moment
  ) throws -> Patient {
    var random = SeededGenerator(seed: UInt64(index))
    var details = PatientDetails(name: try PersonName(parsing: SampleNames.full(index)))
    details.birthDate = CivilDate(dayNumber: Int(random.next() % 30_000) - 15_000)
    details.sex = random.next().isMultiple(of: 2) ? .female : .male
    details.phones = [try Phone(parsing: phoneText(random.next()))]
    details.cpf = try CPF(parsing: cpfText(index))
    return Patient(
      id: id(.patient, index), chartNumber: chart, details: details, registeredAt: now)
  }

  /// Adds booked visits straight through the store, as a day's work of many people would.
  public static func addVisits(
    _ visits: [Appointment], to service: ClinicService, now: Instant = moment
  ) throws {
    var next = 0
    while next < visits.count {
      next = try service.bulk("sample", .appointment, as: systemOperator, now: now) { batch in
        var index = next
        while index < visits.count, !batch.isFull {
          if case .failure(let refusal) = try batch.row({ try $0.insert(visits[index]) }) {
            throw SampleFailure.refused("\(refusal)")
          }
          index += 1
        }
        return index
      }
    }
  }

  /// A booked, exclusive visit.
  public static func visit(
    _ index: Int, patient: Int, doctor: Int, date: CivilDate, minute: Int, minutes: Int = 30,
    now: Instant = moment
  ) throws -> Appointment {
    guard let start = CivilTime(minuteOfDay: minute),
      let time = VisitTime(date: date, start: start, minutes: minutes, zone: zone)
    else { throw SampleFailure.impossible("minute \(minute)") }
    return Appointment(
      id: id(.visit, index), patient: id(.patient, patient), practitioner: id(.doctor, doctor),
      time: time, status: .booked, reservation: .confirmed, kind: .routine,
      bookedBy: reception.reference, bookedAt: now)
  }

  /// Books through the command, as the desk does.
  public static func booking(
    _ booking: AppointmentID, patient: Int, doctor: Int, date: CivilDate, minute: Int,
    minutes: Int = 5, observation: String? = nil
  ) throws -> BookAppointment {
    guard let start = CivilTime(minuteOfDay: minute) else {
      throw SampleFailure.impossible("minute \(minute)")
    }
    return BookAppointment(
      id: booking, patient: id(.patient, patient), practitioner: id(.doctor, doctor),
      date: date, start: start, minutes: minutes, observation: observation)
  }

  public static func expectDone<Value>(_ outcome: CommandOutcome<Value>) throws {
    guard case .done = outcome else { throw SampleFailure.refused("\(outcome)") }
  }

  private static func phoneText(_ number: UInt64) -> String {
    let digits = String(number % 10_000_000)
    return "279" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// A number with right check digits, a different one for each index.
  public static func cpfText(_ index: Int) -> String {
    var digits = [Int](repeating: 0, count: 9)
    var rest = (index * 7_919 + 100_000_007) % 1_000_000_000
    for position in stride(from: 8, through: 0, by: -1) {
      digits[position] = rest % 10
      rest /= 10
    }
    for _ in 0..<2 {
      let weights = stride(from: digits.count + 1, through: 2, by: -1)
      let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
      digits.append(sum * 10 % 11 % 10)
    }
    return digits.map(String.init).joined()
  }
}
