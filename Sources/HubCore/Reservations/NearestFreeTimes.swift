import ClinicDomain
import SyncProtocol

/// Free times near a lost one, as far as the hub knows: by the practitioner's agenda, or where it
/// knows none, at the same day's steps of the visit's length.
struct NearestFreeTimes<Transaction: HubTransaction> {
  let work: HubWork<Transaction>

  func near(_ visit: VisitClaim) throws -> [TimeSlot] {
    let day = CivilDate(
      dayNumber: Int((Double(visit.slot.startMinute + visit.offset) / 1440).rounded(.down)))
    let reach = work.rules.searchDays
    guard
      let span = TimeSlot(
        startMinute: visit.slot.startMinute - (reach + 1) * 1440,
        endMinute: visit.slot.endMinute + (reach + 1) * 1440)
    else { return [] }
    let taken = try work.tx.taken(
      practitioner: visit.claim.practitioner, patient: visit.claim.patient, within: span)
    let agenda = try agenda(of: visit.claim.practitioner)
    var found: [TimeSlot] = []
    for distance in 0...reach {
      for date in Set([day.adding(days: distance), day.adding(days: -distance)]) {
        found += candidates(on: date, visit, agenda).filter { slot in
          slot.start > work.now && slot != visit.slot && !taken.contains { $0.overlaps(slot) }
        }
      }
      if found.count >= work.rules.freeTimes { break }
    }
    func distance(_ slot: TimeSlot) -> Int { abs(slot.startMinute - visit.slot.startMinute) }
    return Array(
      found.sorted { (distance($0), $0.startMinute) < (distance($1), $1.startMinute) }
        .prefix(work.rules.freeTimes))
  }

  private func agenda(of practitioner: String) throws -> AgendaBook? {
    let reference = DocumentReference(EntityKind.agenda.rawValue, practitioner)
    guard let body = try work.document(reference)?.document.body,
      let agenda = try? JSONValue.object(body).decode(Agenda.self), !agenda.rules.isEmpty
    else { return nil }
    return AgendaBook(rules: agenda.rules, policy: agenda.policy, exceptions: [])
  }

  private func candidates(
    on date: CivilDate, _ visit: VisitClaim, _ agenda: AgendaBook?
  ) -> [TimeSlot] {
    let midnight = date.dayNumber * 1440 - visit.offset
    let length = visit.slot.length
    guard let agenda else {
      let first = visit.slot.startMinute + visit.offset
      let of = first - first / 1440 * 1440
      return stride(from: of - 4 * length, through: of + 4 * length, by: length)
        .filter { $0 >= 0 && $0 + length <= 1440 }
        .compactMap { TimeSlot(startMinute: midnight + $0, length: length) }
    }
    return agenda.open(on: date).flatMap { open in
      open.freeStarts(minutes: length, taken: []).compactMap {
        TimeSlot(startMinute: midnight + $0.minuteOfDay, length: length)
      }
    }
  }
}
