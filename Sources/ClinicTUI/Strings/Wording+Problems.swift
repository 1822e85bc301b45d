import ClinicDomain

/// What went wrong, what is safe, and what to press next.
extension Wording {
  func refusal(_ refusal: Refusal) -> String {
    switch refusal {
    case .denied(let capability): denied(capability)
    case .notFound(let entity):
      pick("\(self.entity(entity)): não existe mais.", "\(self.entity(entity)): no longer there.")
    case .invalid(let problems): problems.first.map(problem) ?? pick("Inválido.", "Invalid.")
    case .changedMeanwhile(let fields):
      pick(
        "Outra pessoa mudou \(names(fields)). Nada seu se perdeu: confira e salve de novo.",
        "Someone else changed \(names(fields)). Nothing of yours is lost: check and save again.")
    case .duplicate(let found): duplicate(found)
    case .scheduling(let refusal): scheduling(refusal)
    case .stay(let refusal): stay(refusal)
    case .attendance(let refusal): attendance(refusal)
    case .record(let refusal): record(refusal)
    case .billing(let refusal): billing(refusal)
    case .staff(let refusal): staff(refusal)
    }
  }

  /// The same with the key that squeezes it in all the same, where one may.
  func refusal(_ refusal: SchedulingRefusal, squeezingBy key: String) -> String {
    let why = self.refusal(.scheduling(refusal))
    guard refusal.yieldsToOverbooking else { return why }
    return why + pick(" \(key) marca como encaixe.", " \(key) squeezes it in.")
  }

  func fault(_ fault: Fault) -> String {
    switch fault {
    case .busy:
      pick(
        "Banco de dados ocupado: nada foi gravado. Tente de novo.",
        "Database busy: nothing was written. Try again.")
    case .full:
      pick(
        "Disco cheio: nada foi gravado. Avise o suporte.",
        "Disk full: nothing was written. Call support.")
    case .readOnly:
      pick("Banco de dados só para leitura.", "The database is read-only.")
    case .missing:
      pick("O banco de dados não está acessível.", "The database can't be reached.")
    case .damaged:
      pick(
        "O banco de dados está danificado: chame o suporte.",
        "The database is damaged: call support.")
    case .other(let detail): pick("Erro: \(detail)", "Error: \(detail)")
    }
  }

  /// The database is away; the order is kept.
  var keptNotDone: String {
    pick(
      "Guardado, ainda não feito: será feito quando o banco de dados voltar.",
      "Kept, not yet done: it will be done when the database is back.")
  }

  /// The line for an order's end; nil where it is done.
  func message(for performed: Performed) -> Message? {
    switch performed {
    case .done: nil
    case .refused(let refusal): Message(self.refusal(refusal), .error)
    case .staged: Message(keptNotDone, .warning)
    case .failed(let fault): Message(self.fault(fault), .error)
    }
  }

  func loginProblem(_ reply: LoginReply, _ zone: SiteZone) -> String {
    switch reply {
    case .welcome: ""
    case .wrong: pick("Usuário ou senha não conferem.", "Login or password is wrong.")
    case .locked(let until):
      pick(
        "Conta bloqueada até \(zone.civil(at: until).time.text): muitas tentativas.",
        "Account locked until \(zone.civil(at: until).time.text): too many attempts.")
    case .failed(let fault): self.fault(fault)
    }
  }

  func denied(_ capability: Capability) -> String {
    switch capability {
    case .readChart, .writeNotes, .writeAllergies, .orderExam, .registerExam, .attachFiles,
      .correctStayReason:
      pick("Seu perfil não dá acesso a este prontuário.", "Your role has no access to this chart.")
    case .changeBookings, .changeAgenda, .checkIn:
      pick(
        "Seu perfil não muda esta agenda.", "Your role does not change this schedule.")
    default: pick("Seu perfil não permite isso.", "Your role does not allow this.")
    }
  }

  func problem(_ problem: FieldProblem) -> String {
    let name = field(problem.field)
    return switch problem.reason {
    case .required: pick("\(name): preencha.", "\(name): required.")
    case .malformed: pick("\(name): não confere.", "\(name): not valid.")
    case .inTheFuture: pick("\(name): está no futuro.", "\(name): lies in the future.")
    case .tooLong: pick("\(name): longo demais.", "\(name): too long.")
    case .outOfRange: pick("\(name): fora do limite.", "\(name): out of range.")
    case .taken: pick("\(name): já está em uso.", "\(name): already taken.")
    case .notInUse: pick("\(name): fora de uso.", "\(name): no longer in use.")
    case .guardianRequired:
      pick("Menor de 18 anos: informe o responsável.", "Under 18: name a guardian.")
    }
  }

  private func names(_ fields: [FieldName]) -> String {
    fields.map { field($0).lowercased() }.joined(separator: ", ")
  }

  private func duplicate(_ found: DuplicateFound) -> String {
    found.isCertain
      ? pick("Já há um cadastro com este documento.", "There is a registration with this document.")
      : pick("Pode já estar cadastrado: confira.", "May be registered already: check.")
  }

  private func scheduling(_ refusal: SchedulingRefusal) -> String {
    switch refusal {
    case .ofVisit(let index, let refusal):
      pick("\(index + 1)ª: ", "No. \(index + 1): ") + scheduling(refusal)
    case .invalidLength:
      pick("Duração de 5 a 360 minutos, de 5 em 5.", "5 to 360 minutes, in steps of 5.")
    case .inThePast: pick("Esse horário já passou.", "That time is past.")
    case .beyondHorizon(let days):
      pick("Só até \(days) dias à frente.", "At most \(days) days ahead.")
    case .tooShortNotice(let minutes):
      pick(
        "A agenda pede \(duration(minutes)) de antecedência.",
        "The agenda asks for \(duration(minutes)) of notice.")
    case .dayFull(let perDay):
      pick(
        "O dia já tem suas \(perDay) consultas.",
        "The day has its \(perDay) visits already.")
    case .kindFull(let kind, let perDay):
      pick(
        "O dia só tem \(perDay) de \(visitKind(kind)).",
        "The day takes \(perDay) of \(visitKind(kind)) only.")
    case .changedSince:
      pick(
        "Mudou depois: nada foi desfeito. Confira a consulta.",
        "Changed since: nothing was undone. Check the visit.")
    case .recordWritten:
      pick(
        "Já há registro no prontuário: o atendimento fica como está.",
        "The record was written in: the encounter stays as it is.")
    case .consentMissing:
      pick(
        "Falta o consentimento para teleconsulta: pergunte, e T registra.",
        "No consent to a visit by video yet: ask, and T records it.")
    case .kindNotOffered(let kind):
      pick(
        "A clínica não marca “\(visitKind(kind))”.",
        "The clinic does not book “\(visitKind(kind))”.")
    case .notDisplaced:
      pick("Essa consulta já saiu da lista.", "That visit is off the list already.")
    case .outsideAgenda:
      pick(
        "Fora da agenda do médico.",
        "Outside the doctor's agenda.")
    case .taken(let party, _, let near):
      taken(party)
        + (near.isEmpty
          ? "" : pick(" Livres: ", " Free: ") + near.map(\.text).joined(separator: " · "))
    case .groupFull, .alreadyInGroup, .groupBegins, .groupLength: group(refusal)
    case .overbookingLimit(let perDay):
      pick("Já há \(perDay) encaixes neste dia.", "There are \(perDay) squeezed-in visits already.")
    case .practitionerInactive: pick("Médico inativo.", "This doctor is inactive.")
    case .patientDeceased: pick("Paciente falecido.", "The patient has died.")
    case .wrongStatus(let status):
      pick(
        "A consulta está \(self.status(status)): não dá mais.",
        "The visit is \(self.status(status)): not possible.")
    case .tooEarly: pick("Ainda não é a hora.", "It is too early for that.")
    case .encounterOpen:
      pick(
        "Há outro atendimento em curso: termine-o antes.",
        "Another encounter is in progress: finish it first.")
    case .alreadyWaiting: pick("O paciente já espera.", "The patient is waiting already.")
    }
  }

  /// `45 min`, `2 h`, `3 d`.
  func duration(_ minutes: Int) -> String {
    if minutes > 0, minutes.isMultiple(of: 1440) { return "\(minutes / 1440) d" }
    if minutes > 0, minutes.isMultiple(of: 60) { return "\(minutes / 60) h" }
    return "\(minutes) min"
  }

  private func taken(_ party: SchedulingRefusal.Party) -> String {
    switch party {
    case .practitioner: pick("Horário acabou de ser tomado.", "That time was just taken.")
    case .patient:
      pick("O paciente tem outra consulta nessa hora.", "The patient has another visit then.")
    case .room: pick("A sala está ocupada nessa hora.", "The room is taken then.")
    }
  }

  private func record(_ refusal: RecordRefusal) -> String {
    switch refusal {
    case .notOwnPatient:
      pick("Não é paciente seu hoje.", "Not one of your patients.")
    case .ownChart:
      pick(
        "É o seu próprio prontuário: peça a um colega que o atenda.",
        "This is your own chart: ask a colleague to see you.")
    case .reasonRequired: pick("Diga o motivo.", "Give the reason.")
    case .notAuthor: pick("Só quem assinou pode mudar.", "Only the author can change it.")
    case .closed: pick("Este registro já foi encerrado.", "This entry is closed.")
    case .allergiesOnRecord:
      pick("Há alergias registradas.", "There are allergies on record.")
    case .wrongExamStatus: pick("O exame já passou dessa etapa.", "The exam is past that step.")
    case .filePending:
      pick(
        "O arquivo ainda está a caminho: abra-o mais tarde.",
        "The file is still on its way: open it later.")
    }
  }

  private func billing(_ refusal: BillingRefusal) -> String {
    switch refusal {
    case .wrongStatus(let status):
      pick(
        "A fatura está \(invoiceStatus(status)): não dá mais.",
        "The invoice is \(invoiceStatus(status)): not possible.")
    case .noLines: pick("A fatura não tem itens.", "The invoice has no lines.")
    case .overpaid(let open):
      pick("É mais do que falta: \(money(open)).", "That is more than is owed: \(money(open)).")
    case .discountNeedsApproval(let percent):
      pick(
        "Desconto acima de \(percent)%: peça à gestão.",
        "A discount above \(percent)% needs a manager.")
    case .alreadyInvoiced: pick("A consulta já tem fatura.", "The visit has an invoice already.")
    case .hasPayments: pick("Há pagamentos nesta fatura.", "There are payments on this invoice.")
    }
  }

  private func staff(_ refusal: StaffRefusal) -> String {
    switch refusal {
    case .ownRights: pick("Ninguém muda os próprios direitos.", "Nobody changes their own rights.")
    case .lastManager: pick("Um gestor ativo deve restar.", "One active manager must remain.")
    case .practitionerRequired:
      pick("Um médico precisa do seu cadastro.", "A doctor's account names the practitioner.")
    }
  }

  func invoiceStatus(_ status: Invoice.Status) -> String {
    switch status {
    case .draft: pick("rascunho", "draft")
    case .issued: pick("emitida", "issued")
    case .partiallyPaid: pick("paga em parte", "partly paid")
    case .paid: pick("paga", "paid")
    case .cancelled: pick("cancelada", "cancelled")
    case .enteredInError: pick("lançada por engano", "entered in error")
    }
  }
}
