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
    let visits = try runner.visits(
      "a.patient = ?", [key], order: "a.start_minute DESC LIMIT \(Self.visitCount)")
    let summary =
      visits.count < Self.visitCount
      ? Summary(all: visits, now: runner.zone.civil(at: runner.now))
      : try Summary(of: key, runner)
    var card = PatientCard(
      patient: try Patient(row: row), visits: visits, nextVisit: summary.next,
      lastVisit: summary.last, missedVisits: summary.missed, visitCount: summary.ended,
      openBalance: try openBalance(key, runner))
    (card.fileCount, card.pendingFileCount) = try runner.files(of: key)
    return card
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

/// What the card says of all visits of a patient.
private struct Summary {
  var next: VisitRow?
  var last: VisitRow?
  /// Visits that were missed, and that were missed or took place.
  var missed = 0
  var ended = 0

  /// Counts visits that are at hand, the latest first.
  init(all visits: [VisitRow], now: CivilDateTime) {
    for visit in visits {
      switch visit.status {
      case .noshow:
        missed += 1
        ended += 1
      case .fulfilled:
        last = last ?? visit
        ended += 1
      case .proposed, .pending, .booked, .arrived, .checkedIn:
        let end = visit.start.minuteOfDay + visit.minutes
        let isOver =
          visit.date < now.date || (visit.date == now.date && end <= now.time.minuteOfDay)
        if !isOver { next = visit }
      default: break
      }
    }
  }

  /// Asks for them, where they are many.
  init(of key: Int64, _ runner: QueryRunner) throws {
    let today = runner.zone.civil(at: runner.now).date.dayNumber
    next = try runner.visits(
      """
      a.patient = ? AND a.date >= ? AND a.end_minute > ?
        AND a.status IN ('proposed', 'pending', 'booked', 'arrived', 'checked-in')
      """, [key, today, runner.now.minutes], order: "a.start_minute LIMIT 1"
    ).first
    last = try runner.visits(
      "a.patient = ? AND a.status = 'fulfilled'", [key], order: "a.start_minute DESC LIMIT 1"
    ).first
    let counts = try runner.row(
      """
      SELECT coalesce(sum(status = 'noshow'), 0), coalesce(sum(status IN ('noshow', 'fulfilled')), 0)
      FROM appointment WHERE patient = ?
      """, [key])
    missed = counts?[0] ?? 0
    ended = counts?[1] ?? 0
  }
}
