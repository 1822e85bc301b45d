import ClinicDomain

extension Wording {
  // Free times by wishes.

  var freeTitle: String { pick("Primeiros horários livres", "First free times") }
  var freeHint: String {
    pick(
      "médico, especialidade, seg, manhã, 40min, unidade, +7",
      "doctor, specialty, mon, morning, 40min, unit, +7")
  }
  var freeTimesKey: String { pick("horários livres", "free times") }

  /// The wishes as they were understood; what was not comes first.
  func understood(
    _ wish: FreeWish, rows: [PractitionerRow], units: [UnitWithRooms]
  ) -> String {
    guard wish.unknown.isEmpty else {
      let words = wish.unknown.joined(separator: " ")
      return pick("Não entendi: \(words)", "Not understood: \(words)")
    }
    var parts: [String] = []
    let filter = wish.filter
    let doctors = rows.filter { filter.practitioners.contains($0.id) }
    parts += doctors.prefix(2).map { doctorName($0.name, $0.sex) }
    if doctors.count > 2 { parts.append("+\(doctors.count - 2)") }
    if !filter.specialty.isEmpty { parts.append(filter.specialty) }
    if let unit = filter.unit, let named = units.first(where: { $0.unit.id == unit }) {
      parts.append(named.unit.name)
    }
    parts += filter.weekdays.sorted { $0 < $1 }.map { weekday($0) }
    if filter.from > .midnight || filter.until < .endOfDay {
      parts.append("\(filter.from.text)–\(filter.until.text)")
    }
    if let minutes = filter.minutes { parts.append("\(minutes) min") }
    if let kind = wish.kind { parts.append(visitKind(kind)) }
    if let date = wish.date { parts.append(pick("desde ", "from ") + shortDay(date)) }
    return parts.isEmpty
      ? pick("todos os médicos, desde agora", "all doctors, from now on")
      : parts.joined(separator: " · ")
  }
}
