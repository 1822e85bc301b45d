public import ClinicDomain
import GRDB

extension ListPatientVisits: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [VisitRow] {
    guard let key = try runner.key(.patient, patient) else { return [] }
    return try runner.visits(
      "a.patient = ?", [key], order: "a.date DESC, a.start DESC LIMIT \(Self.limit)")
  }
}

extension ClinicService {
  /// Notes that a day list with names and phones leaves the house on paper.
  public func recordPrint(
    of list: ReadDayList, as actor: Actor, now: Instant
  ) throws(StorageError) {
    for subject in list.auditSubjects {
      try record("agenda.print", subject, as: actor, now: now, detail: list.date.isoText)
    }
  }
}

extension ReadDayList: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> Answer {
    guard runner.grant(.readAgenda) > .denied else { throw Refusal.denied(.readAgenda) }
    let shown = "a.date = ? AND a.status NOT IN ('cancelled', 'entered-in-error', 'waitlist')"
    let phones = Dictionary(
      try runner.values(
        """
        SELECT DISTINCT p.id, p.phone FROM appointment a JOIN patient p ON p.key = a.patient
        WHERE \(shown)
        """, [date.dayNumber]
      ) { row -> (PatientID, String) in (try row.id(0), row[1]) },
      uniquingKeysWith: { first, _ in first })
    let visits = Dictionary(
      grouping: try runner.visits(shown, [date.dayNumber], order: "a.start, a.key"),
      by: \.practitioner)
    let doctors = try runner.practitioners("1", []).map(\.row).filter {
      visits[$0.id] != nil && (practitioners.isEmpty || practitioners.contains($0.id))
    }
    return Answer(
      doctors: doctors.map { doctor in
        Doctor(
          practitioner: doctor,
          visits: visits[doctor.id, default: []].map { visit in
            let digits = phones[visit.patient] ?? ""
            return Line(
              visit: visit, phone: (try? Phone(parsing: digits))?.formatted ?? digits)
          })
      })
  }
}
