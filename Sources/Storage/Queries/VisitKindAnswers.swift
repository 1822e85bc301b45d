import ClinicDomain
import Foundation
import GRDB

extension ListVisitKinds: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> VisitKinds {
    try VisitKindReader(db: runner.db).kinds()
  }
}

extension ReadReturnWindow: AnsweredQuery {
  /// The window of a visit that is booked.
  init(of visit: VisitRow) {
    self.init(
      patient: visit.patient, practitioner: visit.practitioner, kind: visit.kind,
      date: visit.date, visit: visit.id)
  }

  func answer(from runner: QueryRunner) throws -> ReturnWindow? {
    try answer(VisitKindReader(db: runner.db).kinds()[kind], from: runner)
  }

  func answer(_ setup: VisitKindSetup?, from runner: QueryRunner) throws -> ReturnWindow? {
    try setup.flatMap {
      try AgendaReader(db: runner.db).returnWindow(
        of: $0, patient: patient, practitioner: practitioner, on: date, asideFrom: visit)
    }
  }
}

extension ReadVisitPrice: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> VisitPrice? {
    guard let visit = try runner.visits("a.id = ?", [appointment.blob], order: "a.key").first,
      let doctor = try runner.practitioners("d.id = ?", [visit.practitioner.blob]).first
    else { return nil }
    let setup = try VisitKindReader(db: runner.db).kinds()[visit.kind]
    return VisitPrice(
      on: visit.date, window: try ReadReturnWindow(of: visit).answer(setup, from: runner),
      kind: setup, practitioner: doctor.row.price)
  }
}
