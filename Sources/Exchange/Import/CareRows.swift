import ClinicDomain

extension RowFields {
  /// The longest visit that is believed, minutes: a stay of a year.
  private static let longestVisit = 527_040

  /// Reads a visit's fields.
  mutating func appointment(_ foreignID: ForeignID, _ namespace: String) -> ImportedAppointment? {
    let patient = requiredReference("patient", namespace)
    let practitioner = requiredReference("practitioner", namespace)
    let start = visitStart()
    let minutes = visitMinutes(from: start)
    if required("status") == nil { return nil }
    let status = choice("status", or: AppointmentStatus.booked)
    let kind = choice("kind", or: VisitKind.routine)
    // A file knows the kinds that every clinic has.
    if !kind.isBuiltIn { reject("kind", .form) }
    let bookedAt = moment("booked_at")
    let isHistorical = flag("historical", or: true)
    var cancellation: Cancellation?
    if status == .cancelled {
      let party = choice("cancellation.by", or: Cancellation.Party.clinic)
      cancellation = Cancellation(
        party: party, reason: text("cancellation.reason") ?? "", isLate: false)
    }
    guard problems.isEmpty, let patient, let practitioner, let start, let minutes
    else { return nil }
    return ImportedAppointment(
      foreignID: foreignID, patient: patient, practitioner: practitioner, start: start,
      minutes: minutes, status: status, kind: kind, observation: text("observation"),
      authorisation: text("authorisation"), bookedAt: bookedAt, cancellation: cancellation,
      isHistorical: isHistorical, filledFields: domainNames(filled))
  }

  private mutating func visitStart() -> ImportedMoment? {
    if texts["start"] != nil { return moment("start") }
    guard required("date") != nil, let date = date("date") else { return nil }
    guard let time = text("time") else { return .day(date) }
    guard let time = try? CivilTime(parsing: time) else {
      reject("time", .form)
      return nil
    }
    return .civil(CivilDateTime(date: date, time: time))
  }

  private mutating func visitMinutes(from start: ImportedMoment?) -> Int? {
    if texts["minutes"] != nil { return number("minutes", in: 1...Self.longestVisit) }
    guard required("end") != nil, let end = moment("end"), let start else { return nil }
    let length: Int
    switch (start, end) {
    case (.instant(let from), .instant(let to)):
      length = Int((to.milliseconds(since: from) + 59_999) / 60_000)
    case (.civil(let from), .civil(let to)): length = to.minuteNumber - from.minuteNumber
    default:
      reject("end", .form)
      return nil
    }
    guard (0...Self.longestVisit).contains(length) else {
      reject("end", .outOfRange)
      return nil
    }
    return max(1, length)
  }

  private mutating func flag(_ field: String, or fallback: Bool) -> Bool {
    switch texts[field] {
    case nil: return fallback
    case "yes": return true
    case "no": return false
    default:
      reject(field, .form)
      return fallback
    }
  }

  /// Reads a record entry's fields.
  mutating func record(_ foreignID: ForeignID, _ namespace: String) -> ImportedRecord? {
    let patient = requiredReference("patient", namespace)
    _ = required("occurred_at")
    let occurredAt = moment("occurred_at")
    let content = recordContent()
    guard problems.isEmpty, let patient, let occurredAt, let content else { return nil }
    return ImportedRecord(
      foreignID: foreignID, patient: patient, practitioner: reference("practitioner", namespace),
      appointment: reference("appointment", namespace), author: text("author"),
      occurredAt: occurredAt, content: content, filledFields: domainNames(filled))
  }

  private mutating func recordContent() -> RecordContent? {
    guard let kindText = required("kind") else { return nil }
    guard let kind = RecordKind(rawValue: kindText) else {
      reject("kind", .form)
      return nil
    }
    switch kind {
    case .noKnownAllergies: return .noKnownAllergies
    case .note:
      let note = SOAPNote(
        subjective: text("subjective") ?? "", objective: text("objective") ?? "",
        assessment: text("assessment") ?? "", plan: text("plan") ?? "")
      if note.isEmpty { reject("subjective", .missing) }
      return .note(note)
    case .allergy:
      guard let substance = required("substance") else { return nil }
      return .allergy(
        Allergy(
          substance: substance, reaction: text("reaction") ?? "",
          criticality: choice("criticality", or: .unknown)))
    case .problem:
      guard let description = required("description") else { return nil }
      return .problem(
        Problem(
          description: description, code: text("code"), onset: date("onset"),
          abatement: date("abatement")))
    case .medication:
      guard let name = required("medication") else { return nil }
      return .medication(
        Medication(
          name: name, dosage: text("dosage") ?? "", code: text("code"), start: date("start"),
          end: date("end")))
    }
  }
}
