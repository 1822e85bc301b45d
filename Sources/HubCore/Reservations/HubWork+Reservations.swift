import ClinicDomain
import SyncProtocol

extension HubWork {
  /// Settles what the entries of one transaction of a site touched.
  ///
  /// First the times that they give up, then those that they ask for.
  ///
  /// - Returns: why things were refused, as codes.
  func settle(_ entries: [SyncEntry], from site: SiteRecord) throws -> [DocumentReference: String] {
    var touched: [DocumentReference] = []
    for entry in entries where !touched.contains(entry.reference) {
      touched.append(entry.reference)
    }
    for patient in touched where patient.entity == EntityKind.patient.rawValue {
      if entries.contains(where: { $0.reference == patient && PatientNumbers.mayChange(by: $0) }) {
        try settleNumbers(of: patient)
      }
    }
    let visits = touched.filter { $0.entity == VisitClaim.entity }
    for reference in visits { try giveUp(reference) }
    var refusals: [DocumentReference: String] = [:]
    for reference in visits {
      refusals[reference] = try settleVisit(reference, from: site)
    }
    return refusals
  }

  /// Frees the time of a visit that no longer takes any.
  private func giveUp(_ reference: DocumentReference) throws {
    let visit = try document(reference).flatMap { VisitClaim($0.document) }
    let takesTime =
      visit.map { $0.isLive && $0.isExclusive && $0.reservation != .refused } ?? false
    if !takesTime || visit?.reservation == .requested {
      try tx.removeClaim(of: reference.id)
    }
    if visit?.reservation != .requested || visit?.isLive != true {
      try tx.removeRequest(of: reference.id)
    }
  }

  /// Decides about a visit; `site` is nil where the hub acts by itself.
  ///
  /// - Returns: why it was refused, as a code.
  func settleVisit(_ reference: DocumentReference, from site: SiteRecord?) throws -> String? {
    guard let stored = try document(reference), let visit = VisitClaim(stored.document),
      visit.isLive
    else { return nil }
    let desk = stored.document.origin?.site ?? site?.site ?? ""
    switch visit.reservation {
    case .local, .held, .confirmed:
      guard visit.isExclusive else { return nil }
      guard try tx.claim(of: reference.id) != visit.claim else { return nil }
      let holder = try activeHolder(of: visit.claim.practitioner)
      if let holder, let site, holder.site != site.site {
        // Not this site's to promise: the holder of the lease is asked.
        try decide(visit, .requested)
        try tx.removeClaim(of: reference.id)
        try tx.keepRequest(of: reference.id, practitioner: visit.claim.practitioner)
        return nil
      }
      return try claim(visit, origin: desk)
    case .requested:
      if try activeHolder(of: visit.claim.practitioner) != nil {
        try tx.keepRequest(of: reference.id, practitioner: visit.claim.practitioner)
        return nil
      }
      try tx.removeRequest(of: reference.id)
      return try grant(visit, origin: desk)
    case .contested:
      return try grant(visit, origin: desk)
    case .refused:
      try makeTask(visit, desk: desk, reason: "refused")
      return nil
    }
  }

  /// The hub's own decision: first come, first served.
  private func grant(_ visit: VisitClaim, origin: String) throws -> String? {
    if visit.isExclusive, let reason = try claim(visit, origin: origin) { return reason }
    try decide(visit, .confirmed)
    return nil
  }

  /// Takes the time for a visit, or refuses it with all that follows.
  private func claim(_ visit: VisitClaim, origin: String) throws -> String? {
    let others = try tx.claims(against: visit.claim)
    guard let other = others.first else {
      try tx.keep(visit.claim)
      return nil
    }
    try tx.removeClaim(of: visit.reference.id)
    let isPractitioners = others.contains { $0.practitioner == visit.claim.practitioner }
    let reason =
      isPractitioners
      ? "taken" : other.patient == visit.claim.patient ? "patient_taken" : "room_taken"
    try decide(visit, .refused)
    try makeTask(visit, desk: origin, reason: reason)
    return reason
  }

  /// All that the hub does about a visit at one moment is one transaction for the sites.
  private func transaction(of visit: VisitClaim) -> String {
    DerivedID.make(
      identity.hub, String(identity.epoch), visit.reference.id, visit.reservation.rawValue,
      String(visit.clock), at: now.milliseconds)
  }

  private func decide(_ visit: VisitClaim, _ reservation: Reservation) throws {
    try write(
      .patch, visit.reference, JSONObject([("reservation", .string(reservation.rawValue))]),
      transaction: transaction(of: visit))
  }

  /// One task per lost time, however often it is refused.
  private func makeTask(_ visit: VisitClaim, desk: String, reason: String) throws {
    let lost = visit.slot
    let id = DerivedID.make(
      RebookTask.entity, visit.reference.id, String(lost.startMinute),
      at: lost.start.milliseconds)
    let reference = DocumentReference(RebookTask.entity, id)
    guard try document(reference) == nil else { return }
    let free = try NearestFreeTimes(work: self).near(visit)
    let task = RebookTask(
      appointment: visit.reference.id, practitioner: visit.claim.practitioner,
      patient: visit.claim.patient, site: desk, reason: reason, lost: RebookTask.Time(lost),
      free: free.map { RebookTask.Time($0) }, madeAt: now.milliseconds)
    guard let body = try JSONValue(encoding: task).objectValue else { return }
    try write(.create, reference, body, transaction: transaction(of: visit))
  }
}

extension RebookTask.Time {
  init(_ slot: TimeSlot) {
    self.init(start: Int64(slot.startMinute), minutes: Int64(slot.length))
  }
}
