import ClinicDomain

/// Changes of agendas and the visits that they leave outside.
extension Wording {
  var saveLetter: Character { "s" }
  var saveAndList: String { pick("salva e põe na lista", "save and list them") }
  func impactTitle(outside: Int, moves: Int) -> String {
    let leaving = pick(
      outside == 1 ? " fica fora da agenda" : " ficam fora da agenda",
      " will be outside the agenda")
    let moving = pick(
      moves == 1 ? " muda de sala" : " mudam de sala",
      moves == 1 ? " changes rooms" : " change rooms")
    if outside == 0 { return visitCount(moves) + moving }
    return visitCount(outside) + leaving + (moves == 0 ? "" : " · \(moves)" + moving)
  }
  var roomMoveHint: String {
    pick(
      "O dia, a hora e o médico ficam os mesmos.", "Day, time and doctor stay the same.")
  }
  func newRoom(_ name: String) -> String {
    name.isEmpty ? pick("sem sala", "no room") : "→ " + name
  }
  var outsideHint: String {
    pick(
      "Nenhuma se perde: vão para a lista a remarcar (V na Agenda).",
      "None is lost: they go on the list of visits to move (V in the schedule).")
  }

  var displacedKey: String { pick("a remarcar", "to move") }
  func displacedTitle(_ count: Int) -> String {
    pick("A remarcar: ficaram fora da agenda (\(count))", "To move: outside the agenda (\(count))")
  }
  var nothingDisplaced: String {
    pick("Nada a remarcar.", "Nothing to move.")
  }
  var pickUpKey: String { pick("pega e move", "pick up and move") }
  var keepKey: String { pick("mantém", "keep") }
  var keepTitle: String { pick("Manter fora da agenda", "Keep outside the agenda") }
  func kept(_ visit: VisitRow) -> String {
    pick("\(visit.patientName) fica como está.", "\(visit.patientName) stays as it is.")
  }
  func displacedCause(_ row: DisplacedVisitRow) -> String {
    let cause =
      switch row.cause {
      case .weeklyAgenda: pick("agenda mudou", "agenda changed")
      case .exception: pick("exceção", "exception")
      case .holiday: pick("feriado", "holiday")
      case .place: pick("sem a sua sala", "without its room")
      case .practitioner: pick("médico inativo", "doctor inactive")
      }
    return row.phone.isEmpty ? cause : row.phone
  }
}
