import ClinicDomain

extension Wording {
  func entity(_ entity: EntityKind) -> String {
    switch entity {
    case .patient: pick("Paciente", "Patient")
    case .practitioner: pick("Médico", "Doctor")
    case .unit: pick("Unidade", "Unit")
    case .room: pick("Sala", "Room")
    case .unitAssignment: pick("Designação", "Assignment")
    case .bed: pick("Leito", "Bed")
    case .stay: pick("Internação", "Stay")
    case .attendance: pick("Pronto atendimento", "Attendance")
    case .stayChange: pick("Mudança na internação", "Change of a stay")
    case .agenda: pick("Agenda semanal", "Weekly agenda")
    case .agendaException: pick("Exceção da agenda", "Agenda exception")
    case .holiday: pick("Feriado", "Holiday")
    case .visitKind: pick("Tipo de consulta", "Kind of visit")
    case .teleConsent: pick("Consentimento", "Consent")
    case .displacedVisit: pick("Consulta a remarcar", "Visit to move")
    case .appointment: pick("Consulta", "Appointment")
    case .encounter: pick("Atendimento", "Encounter")
    case .arrival: pick("Chegada", "Arrival")
    case .waitingEntry: pick("Lista de espera", "Waiting list")
    case .recordEntry: pick("Registro do prontuário", "Record entry")
    case .exam: pick("Exame", "Exam")
    case .attachment: pick("Arquivo", "File")
    case .draft: pick("Rascunho", "Draft")
    case .chartAccess: pick("Acesso ao prontuário", "Chart access")
    case .invoice: pick("Fatura", "Invoice")
    case .payment: pick("Pagamento", "Payment")
    case .receipt: pick("Recibo", "Receipt")
    case .user: pick("Usuário", "User")
    case .credential: pick("Senha", "Credential")
    case .site: pick("Unidade do sistema", "Site")
    case .rebookTask: pick("Remarcação", "Rebooking")
    case .identityConflict: pick("Dúvida de identidade", "Identity question")
    case .batch: pick("Importação", "Import")
    }
  }

  func field(_ field: FieldName) -> String {
    switch field {
    case .name: pick("Nome", "Name")
    case .socialName: pick("Nome social", "Social name")
    case .birthDate: pick("Nascimento", "Birth date")
    case .sex: pick("Sexo", "Sex")
    case .motherName: pick("Nome da mãe", "Mother's name")
    case .cpf: "CPF"
    case .cns: "CNS"
    case .cnpj: "CNPJ"
    case .phones: pick("Telefone", "Phone")
    case .email: "E-mail"
    case .address: pick("Endereço", "Address")
    case .municipality: pick("Município", "Municipality")
    case .state: "UF"
    case .postalCode: "CEP"
    case .coverage: pick("Convênio", "Insurance")
    case .guardian: pick("Responsável", "Guardian")
    case .contactConsent: pick("Autoriza contato", "Contact consent")
    case .registration: pick("Registro no conselho", "Council registration")
    case .specialties: pick("Especialidade", "Specialty")
    case .unit: pick("Unidade", "Unit")
    case .room: pick("Sala", "Room")
    case .slotMinutes: pick("Minutos por consulta", "Minutes per visit")
    case .price: pick("Preço", "Price")
    case .patient: pick("Paciente", "Patient")
    case .practitioner: pick("Médico", "Doctor")
    case .date: pick("Data", "Date")
    case .time: pick("Hora", "Time")
    case .minutes: pick("Minutos", "Minutes")
    case .kind: pick("Tipo", "Kind")
    case .reason: pick("Motivo", "Reason")
    case .allowedBy: allowedByLabel
    case .repetition: pick("Repetição", "Repetition")
    case .observation: pick("Observação", "Observation")
    case .authorisation: pick("Nº da autorização", "Authorisation no.")
    case .weekday: pick("Dia da semana", "Weekday")
    case .from: pick("Das", "From")
    case .until: pick("Até", "Until")
    case .latest: pick("Antes das", "Before")
    case .rules: pick("Horários", "Hours")
    case .everyWeeks: pick("A cada quantas semanas", "Every how many weeks")
    case .breaks: pick("Pausas", "Breaks")
    case .capacity: pick("Vagas por horário", "Places per slot")
    case .lastDate: pick("Até o dia", "To day")
    case .bufferBefore: pick("Folga antes (min)", "Buffer before (min)")
    case .bufferAfter: pick("Folga depois (min)", "Buffer after (min)")
    case .notice: pick("Antecedência mínima", "Minimum notice")
    case .horizon: pick("Marca até (dias)", "Books up to (days)")
    case .visitsPerDay: pick("Consultas por dia", "Visits a day")
    case .caps: pick("Limite por tipo", "Cap per kind")
    case .overbookings: pick("Encaixes por dia", "Squeezed in a day")
    case .letter: pick("Letra", "Letter")
    case .colour: pick("Cor", "Colour")
    case .preparation: pick("Preparo", "Preparation")
    case .returnDays: pick("Grátis (dias)", "Free (days)")
    case .meetingPattern: pick("Sala de vídeo", "Video room")
    case .returnCount: pick("Retornos", "Returns")
    case .note: pick("Evolução", "Note")
    case .substance: pick("Substância", "Substance")
    case .problem: pick("Problema", "Problem")
    case .medication: pick("Medicamento", "Medication")
    case .code: pick("Código", "Code")
    case .result: pick("Resultado", "Result")
    case .file: pick("Arquivo", "File")
    case .lines: pick("Descrição", "Description")
    case .amount: pick("Valor", "Amount")
    case .quantity: pick("Quantidade", "Quantity")
    case .method: pick("Forma", "Method")
    case .payer: pick("Pagador", "Payer")
    case .discount: pick("Desconto", "Discount")
    case .login: pick("Usuário", "Login")
    case .displayName: pick("Nome", "Name")
    case .roles: pick("Perfis", "Roles")
    case .password: pick("Senha", "Password")
    }
  }

  /// The honest sign of line 1.
  func syncSign(_ status: SyncStatus?, now: Instant) -> String {
    guard let status else { return "" }
    if status.needsPerson { return "‼ \(status.needingCount)" }
    if status.stagedCount > 0 {
      return pick("✗ banco fora · \(status.stagedCount)", "✗ db away · \(status.stagedCount)")
    }
    guard status.isEnrolled else { return pick("● local", "● local") }
    let waiting = status.pendingCount == 0 ? "" : " ↑ \(status.pendingCount)"
    if status.hub?.failingSince != nil { return "✗ hub" + waiting }
    if status.hub?.isWorkerRunning == false {
      return pick("✗ envio parado", "✗ not sending") + waiting
    }
    return waiting.isEmpty ? "● hub" : String(waiting.dropFirst())
  }
}

extension SyncStatus {
  /// How many things wait for a person, not for a machine.
  var needingCount: Int { tasks.count + tornCount + taskCount }

  var needsPerson: Bool { needingCount > 0 }
}
