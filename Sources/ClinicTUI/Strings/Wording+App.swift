import ClinicDomain
import TerminalKit

extension Wording {
  var help: String { pick("Ajuda", "Help") }
  var top: String { pick("início", "top") }
  var spaceKey: String { pick("Espaço", "Space") }
  var redrawScreen: String { pick("Redesenhar a tela", "Redraw the screen") }
  var logOut: String { pick("Sair da conta (trocar de usuário)", "Log out (change user)") }
  var quitProgram: String { pick("Fechar o programa", "Quit the program") }
  var yesLetter: Character { language == .portuguese ? "s" : "y" }

  func name(of place: Place) -> String {
    switch place {
    case .schedule: pick("Agenda", "Schedule")
    case .desk: pick("Hoje", "Today")
    case .calls: pick("Ligações", "Calls")
    case .patients: pick("Pacientes", "Patients")
    case .doctors: pick("Médicos", "Doctors")
    case .units: pick("Unidades", "Units")
    case .record: pick("Prontuário", "Record")
    case .billing: pick("Faturamento", "Billing")
    case .sync: pick("Sincronia", "Sync")
    case .accesses: pick("Acessos", "Accesses")
    }
  }

  /// Where the letter after `g` stands in the place's name, if it does.
  func letterIndex(of place: Place) -> Int? {
    let name = Array(TextFolding.fold(name(of: place)))
    return name.firstIndex(of: place.letter)
  }

  func tooSmall(_ size: Size, needed: Size) -> [String] {
    [
      pick(
        "Janela pequena: \(size.columns)x\(size.rows).",
        "Window too small: \(size.columns)x\(size.rows)."),
      pick(
        "Aumente para \(needed.columns)x\(needed.rows).",
        "Enlarge it to \(needed.columns)x\(needed.rows)."),
      pick("Ctrl-Q fecha.", "Ctrl-Q quits."),
    ]
  }

  func placeNotOffered(_ place: Place) -> String {
    pick(
      "\(name(of: place)) não faz parte do seu perfil.",
      "\(name(of: place)) is not part of your role.")
  }

  var unsavedTextBehindLock: String {
    pick("Há texto não salvo: entre para salvá-lo.", "There is unsaved text: log in to save it.")
  }
  var unsavedTextBeforeLogOut: String {
    pick(
      "Há texto não salvo: salve (Ctrl-S) ou descarte antes de sair.",
      "There is unsaved text: save it (Ctrl-S) or discard it before you log out.")
  }

  func fileWritten(_ path: String?) -> Message {
    guard let path else {
      return Message(
        pick("O arquivo não pôde ser gravado.", "The file could not be written."), .error)
    }
    return Message(pick("Gravado em \(path)", "Written to \(path)"), .done)
  }
}
