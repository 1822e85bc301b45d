import ClinicDomain

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

  // In the agenda's rules.

  var groupKindLabel: String { pick("Grupo de", "Group for") }
  var capacityHint: String {
    pick("2 a 99 formam um grupo; vazio, um paciente.", "2 to 99 make a group; empty, one patient.")
  }
}
