import ClinicDomain

extension DemoBuilder {
  /// A small day hospital: who is observed since when, a bed to be cleaned, one kept, one blocked.
  mutating func addBeds() {
    let unit = Unit(
      id: id(), name: "\(self.name) · Hospital-dia", address: clinic.units.first?.address)
    clinic.units.append(unit)
    let team: [(doctor: Int, role: UnitAssignment.Role, days: Int?)] = [
      (1, .head, nil), (0, .member, nil), (8, .visiting, 90),
    ]
    for member in team {
      clinic.assignments.append(
        UnitAssignment(
          id: id(), practitioner: clinic.practitioners[member.doctor].id, unit: unit.id,
          role: member.role, from: today.adding(days: -200),
          until: member.days.map { today.adding(days: $0) }))
    }
    let rooms: [(String, String, Int)] = [
      ("Infusão", "I", 4), ("Isolamento", "S", 2), ("Observação", "O", 6),
    ]
    for (name, letter, count) in rooms {
      let room = Room(id: id(), unit: unit.id, name: name)
      clinic.rooms.append(room)
      for number in 1...count {
        clinic.beds.append(
          Bed(
            id: id(), unit: unit.id,
            details: BedDetails(room: room.id, code: "\(letter)\(number)")))
      }
    }
    set(.cleaning, "I3")
    set(.reserved, "I4", "preparo das 14h")
    set(.blocked, "S2", "régua de gases em manutenção")
    // Hours ago, and the doctor in charge.
    admit(to: "O1", 2, doctor: 1, "Dor abdominal a esclarecer.")
    admit(to: "O2", 19, doctor: 0, "Dor torácica; curva de troponina.")
    admit(to: "O4", 27, doctor: 1, "Pielonefrite, antibiótico venoso.")
    admit(to: "S1", 52, doctor: 1, "Varicela, isolamento de contato e aéreo.")
    admit(to: "I1", 1, doctor: 8, "Infusão de ferro.")
  }

  private mutating func set(_ state: Bed.State, _ code: String, _ note: String = "") {
    guard let index = clinic.beds.firstIndex(where: { $0.details.code == code }) else { return }
    clinic.beds[index].state = state
    clinic.beds[index].note = note
  }

  private mutating func admit(to code: String, _ hours: Int, doctor: Int, _ reason: String) {
    guard let bed = clinic.beds.first(where: { $0.details.code == code })?.id else { return }
    let taken = Set(clinic.stays.map(\.patient))
    let grown = clinic.patients.filter { patient in
      guard let birth = patient.details.birthDate, patient.details.deathDate == nil else {
        return false
      }
      return birth.adding(months: 12 * 25) <= today && !taken.contains(patient.id)
    }
    guard !grown.isEmpty else { return }
    set(.occupied, code)
    let at = now.adding(minutes: -60 * hours)
    clinic.stays.append(
      Stay(
        id: id(at: at), patient: grown[Int(random.next() % UInt64(grown.count))].id,
        practitioner: clinic.practitioners[doctor].id, reason: reason, bed: bed, admittedAt: at,
        admittedBy: desk))
  }
}
