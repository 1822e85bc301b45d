import ClinicDomain

extension DemoBuilder {
  /// What the doctors wrote: a note for most visits, and at a patient's first visit allergies,
  /// problems and medications.
  mutating func addRecords() {
    var known: Set<PatientID> = []
    let specialties = Dictionary(
      uniqueKeysWithValues: zip(clinic.practitioners, doctors).map { ($0.id, $1.specialty) })
    for encounter in clinic.encounters where encounter.status == .finished {
      guard let findings = specialties[encounter.practitioner]?.findings,
        let finding = findings.randomElement(using: &random)
      else { continue }
      if known.insert(encounter.patient).inserted { addAllergies(encounter) }
      guard random.chance(85) else { continue }
      add(.note(filled(finding.note)), encounter)
      if let problem = finding.problem, random.chance(40) {
        let onset = day(encounter.startedAt).adding(days: -random.number(in: 0...1500))
        add(.problem(Problem(description: problem.0, code: problem.1, onset: onset)), encounter)
      }
      if let medication = finding.medication, random.chance(40) {
        let start = day(encounter.startedAt)
        add(
          .medication(Medication(name: medication.0, dosage: medication.1, start: start)),
          encounter)
      }
      if let exam = finding.exam, random.chance(40) { addExam(exam, encounter) }
    }
  }

  private func day(_ instant: Instant) -> CivilDate { zone.civil(at: instant).date }

  private mutating func addAllergies(_ encounter: Encounter) {
    if random.chance(22) {
      for index in 0..<random.number(in: 1...2) {
        let all = DemoFinding.allergies
        let allergy = all[(random.number(in: 0...(all.count - 1)) + index) % all.count]
        add(
          .allergy(
            Allergy(substance: allergy.0, reaction: allergy.1, criticality: allergy.2)),
          encounter)
      }
    } else if random.chance(70) {
      add(.noKnownAllergies, encounter)
    }
  }

  private mutating func add(_ content: RecordContent, _ encounter: Encounter) {
    let at = encounter.startedAt.adding(minutes: random.number(in: 3...12))
    clinic.entries.append(
      RecordEntry(
        id: id(at: at), patient: encounter.patient, encounter: encounter.id,
        author: references[encounter.practitioner] ?? desk, practitioner: encounter.practitioner,
        occurredAt: encounter.startedAt, enteredAt: at, content: content))
  }

  private mutating func addExam(_ name: String, _ encounter: Encounter) {
    let by = references[encounter.practitioner] ?? desk
    var steps = [Exam.Step(status: .ordered, at: encounter.startedAt.adding(minutes: 10), by: by)]
    var result: String?
    for status in [Exam.Status.performed, .resulted] {
      let at = encounter.startedAt.adding(minutes: 1440 * steps.count * random.number(in: 2...9))
      guard at < now, random.chance(85) else { break }
      steps.append(Exam.Step(status: status, at: at, by: by))
      if status == .resulted { result = "Dentro dos limites da normalidade." }
    }
    clinic.exams.append(
      Exam(
        id: id(at: encounter.startedAt), patient: encounter.patient,
        practitioner: encounter.practitioner, name: name, status: steps.last?.status ?? .ordered,
        steps: steps, result: result))
  }

  private mutating func filled(_ note: SOAPNote) -> SOAPNote {
    let pressure = "\(random.number(in: 11...16))0x\(random.number(in: 6...10))0"
    let pulse = "\(random.number(in: 58...98))"
    let weight = "\(random.number(in: 52...97)),\(random.number(in: 0...9))"
    func fill(_ text: String) -> String {
      text.replacing("{PA}", with: pressure).replacing("{FC}", with: pulse)
        .replacing("{kg}", with: weight)
    }
    return SOAPNote(
      subjective: fill(note.subjective), objective: fill(note.objective),
      assessment: fill(note.assessment), plan: fill(note.plan))
  }
}
