/// Says how soon a waiting patient has to be seen, or says it anew.
public struct TriageAttendance: ClinicCommand {
  public static let kind = CommandKind.triageAttendance
  public static let capability = Capability.triage
  public let id: AttendanceID
  public let risk: Attendance.Risk

  public init(id: AttendanceID, risk: Attendance.Risk) {
    self.id = id
    self.risk = risk
  }

  public var subject: Subject { Subject(.attendance, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.attends(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.changeWaiting(id) { attendance in
      if attendance.triagedAt == nil {
        attendance.triagedAt = context.now
        // She was called to triage; to the doctor she is called anew.
        attendance.calledAt = nil
        attendance.room = nil
      }
      attendance.risk = risk
    }
  }

  public func auditDetail(of outcome: Done) -> String { risk.rawValue }
}

/// Calls a waiting patient, or calls once more: to the room of the practitioner who calls.
public struct CallAttendance: ClinicCommand {
  public static let kind = CommandKind.callAttendance
  public static let capability = Capability.checkIn
  public let id: AttendanceID

  public init(id: AttendanceID) { self.id = id }

  public var subject: Subject { Subject(.attendance, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.attends(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    let time = context.zone.civil(at: context.now).time
    let place = try context.actor.practitioner.map {
      try store.workPlace(of: $0, on: context.today, at: time)
    }
    return try store.changeWaiting(id) { attendance in
      attendance.calledAt = context.now
      attendance.room = place?.unit == attendance.unit ? place?.room : nil
    }
  }
}

/// Begins to see a patient who waits in a unit where the practitioner works today.
public struct StartAttendance: ClinicCommand {
  public static let kind = CommandKind.startAttendance
  public static let capability = Capability.conductEncounter
  public let id: AttendanceID
  public let encounter: EncounterID

  public init(id: AttendanceID, encounter: EncounterID) {
    self.id = id
    self.encounter = encounter
  }

  public var subject: Subject { Subject(.attendance, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.attends(id, context)
  }

  /// A practitioner is with one patient at a time, whether of a visit or not.
  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> EncounterID {
    guard let own = context.actor.practitioner else { throw Refusal.denied(.conductEncounter) }
    guard let current = try store.attendance(id) else { throw Refusal.notFound(.attendance) }
    if current.encounter == encounter { return encounter }
    try current.expectWaiting()
    if let open = try store.openEncounter(of: own) {
      throw Refusal.scheduling(.encounterOpen(open.id))
    }
    try store.insert(
      Encounter(
        id: encounter, appointment: nil, patient: current.patient, practitioner: own,
        startedAt: context.now))
    var begun = current
    begun.encounter = encounter
    try store.update(begun, from: current)
    return encounter
  }
}

/// Ends an attendance in which the patient was seen, and the encounter with it.
public struct FinishAttendance: ClinicCommand {
  public static let kind = CommandKind.finishAttendance
  public static let capability = Capability.conductEncounter
  public let id: AttendanceID
  public let outcome: Attendance.Outcome

  public init(id: AttendanceID, outcome: Attendance.Outcome) {
    self.id = id
    self.outcome = outcome
  }

  public var subject: Subject { Subject(.attendance, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard let own = context.actor.practitioner, let encounter = try store.attendance(id)?.encounter
    else { return false }
    return try store.encounter(encounter)?.practitioner == own
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.attendance(id) else { throw Refusal.notFound(.attendance) }
    if current.end?.outcome == outcome { return Done() }
    guard current.end == nil else { throw Refusal.attendance(.ended) }
    guard let encounter = current.encounter, outcome.isOfSeen else {
      throw Refusal.attendance(current.encounter == nil ? .notSeen : .beingSeen)
    }
    try store.end(current, outcome, context)
    return try FinishEncounter(id: encounter).execute(by: context, in: store)
  }

  public func auditDetail(of outcome: Done) -> String { self.outcome.rawValue }
}

/// Ends the attendance of a patient whom nobody saw: she went, or it was registered by mistake.
public struct CloseAttendance: ClinicCommand {
  public static let kind = CommandKind.closeAttendance
  public static let capability = Capability.checkIn
  public let id: AttendanceID
  public let outcome: Attendance.Outcome

  public init(id: AttendanceID, outcome: Attendance.Outcome) {
    self.id = id
    self.outcome = outcome
  }

  public var subject: Subject { Subject(.attendance, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.attends(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.attendance(id) else { throw Refusal.notFound(.attendance) }
    if current.end?.outcome == outcome { return Done() }
    guard !outcome.isOfSeen else { throw Refusal.attendance(.notSeen) }
    try current.expectWaiting()
    try store.end(current, outcome, context)
    return Done()
  }

  public func auditDetail(of outcome: Done) -> String { self.outcome.rawValue }
}

/// Takes back that a patient went unseen: on the same day she has her ticket and place again.
public struct ReopenAttendance: ClinicCommand {
  public static let kind = CommandKind.reopenAttendance
  public static let capability = Capability.checkIn
  public let id: AttendanceID

  public init(id: AttendanceID) { self.id = id }

  public var subject: Subject { Subject(.attendance, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.attends(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.attendance(id) else { throw Refusal.notFound(.attendance) }
    guard let end = current.end else { return Done() }
    guard end.outcome == .left, current.date == context.today else {
      throw Refusal.attendance(.ended)
    }
    guard try store.openAttendance(of: current.patient) == nil else {
      throw Refusal.attendance(.alreadyHere)
    }
    var open = current
    open.end = nil
    open.calledAt = nil
    open.room = nil
    try store.update(open, from: current)
    return Done()
  }
}

extension Attendance {
  fileprivate func expectWaiting() throws {
    if end != nil { throw Refusal.attendance(.ended) }
    if encounter != nil { throw Refusal.attendance(.beingSeen) }
  }
}

extension ClinicStore {
  /// Whether the actor is a practitioner who works today in the unit of an attendance.
  fileprivate func attends(_ id: AttendanceID, _ context: CommandContext) throws -> Bool {
    guard let own = context.actor.practitioner, let unit = try attendance(id)?.unit,
      let doctor = try practitioner(own)
    else { return false }
    return doctor.works(in: unit, on: context.today, try unitAssignments(of: own))
  }

  fileprivate func changeWaiting(
    _ id: AttendanceID, _ change: (inout Attendance) -> Void
  ) throws -> Done {
    guard let current = try attendance(id) else { throw Refusal.notFound(.attendance) }
    try current.expectWaiting()
    var changed = current
    change(&changed)
    if changed != current { try update(changed, from: current) }
    return Done()
  }

  func end(
    _ attendance: Attendance, _ outcome: Attendance.Outcome, _ context: CommandContext
  ) throws {
    var ended = attendance
    ended.end = Attendance.End(outcome: outcome, at: context.now, by: context.actor.reference)
    try update(ended, from: attendance)
  }
}

extension Practitioner {
  /// Whether she works in a unit on a day: her own, one that she is assigned to, or any where she
  /// has none of her own.
  public func works(in unit: UnitID, on date: CivilDate, _ assignments: [UnitAssignment]) -> Bool {
    guard let home = details.unit else { return true }
    return home == unit || assignments.contains { $0.unit == unit && $0.holds(on: date) }
  }
}
