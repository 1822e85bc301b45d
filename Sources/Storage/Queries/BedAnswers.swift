import ClinicDomain
import Foundation
import GRDB

extension ReadBedMap: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [BedRow] {
    let stays = Dictionary(
      try runner.stays("s.discharged_at IS NULL", []).map { ($0.bed, $0) },
      uniquingKeysWith: { first, _ in first })
    return try runner.rows(
      """
      SELECT b.id, u.id, r.id, b.code, b.active, b.state, b.note, u.name, coalesce(r.name, '')
      FROM bed b JOIN unit u ON u.key = b.unit LEFT JOIN room r ON r.key = b.room
      WHERE b.active AND u.active AND coalesce(r.active, 1) AND (? IS NULL OR u.id = ?)
      ORDER BY u.name, u.key, coalesce(r.name, ''), length(b.code), b.code
      """, [unit?.blob, unit?.blob]
    ).map { row in
      let bed = try Bed(row: row)
      return BedRow(bed: bed, unitName: row[7], roomName: row[8], stay: stays[bed.id])
    }
  }
}

extension ListStays: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [StayRow] {
    guard let dates else { return try runner.stays("s.discharged_at IS NULL", []) }
    let start = { (date: CivilDate) in
      Instant(minutes: runner.zone.utcMinute(of: date, .midnight)).milliseconds
    }
    return try runner.stays(
      "s.admitted_at < ? AND coalesce(s.discharged_at, s.admitted_at, ?) >= ?",
      [
        start(dates.upperBound.adding(days: 1)), runner.now.milliseconds,
        start(dates.lowerBound),
      ])
  }
}

extension ReadStay: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> StayCard? {
    guard let row = try runner.stays("s.id = ?", [id.blob]).first,
      let stored = try runner.row("SELECT places, reason FROM stay WHERE id = ?", [id.blob])
    else { return nil }
    let places = try BedReader.places(stored[0]).map { place in
      let bed = try runner.row(
        "SELECT b.code, u.name FROM bed b JOIN unit u ON u.key = b.unit WHERE b.id = ?",
        [place.bed.blob])
      return StayCard.Place(
        bedCode: bed?[0] ?? "", unitName: bed?[1] ?? "", since: place.since)
    }
    let changes = try runner.rows(
      """
      SELECT c.id, d.name, c.changed_at, c.reason_was, c.what
      FROM stay_change c JOIN stay s ON s.key = c.stay
        LEFT JOIN practitioner d ON d.key = c.practitioner_was
      WHERE s.id = ? ORDER BY c.changed_at DESC, c.id DESC
      """, [id.blob])
    let reason = try runner.reason(
      of: row.patient, stored[1], SealedPlace(entity: .stay, id: id.text, field: "reason"))
    return StayCard(
      row: row, places: places,
      formerCare: changes.compactMap { change in
        (change[1] as String?).map {
          StayCard.Care(practitionerName: $0, until: Instant(milliseconds: change[2]))
        }
      }, reason: reason,
      formerReasons: reason == nil
        ? []
        : try changes.filter { $0[4] == "reason" }.map { change in
          let id: StayChangeID = try change.id(0)
          return try runner.opened(
            change[3], of: row.patient,
            SealedPlace(entity: .stayChange, id: id.text, field: "reasonWas"))
        })
  }
}

extension QueryRunner {
  /// Stays as rows; `condition` speaks of `s` (stay).
  func stays(_ condition: String, _ arguments: StatementArguments) throws -> [StayRow] {
    try values(
      """
      SELECT s.id, p.id, p.name, p.social, p.birth, d.id, d.name, b.id, b.code, u.name,
        s.admitted_at, s.discharged_at, s.disposition
      FROM stay s JOIN patient p ON p.key = s.patient
        JOIN practitioner d ON d.key = s.practitioner JOIN bed b ON b.key = s.bed
        JOIN unit u ON u.key = b.unit
      WHERE \(condition) ORDER BY s.admitted_at DESC, s.key DESC LIMIT 1000
      """, arguments
    ) { row in
      let social: String = row[3]
      let disposition: String? = row[12]
      return StayRow(
        id: try row.id(0), patient: try row.id(1), patientName: social.isEmpty ? row[2] : social,
        birthDate: (row[4] as Int?).map(CivilDate.init(dayNumber:)), practitioner: try row.id(5),
        practitionerName: row[6], bed: try row.id(7), bedCode: row[8], unitName: row[9],
        admittedAt: Instant(milliseconds: row[10]),
        dischargedAt: (row[11] as Int64?).map(Instant.init(milliseconds:)),
        disposition: try disposition.map {
          try Stay.Disposition(stored: $0, "stay", "disposition")
        })
    }
  }
}
