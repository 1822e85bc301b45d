import ClinicDomain
import TerminalKit

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

  var bedsTitle: String { pick("Leitos", "Beds") }

  func occupation(_ totals: BedTotals) -> String {
    pick("ocupação \(totals.occupation)%", "\(totals.occupation)% occupied")
  }

  /// `5 livres`.
  func bedCount(_ count: Int, _ state: Bed.State) -> String {
    let isOne = count == 1
    let word =
      switch state {
      case .free: pick(isOne ? "livre" : "livres", "free")
      case .occupied: pick(isOne ? "ocupado" : "ocupados", "occupied")
      case .reserved: pick(isOne ? "reservado" : "reservados", "reserved")
      case .cleaning: pick("em limpeza", "cleaning")
      case .blocked: pick(isOne ? "bloqueado" : "bloqueados", "blocked")
      }
    return "\(count) \(word)"
  }

  func noBeds(mayAdd: Bool) -> String {
    mayAdd
      ? pick("Nenhum leito. i cadastra o primeiro.", "No beds. i adds the first.")
      : pick("Nenhum leito: a gestão os cadastra.", "No beds: a manager adds them.")
  }

  func nights(_ count: Int) -> String {
    count == 0 ? pick("hoje", "today") : "\(count) d"
  }

  var beingMoved: String { pick("em transferência", "being moved") }

  func carrying(_ stay: StayRow) -> String {
    pick(
      "\(stay.patientName) sai do leito \(stay.bedCode): Enter no leito de destino.",
      "\(stay.patientName) leaves bed \(stay.bedCode): Enter on the bed to go to.")
  }

  /// The line that explains the bed under the cursor.
  func bedLine(_ row: BedRow, _ context: ScreenContext) -> String {
    var parts = [row.bed.details.code, row.roomName, bedState(row.bed.state), row.bed.note]
    if let stay = row.stay {
      parts = [row.bed.details.code, stay.patientName]
      if let birth = stay.birthDate { parts.append(age(of: birth, on: context.today)) }
      let since = context.zone.civil(at: stay.admittedAt)
      parts.append(pick("desde", "since") + " \(dayAndTime(since.date, since.time))")
      parts.append(stay.practitionerName)
    }
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// The lines of a bed's card.
  func facts(
    of row: BedRow, _ card: StayCard?, _ context: ScreenContext
  ) -> [(label: String, value: String)] {
    func moment(_ instant: Instant) -> String {
      let civil = context.zone.civil(at: instant)
      return dayAndTime(civil.date, civil.time)
    }
    guard let stay = row.stay else {
      let state = [bedState(row.bed.state), row.bed.note].filter { !$0.isEmpty }
      return [(pick("Estado", "State"), state.joined(separator: " · "))]
    }
    let age = stay.birthDate.map { " · \(self.age(of: $0, on: context.today))" } ?? ""
    let nights = stay.nights(until: context.today, context.zone)
    var facts = [
      (field(.patient), stay.patientName + age),
      (
        pick("Internado", "Admitted"),
        moment(stay.admittedAt) + (nights == 0 ? "" : " · \(self.nights(nights))")
      ),
      (responsibleLabel, care(of: stay, card, moment)),
    ]
    if let card {
      if card.places.count > 1 {
        let way = card.places.map { "\($0.bedCode) (\(moment($0.since)))" }
        facts.append((pick("Leitos", "Beds"), way.joined(separator: " → ")))
      }
      facts.append((field(.reason), reason(of: card)))
    }
    return facts
  }

  var admitKey: String { pick("interna", "admit") }
  var bedCardKey: String { pick("ficha", "card") }
  var transferKey: String { pick("transfere", "transfer") }
  var putHereKey: String { pick("põe aqui", "put here") }
  var dropCarriedKey: String { pick("desiste", "leave it") }
  var dischargeKey: String { pick("alta", "discharge") }
  func cleanKey(_ next: Bed.State) -> String {
    next == .free ? pick("libera", "make free") : pick("limpeza", "to be cleaned")
  }
  var blockKey: String { pick("bloqueia", "block") }
  var reserveKey: String { pick("reserva", "reserve") }
  var filterUnitKey: String { pick("filtra unidade", "filter unit") }
  var newBedKey: String { pick("novo leito", "new bed") }

  func dischargeQuestion(_ stay: StayRow) -> Dialog {
    Dialog(
      title: pick("Alta de \(stay.patientName)?", "Discharge \(stay.patientName)?"),
      message: pick(
        "O leito \(stay.bedCode) vai para a limpeza.", "Bed \(stay.bedCode) is to be cleaned."),
      answers: Stay.Disposition.allCases.enumerated().map { index, disposition in
        Dialog.Answer(
          Character("\(index + 1)"), self.disposition(disposition),
          isDangerous: disposition == .deceased)
      })
  }

  func bedIsNow(_ code: String, _ state: Bed.State) -> String {
    pick("Leito \(code): \(bedState(state)).", "Bed \(code): \(bedState(state)).")
  }

  func admitted(_ name: String, to code: String) -> String {
    pick("\(name) no leito \(code).", "\(name) is in bed \(code).")
  }

  func transferred(_ name: String, to code: String) -> String {
    pick(
      "\(name) foi para o leito \(code); o anterior vai para a limpeza.",
      "\(name) went to bed \(code); the one before is to be cleaned.")
  }

  func wasDischarged(_ name: String) -> String {
    pick("Alta de \(name); o leito vai para a limpeza.", "\(name) left; the bed is to be cleaned.")
  }

  func admitTitle(_ name: String, to code: String) -> String {
    pick("Internar \(name) no leito \(code)", "Admit \(name) to bed \(code)")
  }
  var responsibleLabel: String { pick("Responsável", "In charge") }
  var responsibleHint: String {
    pick("Digite o começo do nome; ‹ › percorrem.", "Type how the name begins; ‹ › go through.")
  }
  var admitReasonHint: String {
    pick(
      "Fica selado, com o prontuário; pode ficar vazio.",
      "Kept sealed, with the chart; may be left empty.")
  }
  func bedNoteTitle(_ code: String, _ state: Bed.State) -> String {
    state == .blocked
      ? pick("Bloquear o leito \(code)", "Block bed \(code)")
      : pick("Reservar o leito \(code)", "Reserve bed \(code)")
  }
  var bedNoteHint: String {
    pick("Sobre o leito, sem nome de paciente.", "About the bed, without a patient's name.")
  }
  var newBedTitle: String { pick("Novo leito", "New bed") }
  func editBedTitle(_ code: String) -> String { pick("Leito \(code)", "Bed \(code)") }
  var bedPlaceLabel: String { pick("Unidade e sala", "Unit and room") }
  var bedCodeLabel: String { pick("Código", "Code") }
  var bedCodeHint: String { pick("Como está escrito nele: 12A.", "As written on it: 12A.") }
  var inUseLabel: String { pick("Situação", "Status") }
  var inUse: String { pick("em uso", "in use") }
  var takenAway: String { pick("retirado", "taken away") }

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
    case .patientsInside(let count):
      pick(
        count == 1 ? "Há 1 paciente nos leitos." : "Há \(count) pacientes nos leitos.",
        count == 1 ? "1 patient is in its beds." : "\(count) patients are in its beds.")
    case .discharged: pick("A alta já foi dada.", "The patient was discharged already.")
    }
  }
}
