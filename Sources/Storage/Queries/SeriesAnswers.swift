import ClinicDomain
import GRDB

extension PreviewVisits: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [BookingPreview?] {
    try visits.map { try $0.answer(from: runner) }
  }
}

extension ReadSeries: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> [VisitRow] {
    try runner.visits(
      "a.series = ? AND a.status IN ('proposed', 'pending', 'booked') AND a.end_minute > ?",
      [series.blob, runner.now.minutes], order: "a.date, a.start, a.key")
  }
}
