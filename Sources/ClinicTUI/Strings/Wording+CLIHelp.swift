import Glibc

/// The help of the command line.
extension Wording {
  /// The language of this run of the program, known before the arguments are parsed, since their
  /// own help is worded in it.
  static let commandLine = Wording(
    language: Language.preferred(
      wantedLanguage(CommandLine.arguments),
      environment: ["LC_ALL", "LC_MESSAGES", "LANG"].reduce(into: [:]) { found, name in
        if let value = getenv(name) { found[name] = String(cString: value) }
      }))

  static func wantedLanguage(_ arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument == "--lang", index + 1 < arguments.count { return arguments[index + 1] }
      if argument.hasPrefix("--lang=") { return String(argument.dropFirst(7)) }
    }
    return nil
  }

  var aboutClinic: String {
    pick("Sistema de clínica para o terminal.", "A clinic's system for the terminal.")
  }
  var aboutExitCodes: String {
    pick(
      """
      Sem subcomando, abre as telas. Códigos de saída: 0 feito, 1 recusado, 2 uso, 3 banco de \
      dados, 4 conflito, 5 sem permissão, 6 feito em parte, 7 verificação com achados, 8 guardado, \
      9 não encontrado.
      """,
      """
      Without a subcommand the screens open. Exit codes: 0 done, 1 refused, 2 usage, 3 database, \
      4 conflict, 5 denied, 6 partly done, 7 check found something, 8 staged, 9 not found.
      """)
  }
  var aboutOpen: String { pick("Abre as telas.", "Open the screens.") }
  var aboutInit: String {
    pick(
      "Cria uma clínica nova e mostra a chave de recuperação uma vez.",
      "Make a new clinic and show its recovery key once.")
  }
  var aboutDemo: String {
    pick("Cria uma clínica de demonstração e a abre.", "Make a demo clinic and open it.")
  }
  var aboutImport: String {
    pick("Importa um arquivo CSV por um mapeamento.", "Import a CSV file through a mapping.")
  }
  var aboutList: String {
    pick("Lista pacientes, médicos ou consultas.", "List patients, doctors or appointments.")
  }
  var aboutListPatients: String { pick("Lista pacientes.", "List patients.") }
  var aboutListDoctors: String { pick("Lista médicos.", "List doctors.") }
  var aboutListAppointments: String {
    pick("Lista as consultas de um dia.", "List a day's appointments.")
  }
  var aboutListBeds: String {
    pick("Lista os leitos e quem está neles.", "List the beds and who is in them.")
  }
  var aboutListStays: String {
    pick("Lista quem está internado, ou esteve num dia.", "List who is in a bed, or was on a day.")
  }
  var aboutListAttendances: String {
    pick(
      "Lista quem veio num dia sem consulta, na ordem da fila.",
      "List who came on a day without a visit, in the queue's order.")
  }
  var helpStayDate: String {
    pick("Um dia em vez de agora: t, -1, 2026-05-14.", "A day instead of now: t, -1, 2026-05-14.")
  }
  var aboutSearch: String { pick("Busca pacientes.", "Search patients.") }
  var aboutBook: String { pick("Marca uma consulta.", "Book a visit.") }
  var aboutMove: String { pick("Muda uma consulta de horário.", "Move a visit.") }
  var aboutCancel: String { pick("Cancela uma consulta.", "Cancel a visit.") }
  var aboutCheck: String {
    pick("Verifica a integridade dos dados.", "Check the integrity of the data.")
  }
  var aboutBackup: String { pick("Copia os dados para um arquivo.", "Back up to a file.") }
  var aboutRestore: String {
    pick("Põe uma cópia no lugar dos dados.", "Put a backup in the place of the data.")
  }
  var aboutSync: String { pick("O envio ao hub.", "Synchronisation with the hub.") }
  var aboutUser: String { pick("Contas de usuário.", "User accounts.") }
  var aboutUserAdd: String { pick("Cria uma conta.", "Add an account.") }
  var aboutUserList: String { pick("Lista as contas.", "List the accounts.") }
  var aboutUserDisable: String { pick("Desativa uma conta.", "Disable an account.") }
  var aboutUserEnable: String { pick("Reativa uma conta.", "Enable an account.") }
  var aboutUserPassword: String {
    pick("Dá senha nova e desbloqueia.", "Set a new password and unlock.")
  }

  var helpData: String {
    pick(
      "Pasta dos dados (senão CLINIC_DATA, senão XDG).",
      "Data folder (else CLINIC_DATA, else XDG).")
  }
  var helpKeyFile: String { pick("Arquivo da chave.", "Key file.") }
  var helpLanguage: String { pick("Idioma.", "Language.") }
  var helpTheme: String { pick("Cores.", "Colours.") }
  var helpIdleLock: String {
    pick(
      "Minutos sem tecla até bloquear; 0 nunca.", "Minutes without a key until the lock; 0 never.")
  }
  var helpJSON: String { pick("Responde em JSON.", "Answer in JSON.") }
  var helpAs: String {
    pick(
      "Quem age; a senha vem do terminal ou de --password-fd.",
      "Who acts; the password comes from the terminal or --password-fd.")
  }
  var helpPasswordFD: String {
    pick("Lê a senha deste descritor.", "Read the password from this descriptor.")
  }
  var helpClinicName: String { pick("Nome da clínica.", "The clinic's name.") }
  var helpPrefix: String {
    pick("De 2 a 6 letras antes dos números.", "2 to 6 letters before numbers.")
  }
  var helpZone: String { pick("Fuso horário (IANA).", "Time zone (IANA).") }
  var helpRecover: String {
    pick(
      "Refaz o arquivo da chave a partir da chave de recuperação.",
      "Write the key file again from the recovery key.")
  }
  var helpRecoveryFD: String {
    pick(
      "Lê a chave de recuperação deste descritor.",
      "Read the recovery key from this descriptor.")
  }
  var helpNoOpen: String {
    pick("Só cria; imprime a pasta.", "Only make it; print the folder.")
  }
  var helpDemoPrefix: String {
    pick(
      "De 2 a 6 letras antes dos números; outro prefixo, outra clínica com outras pessoas.",
      "2 to 6 letters before numbers; another prefix is another clinic with other people.")
  }
  var helpFresh: String { pick("Refaz a de hoje.", "Make today's anew.") }
  var helpImportKind: String {
    "patients, practitioners, appointments, records, invoices"
  }
  var helpImportFile: String {
    pick("Arquivo CSV, ou - para a entrada padrão.", "CSV file, or - for standard input.")
  }
  var helpMap: String {
    pick(
      "Arquivo de mapeamento; sem ele, as colunas têm os nomes dos campos.",
      "Mapping file; without it the columns carry the fields' names.")
  }
  var helpNamespace: String {
    pick(
      "De onde vêm os códigos, se não como diz o mapeamento.",
      "Where foreign ids come from, if not as the mapping says.")
  }
  var helpDryRun: String {
    pick("Lê e confere tudo, não grava nada.", "Read and check everything, store nothing.")
  }
  var helpRejects: String {
    pick("Onde pôr as linhas rejeitadas.", "Where to put rejected rows.")
  }
  var helpPatient: String {
    pick(
      "Paciente: nome, CPF, CNS, telefone, nascimento ou id.",
      "Patient: name, CPF, CNS, phone, birth date or id.")
  }
  var helpPractitioner: String {
    pick(
      "Médico: parte do nome, número do conselho ou id.",
      "Doctor: part of the name, council number or id.")
  }
  var helpDate: String {
    pick("Data: t, +1, seg, 14/05, 2026-05-14.", "Date: t, +1, mon, 14/05, 2026-05-14.")
  }
  var helpTime: String { pick("Hora: 9, 930, 9:30.", "Time: 9, 930, 9:30.") }
  var helpMinutes: String { pick("Duração em minutos.", "Length in minutes.") }
  var helpKind: String { pick("Tipo da consulta.", "Kind of visit.") }
  var helpObservation: String { pick("Observação.", "Observation.") }
  var helpAuthorisation: String {
    pick("Número da autorização do convênio.", "The insurer's authorisation number.")
  }
  var helpPayer: String {
    pick(
      "Quem paga: o paciente ou o convênio do cadastro. Sem isto, o de costume.",
      "Who pays: the patient or the insurer on file. Without it, whoever usually does.")
  }
  var helpAllowedBy: String {
    pick("o médico que autorizou o encaixe", "the doctor who allowed the squeezed-in visit")
  }
  var helpOverbook: String {
    pick("Encaixe, com o motivo.", "Squeeze it in, with the reason.")
  }
  var helpRepeat: String {
    pick(
      "Uma série: “10x”, “a cada 2 semanas 6x”, “mensal até 20/12”. Todas ou nenhuma.",
      "A series: “10x”, “every 2 weeks 6x”, “monthly until 20/12”. All of it or nothing.")
  }
  var helpRequest: String { pick("Só solicita.", "Only ask for it.") }
  var helpVisit: String { pick("O id da consulta.", "The visit's id.") }
  var helpReason: String { pick("O motivo.", "The reason.") }
  var helpBy: String { pick("Quem cancela.", "Who calls it off.") }
  var helpLimit: String { pick("No máximo tantas linhas.", "At most so many rows.") }
  var helpNamePart: String { pick("Parte do nome.", "Part of the name.") }
  var helpSpecialty: String { pick("Especialidade.", "Specialty.") }
  var helpCity: String { pick("Município.", "Municipality.") }
  var helpState: String { "UF." }
  var helpSearchText: String {
    pick(
      "Partes do nome, CPF, CNS, telefone ou nascimento.",
      "Parts of the name, CPF, CNS, phone or birth date.")
  }
  var helpBackupFile: String { pick("O arquivo da cópia.", "The backup file.") }
  var helpLogin: String {
    pick("Letras minúsculas, dígitos, ponto, traço.", "Lower-case letters, digits, dot, dash.")
  }
  var helpDisplayName: String { pick("Nome da pessoa.", "The person's name.") }
  var helpRole: String { pick("Perfil; pode repetir.", "Role; may be repeated.") }
}
