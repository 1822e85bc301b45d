import ClinicDomain
import TerminalKit

/// The units and rooms as the options of one choice.
struct WorkPlaces: Equatable, Sendable {
  /// One option.
  struct Place: Equatable, Sendable {
    let label: String
    let shortLabel: String
    let unit: UnitID?
    let room: RoomID?
    /// Whether something new may be planned there.
    let isOffered: Bool
  }

  let places: [Place]

  init(_ units: [UnitWithRooms]) {
    places = units.flatMap { unit in
      [
        Place(
          label: unit.unit.name, shortLabel: unit.unit.name, unit: unit.unit.id, room: nil,
          isOffered: unit.unit.isActive)
      ]
        + unit.rooms.map {
          Place(
            label: "\(unit.unit.name) · \($0.name)", shortLabel: $0.name, unit: unit.unit.id,
            room: $0.id, isOffered: unit.unit.isActive && $0.isActive)
        }
    }
  }

  private init(places: [Place]) { self.places = places }

  /// The places that are offered, and the one where something stands already.
  func offered(keeping unit: UnitID?, _ room: RoomID?) -> WorkPlaces {
    WorkPlaces(
      places: places.filter { $0.isOffered || $0.unit == unit && $0.room == room && unit != nil })
  }

  /// A choice that may stay empty, with a unit and room chosen.
  func control(unit: UnitID?, room: RoomID?) -> FormControl {
    let chosen =
      places.firstIndex { $0.unit == unit && $0.room == room }
      ?? places.firstIndex { $0.unit == unit && unit != nil }
    return .choice(
      ChoiceField(places.map(\.label), selected: chosen, isOptional: true, placeholder: "—"))
  }

  /// The place that a form's choice names.
  func chosen(_ id: String, in form: Form) -> Place? { form.choice(id, of: places) }

  /// The room's name, else the unit's; empty where neither is known.
  func shortLabel(unit: UnitID?, room: RoomID?) -> String {
    let place =
      places.first { $0.unit == unit && $0.room == room && unit != nil }
      ?? places.first { $0.unit == unit && unit != nil }
    return place?.shortLabel ?? ""
  }
}
