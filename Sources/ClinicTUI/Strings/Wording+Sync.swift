import ClinicDomain

extension Wording {
  /// `2 h 10`, `3 d`.
  func longDuration(minutes: Int) -> String {
    if minutes < 60 { return "\(minutes) min" }
    if minutes < 48 * 60 {
      let rest = minutes % 60
      return "\(minutes / 60) h \(rest < 10 ? "0" : "")\(rest)"
    }
    return pick("\(minutes / 1440) dias", "\(minutes / 1440) days")
  }

  /// `Paciente Nina Prates: alterado (telefone)`.
  func syncEntry(_ entry: SyncRow) -> String {
    let what = entity(entry.entity) + (entry.label.isEmpty ? "" : " \(entry.label)")
    let fields = entry.fields.map(syncField).joined(separator: ", ")
    return switch entry.operation {
    case .create: pick("\(what): cadastro", "\(what): created")
    case .append: pick("\(what): registro", "\(what): added")
    case .tombstone: pick("\(what): retirada", "\(what): removed")
    case .command: pick("\(what): ordem", "\(what): command")
    case .patch:
      pick("\(what): alteração", "\(what): changed") + (fields.isEmpty ? "" : " (\(fields))")
    }
  }

  /// A field of the wire in words, where it has any.
  func syncField(_ name: String) -> String {
    if let field = FieldName(rawValue: name) { return self.field(field).lowercased() }
    return switch name {
    case "status": pick("situação", "status")
    case "confirmation": pick("confirmação", "confirmation")
    case "arrivedAt": pick("chegada", "arrival")
    case "cancellation", "cancellationReason": pick("cancelamento", "cancellation")
    case "finishedAt": pick("fim", "end")
    case "issuedAt": pick("emissão", "issue")
    case "attempts": pick("ligações", "calls")
    case "wish": pick("preferências", "wishes")
    case "visit": pick("consulta", "visit")
    case "purpose": pick("retorno", "recall")
    case "number": pick("número", "number")
    case "total": "total"
    case "operationalStatus": pick("estado", "state")
    case "places": pick("leito", "bed")
    case "discharge": pick("alta", "discharge")
    case "risk": pick("risco", "risk")
    case "triagedAt": pick("triagem", "triage")
    case "calledAt": pick("chamada", "call")
    case "end": pick("desfecho", "outcome")
    case "encounter": pick("atendimento", "encounter")
    case "facts": pick("conferência", "checks")
    case "steps": pick("etapas", "steps")
    case "isActive": pick("ativo", "active")
    case "retractionReason": pick("motivo", "reason")
    case "deathDate": pick("óbito", "death")
    case "source": pick("origem", "source")
    case "reservation": pick("reserva", "reservation")
    case "isDone": pick("feita", "done")
    case "resolved", "decision": pick("decisão", "decision")
    case "outcome": pick("desfecho", "outcome")
    case "calls": pick("ligações", "calls")
    case "filledFields": pick("campos preenchidos", "filled fields")
    default: name
    }
  }

  func command(_ kind: CommandKind) -> String {
    switch kind {
    case .registerPatient: pick("Cadastrar paciente", "Register patient")
    case .updatePatient: pick("Alterar paciente", "Change patient")
    case .registerPractitioner: pick("Cadastrar médico", "Register doctor")
    case .updatePractitioner: pick("Alterar médico", "Change doctor")
    case .saveUnit: pick("Gravar unidade", "Save unit")
    case .saveRoom: pick("Gravar sala", "Save room")
    case .assignToUnit: pick("Designar para unidade", "Assign to unit")
    case .endUnitAssignment: pick("Encerrar designação", "End assignment")
    case .saveBed: pick("Gravar leito", "Save bed")
    case .setBedState: pick("Mudar estado do leito", "Change a bed's state")
    case .admitPatient: pick("Internar paciente", "Admit patient")
    case .transferPatient: pick("Transferir de leito", "Transfer to another bed")
    case .dischargePatient: pick("Dar alta", "Discharge patient")
    case .handOverStay: pick("Passar internação", "Hand a stay over")
    case .correctStayReason: pick("Corrigir motivo da internação", "Correct a stay's reason")
    case .setWeeklyAgenda: pick("Mudar agenda semanal", "Change weekly agenda")
    case .addAgendaException: pick("Abrir ou fechar agenda", "Open or close agenda")
    case .removeAgendaException: pick("Retirar exceção da agenda", "Remove agenda exception")
    case .recordTeleConsent: pick("Consentimento de teleconsulta", "Consent to video")
    case .saveVisitKind: pick("Gravar tipo de consulta", "Save kind of visit")
    case .saveHoliday: pick("Gravar feriado", "Save holiday")
    case .removeHoliday: pick("Retirar feriado", "Remove holiday")
    case .keepDisplacedVisit: pick("Manter fora da agenda", "Keep outside the agenda")
    case .replaceBusyTimes: pick("Importar horários ocupados", "Import busy times")
    case .bookAppointment: pick("Marcar consulta", "Book appointment")
    case .answerRequest: pick("Responder pedido", "Answer request")
    case .bookVisits: pick("Marcar consultas", "Book appointments")
    case .moveVisits: pick("Mover consultas", "Move appointments")
    case .cancelVisits: pick("Cancelar consultas", "Cancel appointments")
    case .changePayer: pick("Mudar quem paga", "Change who pays")
    case .changeVisitLength: pick("Mudar a duração", "Change the length")
    case .moveAppointment: pick("Mover consulta", "Move appointment")
    case .recordConfirmation: pick("Anotar confirmação", "Record confirmation")
    case .cancelAppointment: pick("Cancelar consulta", "Cancel appointment")
    case .checkIn: pick("Registrar chegada", "Check in")
    case .markNoShow: pick("Marcar falta", "Mark no-show")
    case .markAttended: pick("Marcar que veio", "Mark that she came")
    case .undoVisitChange: pick("Desfazer na agenda", "Undo on the schedule")
    case .undoCheckIn: pick("Desfazer chegada", "Undo check-in")
    case .reopenAppointment: pick("Reabrir consulta", "Reopen appointment")
    case .registerWalkIn: pick("Receber sem hora marcada", "Take a walk-in")
    case .takeTicket: pick("Dar senha", "Give a ticket")
    case .recordTriage: pick("Registrar triagem", "Record triage")
    case .callToRoom: pick("Chamar à sala", "Call to the room")
    case .undoTriage: pick("Desfazer triagem", "Undo triage")
    case .undoCall: pick("Desfazer chamada", "Undo a call")
    case .registerAttendance: pick("Registrar pronto atendimento", "Register attendance")
    case .triageAttendance: pick("Classificar o risco", "Classify the risk")
    case .callAttendance: pick("Chamar da fila", "Call from the queue")
    case .startAttendance: pick("Atender da fila", "See from the queue")
    case .finishAttendance: pick("Encerrar pronto atendimento", "Finish attendance")
    case .closeAttendance: pick("Retirar da fila", "Take off the queue")
    case .reopenAttendance: pick("Devolver à fila", "Put back into the queue")
    case .addToWaitingList: pick("Incluir na lista de espera", "Add to the waiting list")
    case .changeWaitingEntry: pick("Mudar a lista de espera", "Change the waiting list")
    case .recordCall: pick("Anotar ligação", "Record a call")
    case .acceptOffer: pick("Marcar quem esperava", "Book who waited")
    case .withdrawWaiting: pick("Tirar da lista de espera", "Take off the waiting list")
    case .startEncounter: pick("Iniciar atendimento", "Start encounter")
    case .finishEncounter: pick("Terminar atendimento", "Finish encounter")
    case .undoEncounter: pick("Desfazer atendimento", "Undo encounter")
    case .openChart: pick("Abrir prontuário", "Open chart")
    case .keepDraft: pick("Guardar rascunho", "Keep draft")
    case .discardDraft: pick("Descartar rascunho", "Discard draft")
    case .signEntry: pick("Assinar registro", "Sign entry")
    case .recordAllergy: pick("Registrar alergia", "Record allergy")
    case .amendEntry: pick("Retificar registro", "Amend entry")
    case .retractEntry: pick("Invalidar registro", "Retract entry")
    case .orderExam: pick("Pedir exame", "Order exam")
    case .performExam: pick("Registrar exame feito", "Register exam done")
    case .recordExamResult: pick("Registrar resultado", "Record result")
    case .addAttachment: pick("Anexar arquivo", "Add a file")
    case .openAttachment: pick("Abrir arquivo", "Open a file")
    case .createInvoice: pick("Abrir fatura", "Create invoice")
    case .changeInvoiceLines: pick("Mudar itens da fatura", "Change invoice lines")
    case .issueInvoice: pick("Emitir fatura", "Issue invoice")
    case .takePayment: pick("Receber pagamento", "Take payment")
    case .issueReceipt: pick("Emitir recibo", "Issue receipt")
    case .cancelInvoice: pick("Cancelar fatura", "Cancel invoice")
    case .settleRebooking: pick("Resolver remarcação", "Settle a rebooking")
    case .reopenRebooking: pick("Reabrir remarcação", "Reopen a rebooking")
    case .settleIdentity: pick("Decidir identidade", "Settle an identity")
    case .reopenIdentity: pick("Reabrir dúvida de identidade", "Reopen an identity question")
    case .repairHeld: pick("Decidir o que o hub não recebeu", "Decide what the hub could not take")
    case .switchService: pick("Ligar ou desligar serviço do hub", "Switch a service of the hub")
    case .settleReplay: pick("Resolver o que foi recusado", "Settle what was refused")
    case .createUser: pick("Criar usuário", "Create user")
    case .changeUserRoles: pick("Mudar perfis", "Change roles")
    case .setUserActive: pick("Ativar ou desativar usuário", "Enable or disable user")
    case .setPassword: pick("Trocar senha", "Set password")
    }
  }
}
