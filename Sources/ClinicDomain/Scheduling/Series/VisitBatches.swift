/// What is booked, moved or called off together.
public enum VisitBatch {
  /// The most visits of one order: more than a doctor's fullest week.
  public static let limit = 500
}

/// Books several visits, all or none: a series, or a copy of others.
public struct BookVisits: ClinicCommand {
  public static let kind = CommandKind.bookVisits
  public static let capability = Capability.changeBookings
  /// What the visits are known as together; nil where they have nothing to do with each other.
  public let series: SeriesID?
  public let bookings: [BookAppointment]

  public init(series: SeriesID?, bookings: [BookAppointment]) {
    self.series = series
    self.bookings = bookings
  }

  public var subject: Subject {
    bookings.first.map { Subject(.appointment, $0.id) } ?? Subject(.appointment)
  }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) -> Bool {
    bookings.allSatisfy { $0.isOwn(of: context, in: store) }
  }

  /// Each obeys every rule of a booking; the refusal of one names it and undoes all.
  ///
  /// An encaixe is allowed for once: a series has none.
  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> [AppointmentID] {
    try checkBatch(bookings.map(\.id))
    guard series == nil || bookings.allSatisfy({ $0.overbookingReason == nil }) else {
      throw Refusal.invalid([FieldProblem(.repetition, .outOfRange)])
    }
    return try bookings.indices.map { index in
      try naming(index) { try bookings[index].book(in: series, by: context, store) }
    }
  }

  /// Who allowed them, where they are squeezed in.
  public func auditDetail(of outcome: [AppointmentID]) -> String {
    bookings.first.map { $0.auditDetail(of: $0.id) } ?? ""
  }
}

/// Moves several visits, all or none: a series, or what a late doctor has.
public struct MoveVisits: ClinicCommand {
  public static let kind = CommandKind.moveVisits
  public static let capability = Capability.changeBookings
  public let moves: [MoveAppointment]

  public init(moves: [MoveAppointment]) { self.moves = moves }

  public var subject: Subject {
    moves.first.map { Subject(.appointment, $0.id) } ?? Subject(.appointment)
  }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try moves.allSatisfy { try $0.isOwn(of: context, in: store) }
  }

  /// All times are let go before the first is taken, so that visits can follow each other.
  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> [AppointmentID] {
    try checkBatch(moves.map(\.id))
    if try moves.allSatisfy({ try store.appointment($0.newID) != nil }) {
      return moves.map(\.newID)
    }
    let old = try moves.indices.map { index in
      try naming(index) { try moves[index].letGo(by: context, in: store) }
    }
    for (index, visit) in old.enumerated() {
      let group = try keptGroup(of: visit, among: old, in: store)
      try naming(index) {
        try moves[index].place(visit, keeping: group, by: context, in: store)
      }
    }
    return moves.map(\.newID)
  }

  /// The group that a visit was let go from, where all of it goes to the same time.
  private func keptGroup(
    of visit: Appointment, among old: [Appointment], in store: any ClinicStore
  ) throws -> GroupSeat? {
    guard let id = visit.exclusivity.group?.id, try store.blockingVisits(ofGroup: id).isEmpty else {
      return nil
    }
    let members = old.indices.filter { old[$0].exclusivity.group?.id == id }
    let goTogether = members.allSatisfy { moves[$0].hasTarget(of: moves[members[0]]) }
    return goTogether ? GroupSeat(letGo: members.map { old[$0] }) : nil
  }
}

/// Calls several visits off, all or none: a series, or what is left of it.
public struct CancelVisits: ClinicCommand {
  public static let kind = CommandKind.cancelVisits
  public static let capability = Capability.changeBookings
  public let visits: [AppointmentID]
  public let party: Cancellation.Party
  public let reason: String

  public init(visits: [AppointmentID], party: Cancellation.Party, reason: String) {
    self.visits = visits
    self.party = party
    self.reason = reason
  }

  public var subject: Subject {
    visits.first.map { Subject(.appointment, $0) } ?? Subject(.appointment)
  }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try visits.allSatisfy { try store.isOwnVisit($0, of: context.actor) }
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try checkBatch(visits)
    for (index, id) in visits.enumerated() {
      _ = try naming(index) {
        try CancelAppointment(id: id, party: party, reason: reason)
          .execute(by: context, in: store)
      }
    }
    return Done()
  }
}

/// Refuses an empty batch, too large a one and one that names a visit twice.
private func checkBatch(_ ids: [AppointmentID]) throws {
  guard (1...VisitBatch.limit).contains(ids.count), Set(ids).count == ids.count else {
    throw Refusal.invalid([FieldProblem(.repetition, .outOfRange)])
  }
}

/// Says of which visit of the batch a refusal is.
private func naming<T>(_ index: Int, _ work: () throws -> T) throws -> T {
  do {
    return try work()
  } catch Refusal.scheduling(let refusal) {
    throw Refusal.scheduling(.ofVisit(index, refusal))
  }
}
