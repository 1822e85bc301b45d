import ClinicDomain

extension Wording {
  var loginTitle: String { pick("Entrar", "Log in") }
  var lockedTitle: String { pick("Tela bloqueada", "Screen locked") }
  var checkingPassword: String { pick("Conferindo…", "Checking…") }
  var placeIsKept: String {
    pick("Seu lugar está guardado: digite a senha.", "Your place is kept: type the password.")
  }
  var demoTitle: String {
    pick(
      "Clínica de demonstração: nada aqui é real. Entre como:",
      "Demo clinic: nothing here is real. Log in as:")
  }
  var loginKeys: [KeyHint] {
    [
      KeyHint("Enter", pick("continua", "goes on")), KeyHint("Tab", pick("campo", "field")),
      KeyHint("Ctrl-Q", pick("fecha", "quits")),
    ]
  }

  var quitQuestion: String {
    pick("Há texto não salvo. Fechar e perdê-lo?", "There is unsaved text. Quit and lose it?")
  }
  var quitAnswers: String {
    pick("s fecha · qualquer outra tecla volta", "y quits · any other key goes back")
  }
  var paletteTitle: String { pick("Comandos", "Commands") }
  var paletteEmpty: String { pick("Nenhum comando com esse nome.", "No command of that name.") }
  var paletteKeys: String {
    pick("Enter faz · ↑↓ escolhe · Esc volta", "Enter does it · ↑↓ choose · Esc back")
  }
  var helpHere: String { pick("Nesta tela", "On this screen") }
  var helpEverywhere: String { pick("Em toda parte", "Everywhere") }
  var helpKeys: String { pick("↑↓ rola · Esc volta", "↑↓ scroll · Esc back") }

  /// The keys that are the same on every screen.
  var globalKeys: [KeyHint] {
    [
      KeyHint("F1 ?", pick("esta ajuda", "this help")),
      KeyHint("Ctrl-P", pick("comandos pelo nome", "commands by name")),
      KeyHint("↑ ↓ ← → h j k l", pick("movem", "move")),
      KeyHint("PgUp PgDn Home End g g G", pick("página, início, fim", "page, top, end")),
      KeyHint("Enter Esc", pick("abre, volta", "open, back")),
      KeyHint("Ctrl-L", pick("redesenha", "redraw")),
      KeyHint("Ctrl-Z", pick("suspende", "suspend")),
      KeyHint("Ctrl-Q", pick("fecha o programa", "quit")),
    ]
  }
}
