import ClinicDomain
import Exchange
import Storage

/// What subcommands say.
extension Wording {
  func badValue(_ option: String, _ text: String) -> String {
    pick("\(option): \"\(text)\" não serve.", "\(option): \"\(text)\" is not valid.")
  }

  func passwordPrompt(_ login: String) -> String {
    pick("Senha de \(login)", "Password of \(login)")
  }
  func newPasswordPrompt(_ login: String) -> String {
    pick("Nova senha de \(login)", "New password of \(login)")
  }
  var passwordAgain: String { pick("De novo", "Again") }
  var recoveryKeyPrompt: String { pick("Chave de recuperação", "Recovery key") }

  func initialised(name: String, folder: String) -> String {
    pick("\(name): clínica criada em \(folder).", "\(name): clinic made in \(folder).")
  }
  func keyFileIs(_ path: String) -> String {
    pick("Arquivo da chave: \(path)", "Key file: \(path)")
  }
  var recoveryKeyIs: String {
    pick(
      "Chave de recuperação. Imprima e guarde fora daqui: não será mostrada de novo.",
      "Recovery key. Print it and keep it elsewhere: it is not shown again.")
  }
  var nextAfterInit: String {
    pick(
      "Agora crie a primeira conta: clinic user add LOGIN --name NOME --role manager",
      "Now add the first account: clinic user add LOGIN --name NAME --role manager")
  }
  var makingDemo: String { pick("Criando a demonstração…", "Making the demo…") }
  func backedUp(_ file: String) -> String {
    pick("Cópia feita e conferida: \(file)", "Backed up and checked: \(file)")
  }
  func restored(from file: String, aside: String?) -> String {
    let kept = aside.map { pick(" O que havia está em \($0).", " What was there is in \($0).") }
    return pick("Restaurado de \(file).", "Restored from \(file).") + (kept ?? "")
  }
  func userDone(_ login: String) -> String { pick("Conta \(login): feito.", "\(login): done.") }
  var disabled: String { pick("desativada", "disabled") }

  var userColumns: [String] {
    [pick("Usuário", "Login"), pick("Nome", "Name"), pick("Perfis", "Roles"), ""]
  }
  var patientColumns: [String] {
    [
      pick("Pront.", "Chart"), pick("Nome", "Name"), pick("Nascimento", "Birth date"),
      pick("Documento", "Document"), pick("Telefone", "Phone"),
    ]
  }
  var doctorColumns: [String] {
    [
      pick("Nome", "Name"), pick("Conselho", "Council"), pick("Especialidade", "Specialty"),
      pick("Unidade", "Unit"),
    ]
  }
  var bedColumns: [String] {
    [
      pick("Unidade", "Unit"), pick("Leito", "Bed"), pick("Estado", "State"),
      pick("Paciente", "Patient"), pick("Médico", "Doctor"),
    ]
  }
  var stayColumns: [String] {
    [
      pick("Entrada", "Admitted"), pick("Paciente", "Patient"), pick("Unidade", "Unit"),
      pick("Leito", "Bed"), pick("Médico", "Doctor"), pick("Alta", "Discharge"),
    ]
  }
  var attendanceColumns: [String] {
    [
      pick("Senha", "Ticket"), pick("Chegada", "Came"), pick("Risco", "Risk"),
      pick("Paciente", "Patient"), pick("Unidade", "Unit"), pick("Situação", "Status"),
      pick("Médico", "Doctor"), pick("Desfecho", "Outcome"),
    ]
  }
  var appointmentColumns: [String] {
    [
      pick("Hora", "Time"), "min", pick("Paciente", "Patient"), pick("Médico", "Doctor"),
      pick("Situação", "Status"), "id",
    ]
  }
  func moreThan(_ count: Int) -> String { pick("mais de \(count)", "more than \(count)") }

  func booked(
    _ patient: String, _ doctor: String, _ date: CivilDate, _ time: CivilTime, isAsked: Bool
  ) -> String {
    (isAsked
      ? pick("Pedida, a confirmar: ", "Asked for, to confirm: ") : pick("Marcada: ", "Booked: "))
      + "\(patient), \(doctor), \(dayAndTime(date, time))"
  }
  func moved(_ date: CivilDate, _ time: CivilTime) -> String {
    pick("Mudada para ", "Moved to ") + dayAndTime(date, time)
  }
  var cancelled: String { pick("Cancelada.", "Cancelled.") }

  func checkLines(_ report: CheckReport) -> [String] {
    func line(_ name: String, _ problem: String?) -> String {
      (problem == nil ? "✓ " : "✗ ") + name + (problem.map { ": \($0)" } ?? "")
    }
    return [
      line(
        pick("Arquivo e restrições", "File and constraints"),
        report.integrity.isEmpty ? nil : report.integrity.joined(separator: "; ")),
      line(pick("Trilha de auditoria", "Audit trail"), report.auditBreak.map { "\($0)" }),
      line(pick("Diário de sincronia", "Sync log"), report.logBreak.map { "\($0)" }),
      line(
        pick("Livro-razão", "Ledger"),
        report.ledgerSum == 0 ? nil : money(Money(centavos: report.ledgerSum))),
      line(
        pick("Textos selados", "Sealed texts"),
        report.unreadable.isEmpty
          ? nil
          : report.unreadable.map { "\(entity($0.key)) \($0.value)" }.sorted()
            .joined(separator: ", ")),
      line(
        pick("Consultas sobrepostas", "Overlapping visits"),
        report.overlaps == 0 ? nil : "\(report.overlaps)"),
    ]
  }

  func syncLines(_ status: SyncStatus) -> [String] {
    var lines = [
      status.isEnrolled
        ? pick("Ligada a um hub.", "Enrolled with a hub.")
        : pick("Sem hub: tudo fica nesta unidade.", "No hub: everything stays at this site."),
      pick("À espera: \(status.pendingCount)", "Pending: \(status.pendingCount)"),
      pick("Guardados, ainda não feitos: \(status.stagedCount)", "Staged: \(status.stagedCount)"),
      pick("Recusados na volta: \(status.tasks.count)", "Refused on replay: \(status.tasks.count)"),
    ]
    if status.taskCount > 0 {
      lines.append(
        pick(
          "Precisam de uma pessoa: \(status.taskCount) (F9, \"clinic sync tasks\")",
          "Need a person: \(status.taskCount) (F9, \"clinic sync tasks\")"))
    }
    if let oldest = status.oldestPendingAt {
      lines.insert(pick("Mais antigo: ", "Oldest: ") + oldest.isoText, at: 2)
    }
    if let error = status.lastError {
      lines.append(pick("Último erro: ", "Last error: ") + syncFailure(error))
    }
    return lines
  }
}
