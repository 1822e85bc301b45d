import ClinicDomain

/// The places one can be in, in the order of the second line.
enum Place: String, CaseIterable, Hashable, Sendable {
  case schedule, desk, calls, patients, doctors, units, record, billing, sync, accesses

  /// The letter after `g`.
  var letter: Character {
    switch self {
    case .schedule: "a"
    case .desk: "h"
    case .calls: "l"
    case .patients: "p"
    case .doctors: "m"
    case .units: "u"
    case .record: "r"
    case .billing: "f"
    case .sync: "s"
    case .accesses: "e"
    }
  }

  /// The function key: F2 schedule, F3 patients, F4 doctors, F5 record, F6 billing, F7 desk,
  /// F8 accesses, F9 sync, F10 calls, F12 units (F11 is the window's own in many terminals).
  var functionKey: Int {
    switch self {
    case .schedule: 2
    case .patients: 3
    case .doctors: 4
    case .units: 12
    case .record: 5
    case .billing: 6
    case .desk: 7
    case .calls: 10
    case .sync: 9
    case .accesses: 8
    }
  }

  /// What an actor must be allowed to do to be offered the place.
  var capability: Capability {
    switch self {
    case .schedule, .desk, .calls: .readAgenda
    case .patients, .units: .readPatients
    case .doctors: .readPractitioners
    case .record: .readChart
    case .billing: .readBilling
    case .sync: .readSync
    case .accesses: .readEmergencyAccesses
    }
  }

  /// The places that an actor is offered.
  static func offered(to actor: Actor) -> [Place] {
    allCases.filter { PermissionTable.grant($0.capability, to: actor) != .denied }
  }
}
