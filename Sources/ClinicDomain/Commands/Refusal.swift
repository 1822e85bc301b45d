/// Why a command was not carried out.
///
/// Carries values; the wording is the screen's.
public enum Refusal: Error, Hashable, Codable, Sendable {
  /// The actor may not do this.
  case denied(Capability)
  /// The thing does not exist (any more).
  case notFound(EntityKind)
  /// What was typed breaks a rule, field by field.
  case invalid([FieldProblem])
  /// Another person changed the same fields in the meantime.
  case changedMeanwhile([FieldName])
  /// The same thing may be there already.
  case duplicate(DuplicateFound)
  case scheduling(SchedulingRefusal)
  case stay(StayRefusal)
  case attendance(AttendanceRefusal)
  case record(RecordRefusal)
  case billing(BillingRefusal)
  case staff(StaffRefusal)
}

/// A rule that a field breaks.
public struct FieldProblem: Hashable, Codable, Sendable {
  /// What is wrong with it.
  public enum Reason: String, Hashable, Codable, Sendable {
    case required, malformed, inTheFuture, tooLong, outOfRange, taken
    /// A unit or room that is no longer offered.
    case notInUse
    /// Someone under 18 needs a person who answers for her.
    case guardianRequired
  }

  public let field: FieldName
  public let reason: Reason

  public init(_ field: FieldName, _ reason: Reason) {
    self.field = field
    self.reason = reason
  }
}

/// The fields a person can be told about.
public enum FieldName: String, CaseIterable, Hashable, Codable, Sendable {
  case name, socialName, birthDate, sex, motherName, cpf, cns, phones, email, address, municipality
  case cnpj, state, postalCode, coverage, guardian, contactConsent
  case registration, specialties, unit, room, slotMinutes, price
  case patient, practitioner, date, time, minutes, kind, reason, observation, authorisation
  case allowedBy
  case repetition
  case weekday, from, until, latest, rules, everyWeeks, breaks, lastDate, capacity
  case bufferBefore, bufferAfter, notice, horizon, visitsPerDay, caps, overbookings
  case letter, colour, preparation, returnDays, returnCount, meetingPattern
  case note, substance, problem, medication, code, result, file
  case lines, quantity, amount, method, payer, discount
  case login, displayName, roles, password
}
