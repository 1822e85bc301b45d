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
    guard let setup, let days = setup.returnDays else { return nil }
    let (patient, doctor) = (
      try runner.key(.patient, patient), try runner.key(.practitioner, practitioner)
    )
    let paid = try runner.row(
      """
      SELECT max(a.date) FROM appointment a JOIN invoice i ON i.appointment = a.key
      WHERE a.patient = ? AND a.practitioner = ? AND a.date <= ? AND a.id IS NOT ?
        AND i.status = 'paid' AND i.total > 0
        AND a.status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
      """, [patient, doctor, date.dayNumber, visit?.blob])
    guard let paidOn = (paid?[0] as Int?).map(CivilDate.init(dayNumber:)) else {
      return ReturnWindow(paidOn: nil, days: days, count: setup.returnCount, used: 0)
    }
    let used = try runner.int(
      """
      SELECT count(*) FROM appointment a WHERE a.patient = ? AND a.practitioner = ?
        AND a.date BETWEEN ? AND ? AND a.kind = ? AND a.id IS NOT ?
        AND a.status IN ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
        AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.appointment = a.key AND i.total > 0
          AND i.status NOT IN ('cancelled', 'entered-in-error'))
      """,
      [
        patient, doctor, paidOn.dayNumber, paidOn.adding(days: days).dayNumber, kind.rawValue,
        visit?.blob,
      ])
    return ReturnWindow(paidOn: paidOn, days: days, count: setup.returnCount, used: used)
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
