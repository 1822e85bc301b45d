import ClinicDomain
import GRDB
import SyncProtocol

/// Visits, whose time can be taken already.
///
/// What the hub or the holder of a lease promised takes its time from what is here: that becomes
/// contested, in the row alone, until the hub's word on it comes. What was only asked for gives way.
extension Placing {
  func putVisit(_ body: DocumentBody, _ isNew: Bool) throws -> Unplaced? {
    var visit = try visit(body)
    let others = try taken(by: visit)
    let isPromised = visit.reservation == .held || visit.reservation == .confirmed
    if others.isEmpty || takesTime && isPromised {
      try contest(others)
      do {
        try write(visit, isNew)
        return nil
      } catch let error as DatabaseError where error.refusesTime {
        // A group that is full: the schema knows, nobody in it is to give way.
      }
    }
    visit.reservation = .contested
    try write(visit, isNew)
    return .overlap
  }

  private func write(_ visit: Appointment, _ isNew: Bool) throws {
    if isNew { try store.insert(visit) } else { try store.update(visit, from: visit) }
  }

  /// The ids of the live visits that keep this one from its time.
  private func taken(by visit: Appointment) throws -> [AppointmentID] {
    let isOut = visit.reservation == .refused || visit.reservation == .contested
    guard visit.blocks, !isOut else { return [] }
    let busy = visit.time.busy
    let group: String? = if case .group(let id, _) = visit.exclusivity { id } else { nil }
    var found: [AppointmentID] = []
    let parties: [(String, Int64?)] = [
      ("practitioner", try store.key(.practitioner, visit.practitioner)),
      ("patient", try store.key(.patient, visit.patient)),
      ("room", try store.key(.room, orNil: visit.room)),
    ]
    for (party, key) in parties {
      guard let key else { continue }
      found += try store.rows(
        """
        SELECT id FROM appointment WHERE \(party) = ? AND takes AND busy_from > ?
          AND busy_from < ? AND busy_to > ? AND id <> ? AND (group_id IS NULL OR group_id IS NOT ?)
        """,
        [
          key, busy.startMinute - 1440, busy.endMinute, busy.startMinute, visit.id.blob,
          party == "patient" ? nil : group,
        ]
      ).map { try $0.id(0) }
    }
    return found
  }

  private func contest(_ visits: [AppointmentID]) throws {
    for visit in visits {
      try store.run(
        "UPDATE appointment SET reservation = 'contested' WHERE id = ?", [visit.blob])
      let entity = EntityKind.appointment.rawValue
      guard let document = try documents.document(entity, visit.text) else { continue }
      try documents.keep(document, unplaced: .overlap)
    }
  }
}

extension DatabaseError {
  /// Whether the schema says that a visit's time is taken.
  fileprivate var refusesTime: Bool {
    let message = message ?? ""
    return resultCode == .SQLITE_CONSTRAINT
      && (message.hasPrefix("overlap ") || message.hasPrefix("group "))
  }
}
