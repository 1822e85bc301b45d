import ClinicDomain
import Foundation
import GRDB

extension PreviewBooking: AnsweredQuery {
  func answer(from runner: QueryRunner) throws -> BookingPreview? {
    guard let doctor = try runner.practitioners("d.id = ?", [practitioner.blob]).first else {
      return nil
    }
    let reader = AgendaReader(db: runner.db)
    let book = try reader.book(of: practitioner, from: date, through: date)
    let open = book.open(on: date)
    let slot = open.first { $0.from <= start && start < $0.until }
    let kinds = kind == nil ? nil : try VisitKindReader(db: runner.db).kinds()
    let setup = kind.flatMap { kinds?[$0] }
    let minutes =
      self.minutes ?? setup?.minutes ?? slot?.slotMinutes ?? doctor.row.slotMinutes
    let clashes = try clashes(minutes, book.policy, doctor: doctor.key, runner)
    let refusal = refusal(
      minutes, open, book.policy, clashes, isActive: doctor.row.isActive, runner)
    return BookingPreview(
      practitioner: doctor.row, minutes: minutes, refusal: refusal, clashes: clashes,
      near: refusal == nil ? [] : try near(minutes, runner), window: try window(setup, runner))
  }

  private func window(
    _ setup: VisitKindSetup?, _ runner: QueryRunner
  ) throws -> ReturnWindow? {
    guard let setup, let patient else { return nil }
    return try ReadReturnWindow(
      patient: patient, practitioner: practitioner, kind: setup.kind, date: date
    ).answer(setup, from: runner)
  }

  private func clashes(
    _ minutes: Int, _ policy: AgendaPolicy, doctor: Int64, _ runner: QueryRunner
  ) throws -> [VisitRow] {
    let begin = runner.zone.utcMinute(of: date, start) - policy.bufferBefore
    let end = begin + policy.bufferBefore + minutes + policy.bufferAfter
    let time: StatementArguments = [begin - 1440, end, begin]
    let overlap = "a.blocks AND a.busy_from > ? AND a.busy_from < ? AND a.busy_to > ?"
    var found = try runner.visits(
      "a.practitioner = ? AND \(overlap)", [doctor] + time, order: "a.start, a.key")
    if let patient, let key = try runner.key(.patient, patient) {
      found += try runner.visits(
        "a.patient = ? AND a.practitioner <> ? AND \(overlap)", [key, doctor] + time,
        order: "a.start, a.key")
    }
    return moving.isEmpty ? found : found.filter { !moving.contains($0.id) }
  }

  private func refusal(
    _ minutes: Int, _ open: [OpenTime], _ policy: AgendaPolicy, _ clashes: [VisitRow],
    isActive: Bool, _ runner: QueryRunner
  ) -> SchedulingRefusal? {
    let now = runner.zone.civil(at: runner.now)
    let horizon = policy.horizonDays
    let startMinute = runner.zone.utcMinute(of: date, start)
    if !isActive { return .practitionerInactive }
    if !VisitLength.isValid(minutes) { return .invalidLength }
    if startMinute + minutes <= runner.now.minutes { return .inThePast }
    if date > now.date.adding(days: horizon) { return .beyondHorizon(days: horizon) }
    let notice = policy.noticeMinutes
    if notice > 0, startMinute < runner.now.minutes + notice {
      return .tooShortNotice(minutes: notice)
    }
    if !open.contains(where: { $0.holds(from: start, minutes: minutes) }) {
      return .outsideAgenda
    }
    guard !clashes.isEmpty else { return nil }
    let isDoctors = clashes.contains { $0.practitioner == practitioner }
    return .taken(by: isDoctors ? .practitioner : .patient, visits: clashes.map(\.id), near: [])
  }

  /// Up to five: of the same day the nearest, then the first of later days.
  private func near(_ minutes: Int, _ runner: QueryRunner) throws -> [FreeTime] {
    let today = runner.zone.civil(at: runner.now).date
    let filter = FreeTimeFilter(
      practitioners: [practitioner], minutes: minutes, patient: patient)
    let found = try FindFreeTimes(
      filter: filter, from: FindFreeTimes.Place(date: max(date, today)), limit: 60
    ).answer(from: runner).times
    let sameDay = found.filter { $0.date == date }.sorted {
      abs($0.start.minuteOfDay - start.minuteOfDay) < abs($1.start.minuteOfDay - start.minuteOfDay)
    }
    return Array((sameDay + found.filter { $0.date != date }).prefix(5))
  }
}
