import ClinicDomain
import TerminalKit

extension Wording {
  var placesTitle: String { pick("Unidades e salas", "Units and rooms") }
  var newUnitTitle: String { pick("Nova unidade", "New unit") }
  func newRoomTitle(in unit: String) -> String {
    pick("Nova sala em \(unit)", "New room in \(unit)")
  }
  var newUnitKey: String { pick("nova unidade", "new unit") }
  var newRoomKey: String { pick("sala", "room") }
  func retireKey(_ isActive: Bool) -> String {
    isActive ? pick("tira de uso", "retire") : pick("volta ao uso", "bring back")
  }
  var placesKey: String { pick("unidades", "units") }
  var bedMapKey: String { pick("leitos", "beds") }
  var outOfUse: String { pick("fora de uso", "retired") }
  var outOfUseHint: String {
    pick(
      "Fora de uso não é mais oferecida; o que já está nela fica.",
      "A retired one is no longer offered; what is in it stays.")
  }

  func noUnits(mayAdd: Bool) -> String {
    mayAdd
      ? pick("Nenhuma unidade. n cadastra a primeira.", "No units. n adds the first.")
      : pick("Nenhuma unidade: a gestão as cadastra.", "No units: a manager adds them.")
  }

  /// Where a unit is and how it is reached.
  func unitLines(_ unit: ClinicDomain.Unit) -> [String] {
    let contact = [unit.phone?.formatted, unit.cnpj.map { "CNPJ \($0.formatted)" }]
    return [unit.address.map(address) ?? "", contact.compactMap { $0 }.joined(separator: " · ")]
      .filter { !$0.isEmpty }
  }
}
