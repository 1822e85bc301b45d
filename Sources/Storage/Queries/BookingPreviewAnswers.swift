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
    let rules = BookingRules(now: runner.now, zone: runner.zone, source: reader)
    let group = try rules.seat(for: self)
    let minutes =
      group?.minutes ?? self.minutes ?? setup?.minutes ?? slot?.slotMinutes
      ?? doctor.row.slotMinutes
    let refusal = try rules.refusal(of: self, minutes: minutes)
    var clashes: [VisitRow] = []
    // The free times of the preview reach further than those of a refusal.
    var told = refusal
    switch refusal {
    case .taken(let party, let visits, _):
      clashes = try visits.compactMap {
        try runner.visits("a.id = ?", [$0.blob], order: "a.key").first
      }
      told = .taken(by: party, visits: visits, near: [])
    case .groupFull(let capacity, _): told = .groupFull(capacity: capacity, near: [])
    default: break
    }
    let kind = group?.kind ?? kind
    let window = try window(setup, runner)
    let details = try patientDetails(reader, runner)
    let isPlannedTwice = planned.contains(where: spoken(from: date, start, minutes).meets)
    return BookingPreview(
      practitioner: doctor.row, minutes: minutes, refusal: told, clashes: clashes,
      near: refusal == nil && !isPlannedTwice ? [] : try near(minutes, kind, runner),
      window: window, group: group, phone: details?.phones.first?.formatted ?? "",
      price: VisitPrice(
        on: date, window: window, kind: kind.flatMap { kinds?[$0] },
        practitioner: doctor.row.price),
      payers: details.map { payers(of: $0) } ?? [])
  }

  private func patientDetails(
    _ reader: AgendaReader, _ runner: QueryRunner
  ) throws -> PatientDetails? {
    guard let patient, runner.grant(.readPatients) != .denied else { return nil }
    return try reader.patient(patient)?.details
  }

  private func payers(of details: PatientDetails) -> [Payer] {
    let usual = details.usualPayer(on: date)
    return [usual] + details.payers.filter { $0 != usual }
  }

  private func window(
    _ setup: VisitKindSetup?, _ runner: QueryRunner
  ) throws -> ReturnWindow? {
    guard let setup, let patient else { return nil }
    return try ReadReturnWindow(
      patient: patient, practitioner: practitioner, kind: setup.kind, date: date
    ).answer(setup, from: runner)
  }

  private func spoken(from date: CivilDate, _ start: CivilTime, _ minutes: Int) -> PlannedTime {
    PlannedTime(
      practitioner: practitioner, patient: patient, date: date, start: start, minutes: minutes)
  }

  /// Up to five: of the same day the nearest, then the first of later days.
  private func near(
    _ minutes: Int, _ kind: VisitKind?, _ runner: QueryRunner
  ) throws -> [FreeTime] {
    let today = runner.zone.civil(at: runner.now).date
    let filter = FreeTimeFilter(
      practitioners: [practitioner], minutes: minutes, kind: kind, patient: patient,
      moving: moving)
    let found = try FindFreeTimes(
      filter: filter, from: FindFreeTimes.Place(date: max(date, today)),
      limit: 60 + 2 * planned.count
    ).answer(from: runner).times.filter { time in
      !planned.contains(where: spoken(from: time.date, time.start, minutes).meets)
    }
    let sameDay = found.filter { $0.date == date }.sorted {
      abs($0.start.minuteOfDay - start.minuteOfDay) < abs($1.start.minuteOfDay - start.minuteOfDay)
    }
    return Array((sameDay + found.filter { $0.date != date }).prefix(5))
  }
}
