import ClinicDomain

extension Wording {
  var aboutBoard: String {
    pick(
      "Painel de senhas na parede, para uma conta do perfil board; q fecha.",
      "Tickets on the wall, for an account of the role board; q quits.")
  }

  /// `P007`, `N012`: the letter says the queue.
  func ticket(_ ticket: BoardTicket) -> String {
    let letter =
      switch ticket.priority.rank {
      case 0: "S"
      case 1: "P"
      default: "N"
      }
    let digits = String(ticket.ticket)
    return letter + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  /// `M. S.  →  Sala 2 · Ana Lima`.
  func boardCall(_ call: BoardCall) -> String {
    let place =
      call.stage == .practitioner
      ? [call.roomName, call.practitionerName].filter { !$0.isEmpty } : [boardPlace(call)]
    return "\(call.label)  →  \(place.joined(separator: " · "))"
  }

  /// Where somebody who is called goes.
  func boardPlace(_ call: BoardCall) -> String {
    switch call.stage {
    case .reception: pick("Recepção", "Reception")
    case .triage: pick("Triagem", "Triage")
    case .practitioner: call.roomName.isEmpty ? call.practitionerName : call.roomName
    }
  }

  var nobodyCalled: String { pick("Aguarde a sua senha.", "Please wait for your ticket.") }

  func boardWaiting(_ count: Int) -> String {
    pick("Aguardando (\(count))", "Waiting (\(count))")
  }

  func boardFailed(since time: CivilTime) -> String {
    pick(
      "Sem dados novos desde \(time.text): pergunte na recepção.",
      "No news since \(time.text): ask at the reception.")
  }
}
