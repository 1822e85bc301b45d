import ClinicDomain
import Exchange
import Glibc
import Storage

extension CommandFailure {
  /// What happened, what is safe, what to do next; an empty text where all is said already.
  func message(_ wording: Wording) -> String {
    func pick(_ portuguese: String, _ english: String) -> String {
      wording.pick(portuguese, english)
    }
    return switch self {
    case .refused(.scheduling(.outsideAgenda)):
      pick(
        "Fora da agenda do médico. --overbook MOTIVO marca como encaixe.",
        "Outside the doctor's agenda. --overbook REASON squeezes it in.")
    case .refused(let refusal): wording.refusal(refusal)
    case .storage(let error): wording.storageProblem(error)
    case .logIn(let outcome): wording.loginProblem(LoginReply(outcome), .brasilia)
    case .staged: wording.keptNotDone
    case .status(let status): wording.ending(status)
    case .file(let path, let code): "\(path): \(String(cString: strerror(code)))"
    case .mapping(let error, let path): wording.mappingProblem(error, path)
    case .csv(let error, let path): "\(path): \(wording.csvProblem(error))"
    case .noClinic(let path):
      pick(
        "Não há clínica em \(path). Crie uma com \"clinic init\" ou veja \"clinic demo\".",
        "There is no clinic in \(path). Make one with \"clinic init\" or see \"clinic demo\".")
    case .noTerminal:
      pick(
        "As telas precisam de um terminal. Para scripts, veja \"clinic --help\".",
        "The screens need a terminal. For scripts see \"clinic --help\".")
    case .unknownTerminal(let name):
      pick(
        "TERM=\(name) não diz que terminal é este. Tente: TERM=xterm-256color clinic",
        "TERM=\(name) does not say what terminal this is. Try: TERM=xterm-256color clinic")
    case .noPassword:
      pick(
        "Falta a senha ou chave: digite-a num terminal ou use --password-fd.",
        "No password or key: type it at a terminal or use --password-fd.")
    case .passwordTooShort:
      pick(
        "A senha precisa de \(LockOut.passwordLength) caracteres ou mais.",
        "A password has \(LockOut.passwordLength) characters or more.")
    case .passwordsDiffer: pick("As senhas são diferentes.", "The passwords differ.")
    case .badValue(let option, let text): wording.badValue(option, text)
    case .repetition(let fault): wording.repetitionFault(fault)
    case .overbookingRepeats: wording.overbookingDoesNotRepeat
    case .notOne(let what, let text, let found): wording.notOne(what, text, found)
    case .recoveryKey:
      pick(
        "A chave de recuperação não confere: digite os 11 grupos de 5.",
        "That is no recovery key: type the 11 groups of 5.")
    case .notADemo(let path):
      pick("\(path) é uma clínica de verdade.", "\(path) is a real clinic.")
    case .web(let problem): wording.webProblem(problem)
    case .tornCalendar: wording.tornCalendar
    case .schedule(let error, let text): wording.scheduleProblem(error, text)
    case .drainerBusy:
      pick(
        "Outro processo já envia os dados desta unidade.",
        "Another process sends this site's data already.")
    case .portTaken(let port):
      pick("A porta \(port) já está em uso.", "Port \(port) is in use already.")
    case .hub(let failure): wording.syncFailure(failure)
    case .snapshot(let problem): wording.snapshotProblem(problem)
    case .mappingKind(let wanted, let found):
      pick(
        "O mapeamento é de \(found.rawValue), não de \(wanted.rawValue).",
        "The mapping is for \(found.rawValue), not for \(wanted.rawValue).")
    }
  }
}

extension Wording {
  func storageProblem(_ error: StorageError) -> String {
    switch error {
    case .networkFileSystem(let kind):
      pick(
        "A pasta está em rede (\(kind)), onde travas não são confiáveis: use um disco local.",
        "The folder is on a network (\(kind)), where locks can't be trusted: use a local disk.")
    case .notOurs:
      pick("O arquivo é de outro programa.", "The file is another program's.")
    case .newerSchema(let found, let known):
      pick(
        "Dados da versão \(found), programa até \(known): atualize o programa.",
        "Data of version \(found), program up to \(known): update the program.")
    case .oldSQLite(let version):
      pick("SQLite \(version) é antigo demais.", "SQLite \(version) is too old.")
    case .notDurable:
      pick(
        "O disco não garante o que é gravado.", "The disk does not make writes durable.")
    case .openElsewhere:
      pick(
        "Outros terminais têm os dados abertos: feche-os antes.",
        "Other terminals have the data open: close them first.")
    case .maintenance:
      pick("Há manutenção em curso: tente mais tarde.", "Maintenance is going on: try later.")
    case .alreadyInitialised:
      pick("Já há uma clínica nesta pasta.", "There is a clinic in this folder already.")
    case .notInitialised:
      pick("A pasta não tem clínica.", "The folder holds no clinic.")
    case .key(let error): keyProblem(error)
    case .constraint(let text): pick("Restrição: \(text)", "Constraint: \(text)")
    case .system(let code, let operation): "\(operation): \(String(cString: strerror(code)))"
    case .engine(let code, let message): "SQLite \(code): \(message)"
    case .busy, .readOnly, .full, .corrupt, .missing: fault(Fault(error))
    }
  }

  private func keyProblem(_ error: StorageError.KeyError) -> String {
    switch error {
    case .missing(let path):
      pick(
        "Falta a chave \(path). Use --key-file ou \"clinic init --recover\".",
        "The key \(path) is missing. Use --key-file or \"clinic init --recover\".")
    case .insideDataFolder:
      pick("A chave não pode ficar na pasta dos dados.", "The key can't be in the data folder.")
    case .readableByOthers(let path):
      pick("Outros podem ler \(path): chmod 600.", "Others can read \(path): chmod 600.")
    case .malformed: pick("O arquivo não é uma chave.", "The file is no key.")
    case .wrong: pick("A chave é de outra clínica.", "The key is another clinic's.")
    }
  }

  func ending(_ status: CommandStatus) -> String {
    switch status {
    case .unsound: pick("A verificação encontrou problemas.", "The check found problems.")
    case .partly: pick("Algumas linhas foram rejeitadas.", "Some rows were rejected.")
    case .notFound: pick("Nada encontrado.", "Nothing found.")
    default: ""
    }
  }

  fileprivate func notOne(_ what: EntityKind, _ text: String, _ found: [String]) -> String {
    guard !found.isEmpty else {
      return pick(
        "\(entity(what)) \"\(text)\": nada encontrado.",
        "\(entity(what)) \"\(text)\": nothing found.")
    }
    return pick("\(entity(what)) \"\(text)\": qual?\n", "\(entity(what)) \"\(text)\": which one?\n")
      + found.map { "  " + $0 }.joined(separator: "\n")
  }

  func csvProblem(_ error: CSVFileError) -> String {
    switch error {
    case .system(let code): String(cString: strerror(code))
    case .compressed:
      pick("comprimido: use gzip -dc e o nome -.", "compressed: use gzip -dc and the name -.")
    case .spreadsheet: pick("é uma planilha: salve como CSV.", "a spreadsheet: save it as CSV.")
    case .utf16: pick("está em UTF-16: salve em UTF-8.", "in UTF-16: save it as UTF-8.")
    case .empty: pick("não tem cabeçalho.", "has no header.")
    }
  }

  fileprivate func mappingProblem(_ error: MappingError, _ path: String) -> String {
    let place = error.line > 0 ? "\(path):\(error.line)" : path
    return "\(place): \(error.key): \(mappingReason(error.reason))"
  }

  private func mappingReason(_ reason: MappingError.Reason) -> String {
    switch reason {
    case .missing: pick("falta", "missing")
    case .unknownSection: pick("seção desconhecida", "unknown section")
    case .unknownKey: pick("chave desconhecida", "unknown key")
    case .unknownValue: pick("valor desconhecido", "unknown value")
    case .unknownField: pick("campo desconhecido", "unknown field")
    case .unknownColumn: pick("o arquivo não tem esta coluna", "the file has no such column")
    case .unknownFunction: pick("função desconhecida", "unknown function")
    case .unknownTable: pick("tabela desconhecida", "unknown table")
    case .givenTwice: pick("aparece duas vezes", "given twice")
    case .notKeyAndValue: pick("não é chave = valor", "not key = value")
    case .expression: pick("expressão malformada", "malformed expression")
    case .arguments: pick("argumentos errados", "wrong arguments")
    }
  }
}
