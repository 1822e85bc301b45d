import ClinicDomain
import TerminalKit

/// Visits that share a time.
extension Wording {
  /// Why a group takes nobody, or not then.
  func group(_ refusal: SchedulingRefusal) -> String {
    switch refusal {
    case .groupFull(let capacity, let near):
      (capacity > 0
        ? pick(
          "Grupo lotado (\(capacity)/\(capacity)).", "The group is full (\(capacity)/\(capacity)).")
        : pick("Grupo lotado.", "The group is full."))
        + (near.isEmpty
          ? "" : pick(" Com vaga: ", " With a place: ") + near.map(\.text).joined(separator: " · "))
    case .alreadyInGroup:
      pick("O paciente já está nesse grupo.", "The patient is in that group already.")
    case .groupBegins(let times):
      pick("Horário de grupo: começa às ", "A group's time: it begins at ")
        + times.prefix(6).map(\.text).joined(separator: " · ") + "."
    case .groupLength:
      pick("As consultas de um grupo duram o mesmo.", "Visits of a group last equally long.")
    default: self.refusal(.scheduling(refusal))
    }
  }

  /// `3/8`.
  func places(_ members: Int, of capacity: Int) -> String { "\(members)/\(capacity)" }

  /// Why a group takes nobody, or not then, with the times that do as choices.
  func groupWithChoices(_ refusal: SchedulingRefusal) -> String {
    guard let near = refusal.groupStarts, !near.isEmpty else {
      return self.refusal(.scheduling(refusal))
    }
    if case .groupFull(let capacity, _) = refusal {
      return group(.groupFull(capacity: capacity, near: []))
        + pick(" Com vaga: ", " With a place: ") + numbered(near)
    }
    return pick("Horário de grupo, começa às: ", "A group's time, it begins at: ") + numbered(near)
  }

  /// The kind that a group comes for, as its name.
  func groupName(_ kind: VisitKind) -> String {
    let name = visitKind(kind)
    return name.prefix(1).uppercased() + name.dropFirst()
  }

  private func placesLeft(_ count: Int) -> String {
    switch count {
    case 0: pick("lotado", "full")
    case 1: pick("1 vaga", "1 place left")
    default: pick("\(count) vagas", "\(count) places left")
    }
  }

  // On the schedule.

  var groupLabel: String { pick("Grupo", "Group") }
  var groupKey: String { pick("abre o grupo", "open the group") }
  var moveGroupKey: String { pick("move o grupo", "move the group") }
  var addMemberKey: String { pick("mais um", "one more") }
  var emptyGroup: String {
    pick("Ninguém no grupo. n marca o primeiro.", "Nobody in the group. n books the first.")
  }

  /// `18:00–19:00 Pilates · grupo 3/8 · 5 vagas · Dra. Ana Lima`.
  func explain(_ group: VisitGroup, _ doctor: PractitionerRow, columns: Int) -> String {
    let name = doctorName(doctor.name, doctor.sex)
    let parts = [
      "\(group.start.text)–\(group.end.text) \(groupName(group.kind))",
      pick("grupo ", "group ") + places(group.taken, of: group.capacity),
      placesLeft(group.places), name,
    ]
    let price = (kinds[group.kind]?.price ?? doctor.price).map { "\(patientPays) \(money($0))" }
    let whole = (parts + [price].compactMap(\.self)).joined(separator: " · ")
    return TextWidth.width(of: whole) <= columns ? whole : parts.joined(separator: " · ")
  }

  func groupTitle(_ group: VisitGroup) -> String {
    [
      groupName(group.kind), "\(dayAndTime(group.date, group.start))–\(group.end.text)",
      places(group.taken, of: group.capacity), placesLeft(group.places),
    ].joined(separator: " · ")
  }

  /// `grupo 3/8 · 5 vagas`: what a booking there joins.
  func verdict(_ seat: GroupSeat) -> String {
    pick("grupo ", "group ") + places(seat.members, of: seat.capacity)
      + " · \(placesLeft(seat.places))"
  }

  /// `Pilates 3/8`.
  func seatText(_ seat: GroupSeat) -> String {
    "\(groupName(seat.kind)) \(places(seat.members, of: seat.capacity))"
  }

  func moved(_ group: VisitGroup, to target: MoveAppointment) -> String {
    let to =
      group.date == target.date ? target.start.text : dayAndTime(target.date, target.start)
    return pick("Remarcado: ", "Moved: ") + "\(groupName(group.kind)) · "
      + "\(dayAndTime(group.date, group.start)) → \(to) · \(visitCount(group.moving.count))"
  }

  /// Why a group stays where it is; a patient who is in the way is named.
  func notMoved(_ group: VisitGroup, _ name: String, _ refusal: SchedulingRefusal) -> String {
    switch refusal {
    case .taken(by: .patient, _, _), .alreadyInGroup:
      "\(name): \(self.refusal(.scheduling(refusal)))"
    case .taken(let party, let visits, _):
      self.refusal(.scheduling(.taken(by: party, visits: visits, near: [])))
    default: self.refusal(.scheduling(refusal))
    }
  }

  // In the agenda's rules.

  var groupKindLabel: String { pick("Grupo de", "Group for") }
  var capacityHint: String {
    pick("2 a 99 formam um grupo; vazio, um paciente.", "2 to 99 make a group; empty, one patient.")
  }
}
