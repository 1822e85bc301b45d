import ClinicDomain
import TerminalKit

extension Wording {
  var searchLabel: String { pick("Buscar", "Search") }
  var documentColumn: String { pick("Documento", "Document") }
  var ageColumn: String { pick("Idade", "Age") }
  var chartColumn: String { pick("Pront.", "Chart") }
  var statusColumn: String { pick("Situação", "Status") }
  var visitsTitle: String { pick("Consultas", "Visits") }
  var noVisits: String { pick("Nenhuma consulta ainda.", "No visit yet.") }
  var patientGone: String { pick("Esse cadastro não existe mais.", "No longer registered.") }
  var open: String { pick("abre", "open") }
  var newPatient: String { pick("novo", "new") }
  var edit: String { pick("edita", "edit") }
  var book: String { pick("marca", "book") }
  var chartKey: String { pick("prontuário", "record") }
  var invoicesKey: String { pick("faturas", "invoices") }
  var searchKey: String { pick("busca", "search") }
  var clear: String { pick("limpa", "clear") }
  var choose: String { pick("escolhem", "choose") }
  var leaveSearch: String { pick("sai da busca", "leave the search") }
  var seeInSchedule: String { pick("agenda", "schedule") }
  var nextPatient: String { pick("próximo paciente", "next patient") }

  /// `mais de 50 nomes`: how many there are is not counted.
  func nameCount(_ count: Int, hasMore: Bool) -> String {
    if hasMore { return pick("mais de \(count) nomes", "more than \(count) names") }
    switch count {
    case 0: return pick("nenhum nome", "no name")
    case 1: return pick("1 nome", "1 name")
    default: return pick("\(count) nomes", "\(count) names")
    }
  }

  /// An empty list says what to press.
  func noPatient(for text: String, mayRegister: Bool, isTyping: Bool) -> String {
    let key = isTyping ? "Ctrl-N" : "n"
    guard !text.isEmpty else {
      return mayRegister
        ? pick("Nenhum paciente. \(key) cadastra o primeiro.", "No patient. \(key) adds the first.")
        : pick("Nenhum paciente.", "No patient.")
    }
    return mayRegister
      ? pick("Ninguém com “\(text)”. \(key) cadastra.", "Nobody with “\(text)”. \(key) registers.")
      : pick("Ninguém com “\(text)”.", "Nobody with “\(text)”.")
  }

  /// The CPF, else the CNS, else a dash.
  func document(of row: PatientRow) -> String {
    if !row.cpf.isEmpty { return Mask.cpf.display(row.cpf) }
    return row.cns.isEmpty ? "—" : "CNS \(row.cns)"
  }

  func civilName(_ name: String) -> String { pick("nome civil: \(name)", "civil name: \(name)") }

  /// `75 anos · F · Unimed Pleno 0064…1182 · Vitória/ES`.
  func patientFacts(_ details: PatientDetails, on today: CivilDate) -> String {
    var facts: [String] = []
    if let birth = details.birthDate { facts.append(age(of: birth, on: today)) }
    facts.append(sexLetter(details.sex))
    if let coverage = details.coverage { facts.append(shortCoverage(coverage)) }
    if let place = details.address.map(town), !place.isEmpty { facts.append(place) }
    return facts.joined(separator: " · ")
  }

  private func shortCoverage(_ coverage: Coverage) -> String {
    let number = coverage.memberNumber
    let short = number.count > 10 ? "\(number.prefix(4))…\(number.suffix(4))" : number
    return [coverage.insurer, coverage.plan, short].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// `Vitória/ES`.
  func town(_ address: Address) -> String {
    [address.municipality, address.state?.rawValue ?? ""].filter { !$0.isEmpty }
      .joined(separator: "/")
  }

  /// The next and the last visit on one line; of the last one's doctor the first name is enough.
  func visitsAround(_ card: PatientCard, today: CivilDate) -> String {
    var parts: [String] = []
    if let next = card.nextVisit {
      parts.append(
        (next.isInConsultation ? pick("Agora: ", "Now: ") : pick("Próxima: ", "Next: "))
          + "\(shortDay(next.date)) \(next.start.text) \(next.practitionerName)"
          + " (\(standing(of: next)))")
    }
    if let last = card.lastVisit {
      let day = last.date.year == today.year ? last.date.shortText : date(last.date)
      let name = last.practitionerName.prefix { $0 != " " }
      parts.append(pick("Última: ", "Last: ") + "\(day) \(name)")
    }
    return parts.isEmpty ? noVisits : parts.joined(separator: "   ")
  }

  /// What a visit's state is in one word: the patient's answer while it is still to come.
  func standing(of visit: VisitRow) -> String {
    if visit.isInConsultation { return stateOf(visit) }
    if visit.status.isOpen {
      switch visit.reservation {
      case .requested, .held: return pick("↑ à espera do hub", "↑ waiting for hub")
      case .contested: return pick("↻ disputada", "↻ contested")
      case .refused: return pick("‼ sem horário", "‼ lost its time")
      case .local, .confirmed: break
      }
    }
    return visit.status == .booked && visit.confirmation != .none
      ? confirmation(visit.confirmation) : status(visit.status)
  }

  /// `Faltas 1 em 14 · Em aberto R$ 120,00`.
  func standing(_ card: PatientCard) -> String {
    var parts: [String] = []
    if card.visitCount > 0 {
      parts.append(
        pick(
          "Faltas \(card.missedVisits) em \(card.visitCount)",
          "Missed \(card.missedVisits) of \(card.visitCount)"))
    }
    if let open = card.openBalance {
      parts.append(
        open > .zero
          ? pick("Em aberto \(money(open))", "Owes \(money(open))")
          : pick("Nada em aberto", "Nothing owed"))
    }
    if let files = files(card.fileCount, pending: card.pendingFileCount) { parts.append(files) }
    return parts.joined(separator: " · ")
  }

  /// What the desk should ask the patient for; nil where nothing is amiss.
  func registrationHint(_ patient: Patient) -> String? {
    let details = patient.details
    if let death = details.deathDate {
      return pick("óbito em \(date(death))", "died \(date(death))")
    }
    if details.phones.isEmpty { return pick("sem telefone: peça um", "no phone: ask for one") }
    let filled = details.filledFields.compactMap(FieldName.init(rawValue:)).map {
      field($0).lowercased()
    }
    guard filled.isEmpty else {
      let names = filled.joined(separator: ", ")
      return pick("preenchido na importação: \(names)", "filled by the import: \(names)")
    }
    return nil
  }

  /// `75 anos (14/02/1951) · Feminino · CPF …`.
  func identity(_ details: PatientDetails, on today: CivilDate) -> String {
    var parts: [String] = []
    if let birth = details.birthDate {
      parts.append("\(age(of: birth, on: today)) (\(date(birth)))")
    }
    parts.append(sex(details.sex))
    if let cpf = details.cpf { parts.append("CPF \(cpf.formatted)") }
    if let cns = details.cns { parts.append("CNS \(cns.formatted)") }
    return parts.joined(separator: " · ")
  }

  /// The rest of the card as labels and values.
  func cardFacts(_ patient: Patient, on today: CivilDate) -> [(label: String, value: String)] {
    let details = patient.details
    var facts: [(label: String, value: String)] = []
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append((label, value)) }
    }
    add(field(.phones), details.phones.map(\.formatted).joined(separator: ", "))
    add(field(.email), details.email?.value)
    add(field(.motherName), details.motherName?.value)
    add(field(.contactConsent), consent(details.contactConsent))
    add(field(.coverage), details.coverage.map { coverage($0, today: today) })
    add(field(.address), details.address.map(address))
    add(field(.guardian), details.guardian.map(guardian))
    return facts
  }

  private func consent(_ consent: ContactConsent) -> String {
    let status = self.consent(consent.status)
    return consent.decidedOn.map { "\(status) (\(date($0)))" } ?? status
  }

  private func coverage(_ coverage: Coverage, today: CivilDate) -> String {
    let name = [coverage.insurer, coverage.plan, coverage.memberNumber].filter { !$0.isEmpty }
      .joined(separator: " ")
    guard let until = coverage.validUntil else { return name }
    return until < today
      ? pick("\(name) · venceu em \(date(until))", "\(name) · expired \(date(until))")
      : pick("\(name) · até \(date(until))", "\(name) · until \(date(until))")
  }

  private func guardian(_ guardian: Guardian) -> String {
    let relationship = guardian.relationship.isEmpty ? "" : " (\(guardian.relationship))"
    let parts = [
      guardian.name.value + relationship, guardian.cpf.map { "CPF \($0.formatted)" } ?? "",
      guardian.phone?.formatted ?? "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }
}
