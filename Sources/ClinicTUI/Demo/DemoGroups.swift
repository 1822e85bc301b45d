import ClinicDomain

/// The demo's weekly group: eight people with diabetes learn to live with it, in the evening.
enum DemoGroup {
  /// The place of the doctor who holds it.
  static let doctor = 1
  static let name = "educação em diabetes"
  static let capacity = 8
  static let from = CivilTime(hour: 17, minute: 30)
  static let until = CivilTime(hour: 18, minute: 30)

  /// On a working day it meets today, so that the first screen shows it.
  static func weekday(_ today: CivilDate) -> Weekday {
    today.weekday < .saturday ? today.weekday : .monday
  }
}

extension DemoBuilder {
  /// The rule in whose slot the group meets.
  mutating func addGroupRule() {
    guard let kind = VisitKind(named: DemoGroup.name), let from = DemoGroup.from,
      let until = DemoGroup.until
    else { return }
    let details = clinic.practitioners[DemoGroup.doctor].details
    clinic.agendas[DemoGroup.doctor].rules.append(
      AgendaRule(
        id: id(), weekday: DemoGroup.weekday(today), from: from, until: until, slotMinutes: 60,
        unit: details.unit, room: details.room, validFrom: today.adding(days: -400),
        group: GroupTerms(kind: kind, capacity: DemoGroup.capacity)))
  }

  /// What the group comes for.
  mutating func addGroupKind() {
    guard let kind = VisitKind(named: DemoGroup.name) else { return }
    clinic.kinds.append(
      VisitKindSetup(
        id: id(), kind: kind, name: DemoGroup.name, letter: "D", colour: .cyan, minutes: 60,
        price: Money(centavos: 60_00),
        preparation: "Trazer o glicosímetro e as anotações da semana."))
  }
}
