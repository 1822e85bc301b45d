import ClinicDomain
import Foundation
import GRDB

extension ReadPatients: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [PatientRow] {
    try ids.compactMap { try runner.patientRow($0) }
  }
}

extension QueryRunner {
  func patientRow(_ id: PatientID) throws -> PatientRow? {
    try row(
      """
      SELECT id, chart, name, social, birth, sex, cpf, cns, phone FROM patient WHERE id = ?
      """, [id.blob]
    ).map { try PatientRow(row: $0) }
  }
}

extension ReadPatientCard: AnsweredQuery {
  /// How many visits the card shows.
  private static let visitCount = 20

  func answer(from runner: QueryRunner) throws -> PatientCard? {
    guard let key = try runner.key(.patient, patient),
      let row = try runner.row(
        "SELECT id, chart, body, registered_at FROM patient WHERE key = ?", [key])
    else { return nil }
    let civil = runner.zone.civil(at: runner.now)
    let here: StatementArguments = [key, civil.date.dayNumber, runner.now.minutes]
    let upcoming = try runner.visits(
      """
      a.patient = ? AND a.date >= ? AND a.end_minute > ?
        AND a.status IN ('proposed', 'pending', 'booked', 'arrived', 'checked-in')
      """, here, order: "a.start_minute LIMIT 1")
    let past = try runner.visits(
      "a.patient = ? AND a.status = 'fulfilled'", [key], order: "a.start_minute DESC LIMIT 1")
    let counts = try runner.row(
      """
      SELECT coalesce(sum(status = 'noshow'), 0), coalesce(sum(status IN ('noshow', 'fulfilled')), 0)
      FROM appointment WHERE patient = ?
      """, [key])
    return PatientCard(
      patient: try Patient(row: row),
      visits: try runner.visits(
        "a.patient = ?", [key], order: "a.start_minute DESC LIMIT \(Self.visitCount)"),
      nextVisit: upcoming.first, lastVisit: past.first, missedVisits: counts?[0] ?? 0,
      visitCount: counts?[1] ?? 0, openBalance: try openBalance(key, runner))
  }

  private func openBalance(_ key: Int64, _ runner: QueryRunner) throws -> Money? {
    guard runner.grant(.readBilling) == .all else { return nil }
    let centavos = try Int64.fetchOne(
      try runner.db.cachedStatement(
        sql: """
          SELECT coalesce(sum(i.total), 0) - coalesce(sum((SELECT coalesce(sum(amount), 0)
            FROM payment WHERE invoice = i.key)), 0)
          FROM invoice i WHERE i.patient = ? AND i.status IN ('issued', 'partially-paid')
          """), arguments: [key])
    return Money(centavos: centavos ?? 0)
  }
}
