import ClinicDomain

extension Wording {
  func bedState(_ state: Bed.State) -> String {
    switch state {
    case .free: pick("livre", "free")
    case .occupied: pick("ocupado", "occupied")
    case .reserved: pick("reservado", "reserved")
    case .cleaning: pick("em limpeza", "being cleaned")
    case .blocked: pick("bloqueado", "blocked")
    }
  }

  func disposition(_ disposition: Stay.Disposition) -> String {
    switch disposition {
    case .home: pick("para casa", "home")
    case .otherFacility: pick("para outro serviço", "to another house")
    case .againstAdvice: pick("a pedido, contra orientação", "against advice")
    case .deceased: pick("óbito", "died")
    case .other: pick("outra", "other")
    }
  }

  func stay(_ refusal: StayRefusal) -> String {
    switch refusal {
    case .bedNotFree(let state):
      pick(
        "O leito está \(bedState(state)): escolha outro.",
        "The bed is \(bedState(state)): choose another.")
    case .patientAdmitted:
      pick(
        "O paciente já está em um leito: t o transfere.",
        "The patient is in a bed already: t transfers.")
    case .discharged: pick("A alta já foi dada.", "The patient was discharged already.")
    case .inUse:
      pick("Ainda há leitos em uso ali.", "There are beds in use there.")
    }
  }
}
