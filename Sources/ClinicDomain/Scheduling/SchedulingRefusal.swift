/// Why the schedule says no.
public indirect enum SchedulingRefusal: Hashable, Codable, Sendable {
  /// Whose time is taken.
  public enum Party: String, Hashable, Codable, Sendable {
    case practitioner, patient, room
  }

  /// Of several visits the one at this place, from 0, is refused.
  case ofVisit(Int, SchedulingRefusal)
  /// Not 5–360 minutes in steps of 5.
  case invalidLength
  case inThePast
  /// More than this many days ahead.
  case beyondHorizon(days: Int)
  /// Less notice than the agenda asks for, minutes.
  case tooShortNotice(minutes: Int)
  /// The day has as many visits as it may have.
  case dayFull(perDay: Int)
  /// The day has as many visits of that kind as it may have.
  case kindFull(VisitKind, perDay: Int)
  /// The clinic has no such kind of visit, or offers it no more.
  case kindNotOffered(VisitKind)
  /// The practitioner has no open time then.
  case outsideAgenda
  /// Someone's time is taken by these visits; with free starts near it, of the same day.
  case taken(by: Party, visits: [AppointmentID], near: [CivilTime])
  /// The group has no place left; with starts near it that have one, of the same day.
  case groupFull(capacity: Int, near: [CivilTime])
  /// The patient has a place in the group.
  case alreadyInGroup
  /// A group's time: it begins at these.
  case groupBegins(at: [CivilTime])
  /// Visits of a group last as long as the group.
  case groupLength
  /// The day's encaixes are used up.
  case overbookingLimit(perDay: Int)
  case practitionerInactive
  case patientDeceased
  /// The visit's state does not allow it.
  case wrongStatus(AppointmentStatus)
  /// Check-in or no-show before the visit's day.
  case tooEarly
  /// The practitioner is with another patient.
  case encounterOpen(EncounterID)
  /// The patient has not agreed to be seen by video.
  case consentMissing
  /// Another of the patient's visits is waiting already.
  case alreadyWaiting
  /// What was to be taken back was changed since, by somebody else or in another way.
  case changedSince
  /// Something was written in the record of the encounter.
  case recordWritten
  /// It was moved, cancelled or kept already.
  case notDisplaced
}

extension SchedulingRefusal {
  /// Whether an encaixe may be had where a visit of its own time may not.
  public var yieldsToOverbooking: Bool {
    switch self {
    case .tooShortNotice, .dayFull, .outsideAgenda: true
    default: false
    }
  }
}
