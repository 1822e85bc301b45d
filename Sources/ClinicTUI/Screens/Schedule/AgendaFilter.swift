import ClinicDomain

/// Whose agendas the schedule shows: a unit's, a specialty's, one doctor's.
struct AgendaFilter: Hashable, Sendable {
  /// As the heading says it.
  let name: String
  let practitioners: Set<PractitionerID>
  /// Only the time worked there, where a unit is meant.
  let unit: UnitID?

  init(name: String, practitioners: Set<PractitionerID>, unit: UnitID? = nil) {
    self.name = name
    self.practitioners = practitioners
    self.unit = unit
  }

  /// Whether a column is shown; a doctor of the unit who works elsewhere that day is not.
  func admits(_ column: AgendaColumn) -> Bool {
    let isNamed = practitioners.contains(column.practitioner.id)
    guard let unit, !column.open.isEmpty else { return isNamed }
    return column.open.contains { open in open.unit.map { $0 == unit } ?? isNamed }
  }
}

extension AgendaFilter {
  /// Everything that can be filtered by: units, specialties, doctors.
  static func choices(
    _ doctors: [PractitionerRow], _ units: [UnitWithRooms], _ wording: Wording
  ) -> [AgendaFilter] {
    let byUnit = units.map { place in
      AgendaFilter(
        name: wording.unitScope(place.unit.name),
        practitioners: Set(
          doctors.filter {
            $0.unitName == place.unit.name || $0.assignedUnits.contains(place.unit.id)
          }.map(\.id)), unit: place.unit.id)
    }
    var specialties: [String: (name: String, doctors: Set<PractitionerID>)] = [:]
    for doctor in doctors {
      for part in doctor.specialties.split(separator: ",") {
        let name = String(part.drop { $0 == " " })
        specialties[TextFolding.fold(name), default: (name, [])].doctors.insert(doctor.id)
      }
    }
    let bySpecialty = specialties.sorted { $0.key < $1.key }.map {
      AgendaFilter(name: $0.value.name, practitioners: $0.value.doctors)
    }
    let byDoctor = doctors.map {
      AgendaFilter(name: wording.doctorName($0.name, $0.sex), practitioners: [$0.id])
    }
    return byUnit + bySpecialty + byDoctor
  }

  /// Whether each typed word begins a word of the name.
  func matches(_ words: [String]) -> Bool {
    let own = TextFolding.tokens(name)
    return words.allSatisfy { word in own.contains { $0.hasPrefix(word) } }
  }
}

extension ScheduleScreen {
  /// The columns that the filter leaves: this site's doctors first, then those of the others.
  func filtered(_ columns: [AgendaColumn], _ context: ScreenContext) -> [AgendaColumn] {
    let left = filter.map { columns.filter($0.admits) } ?? columns
    let elsewhere = context.promise.elsewhere
    guard !elsewhere.isEmpty else { return left }
    return left.filter { !elsewhere.contains($0.practitioner.id) }
      + left.filter { elsewhere.contains($0.practitioner.id) }
  }

  /// Takes another filter, or none; what is shown follows at once.
  mutating func apply(_ filter: AgendaFilter?, _ context: inout ScreenContext) -> [Effect] {
    self.filter = filter
    panel = nil
    if case .week = span {
      guard filter != nil else { return [] }
      span = .day
      left = 0
      return askPage(&context)
    }
    if let columns = day.answer, !isTurning {
      grid = AgendaGrid(columns: filtered(columns, context))
    }
    left = 0
    place(column: columnIndex, row: rowIndex, context)
    return []
  }

  /// Drops the filter with the next page where that would hide a doctor who is gone to: whether it
  /// does, only her day tells.
  mutating func show(_ practitioner: PractitionerID) { soughtDoctor = practitioner }

  /// Drops the filter where it hides who is looked for.
  mutating func unhide(in columns: [AgendaColumn]) {
    defer { soughtDoctor = nil }
    guard let filter, let soughtDoctor else { return }
    let column = columns.first { $0.practitioner.id == soughtDoctor }
    if let column, !filter.admits(column) { self.filter = nil }
  }

  /// What the month looks at: the doctor of the week, or all that the filter leaves.
  var monthScope: AgendaScope {
    if case .week(let practitioner) = span { return AgendaScope(practitioners: [practitioner]) }
    guard let filter else { return AgendaScope() }
    // In a unit all count who work there that day, those who come from elsewhere too.
    if let unit = filter.unit { return AgendaScope(unit: unit) }
    return AgendaScope(practitioners: filter.practitioners.sorted { $0.text < $1.text })
  }
}
