import ClinicDomain

/// The specialties of the demo's doctors, by the names of the Federal Council of Medicine.
enum DemoSpecialty: String, CaseIterable {
  case cardiology = "Cardiologia"
  case general = "Clínica médica"
  case paediatrics = "Pediatria"
  case orthopaedics = "Ortopedia e traumatologia"
  case gynaecology = "Ginecologia e obstetrícia"
  case dermatology = "Dermatologia"
  case psychiatry = "Psiquiatria"
  case ophthalmology = "Oftalmologia"
  case endocrinology = "Endocrinologia e metabologia"
  case geriatrics = "Geriatria"
  case neurology = "Neurologia"
  case otorhinolaryngology = "Otorrinolaringologia"

  /// Whether someone of that age and sex goes there.
  func sees(age: Int, sex: Sex) -> Bool {
    switch self {
    case .paediatrics: age < 16
    case .gynaecology: sex == .female && age > 13
    case .geriatrics: age >= 65
    case .cardiology: age >= 30
    case .general, .endocrinology, .psychiatry: age >= 16
    case .orthopaedics, .dermatology, .ophthalmology, .neurology, .otorhinolaryngology: age >= 5
    }
  }

  /// What a visit there may be written up as.
  var findings: [DemoFinding] { DemoFinding.all.filter { $0.specialty == self } }
}

/// A reason to come, with how it is written up.
struct DemoFinding {
  let specialty: DemoSpecialty
  /// S, O, A, P; `{PA}`, `{FC}`, `{kg}` stand for measured values.
  let note: SOAPNote
  /// A lasting problem that goes with it, with its CID-10.
  let problem: (String, String)?
  /// A medication that goes with it and how it is taken.
  let medication: (String, String)?
  let exam: String?

  private init(
    _ specialty: DemoSpecialty, _ subjective: String, _ objective: String, _ assessment: String,
    _ plan: String, problem: (String, String)? = nil, medication: (String, String)? = nil,
    exam: String? = nil
  ) {
    self.specialty = specialty
    note = SOAPNote(
      subjective: subjective, objective: objective, assessment: assessment, plan: plan)
    self.problem = problem
    self.medication = medication
    self.exam = exam
  }

  static let all: [DemoFinding] = [
    DemoFinding(
      .cardiology, "Dor torácica aos esforços há 2 semanas, melhora com repouso.",
      "PA {PA}, FC {FC}, {kg} kg. Bulhas rítmicas, sem sopros.", "I20.9 Angina pectoris.",
      "Teste ergométrico. Orientado a procurar o pronto-socorro se dor em repouso.",
      problem: ("Angina pectoris", "I209"), medication: ("Atenolol 25 mg", "1 comp. pela manhã"),
      exam: "Teste ergométrico"),
    DemoFinding(
      .cardiology, "Retorno de hipertensão. Sem queixas, toma a medicação todos os dias.",
      "PA {PA}, FC {FC}, {kg} kg. Sem edema.", "I10 Hipertensão arterial, controlada.",
      "Mantida a medicação. Atividade física e menos sal. Retorno em 6 meses.",
      problem: ("Hipertensão arterial", "I10"),
      medication: ("Losartana 50 mg", "1 comp. de 12 em 12 horas"), exam: "Eletrocardiograma"),
    DemoFinding(
      .cardiology, "Palpitações à noite, duas a três vezes por semana.",
      "PA {PA}, FC {FC} irregular.", "R00.2 Palpitações, a esclarecer.",
      "Holter de 24 horas e TSH. Evitar café depois das 15 h.", exam: "Holter de 24 horas"),
    DemoFinding(
      .general, "Tosse e coriza há 5 dias, febre não medida.",
      "PA {PA}, FC {FC}, Tax 37,4. Ausculta limpa.", "J06.9 Infecção das vias aéreas superiores.",
      "Sintomáticos e hidratação. Voltar se febre por mais de 72 h."),
    DemoFinding(
      .general, "Exame periódico. Nega queixas.", "PA {PA}, FC {FC}, {kg} kg. Exame normal.",
      "Z00.0 Exame médico geral.", "Hemograma, glicemia, perfil lipídico. Vacinas em dia.",
      exam: "Hemograma completo"),
    DemoFinding(
      .general, "Queimação no estômago depois das refeições há um mês.",
      "Abdome flácido, dor leve em epigástrio.", "K29.7 Gastrite.",
      "Omeprazol por 30 dias, comer devagar, reavaliar.", problem: ("Gastrite", "K297"),
      medication: ("Omeprazol 20 mg", "1 cáps. em jejum")),
    DemoFinding(
      .paediatrics, "Consulta de rotina, mãe sem queixas. Mama bem e dorme bem.",
      "{kg} kg, curva no percentil 50. Desenvolvimento adequado.", "Z00.1 Puericultura.",
      "Orientações de alimentação e sono. Vacinas em dia. Retorno em 2 meses."),
    DemoFinding(
      .paediatrics, "Chiado e tosse à noite, pior com frio.",
      "Sibilos expiratórios difusos, SpO2 97%.", "J45.9 Asma.",
      "Salbutamol de resgate, técnica com espaçador mostrada. Retorno em 15 dias.",
      problem: ("Asma", "J459"), medication: ("Salbutamol aerossol", "2 jatos se chiado")),
    DemoFinding(
      .paediatrics, "Dor de ouvido desde ontem, febre de 38,5.",
      "Otoscopia: membrana abaulada à direita.", "H66.9 Otite média aguda.",
      "Amoxicilina por 10 dias. Analgesia.", medication: ("Amoxicilina 250 mg/5 ml", "8/8 h")),
    DemoFinding(
      .orthopaedics, "Dor lombar ao levantar peso, sem irradiação.",
      "Lasègue negativo, força preservada.", "M54.5 Lombalgia.",
      "Analgésico por 5 dias e fisioterapia, 10 sessões.", problem: ("Lombalgia", "M545")),
    DemoFinding(
      .orthopaedics, "Dor no joelho direito ao subir escada.", "Crepitação, sem derrame.",
      "M17.9 Gonartrose.", "Radiografia, fortalecimento de quadríceps, perda de peso.",
      problem: ("Gonartrose", "M179"), exam: "Radiografia de joelho"),
    DemoFinding(
      .gynaecology, "Consulta anual. Ciclos regulares.", "Exame sem alterações.",
      "Z01.4 Exame ginecológico.", "Colpocitologia colhida. Mamografia pedida.",
      exam: "Colpocitologia oncótica"),
    DemoFinding(
      .gynaecology, "Pré-natal, 24 semanas, sente o bebê mexer.",
      "PA {PA}, {kg} kg, AU 23 cm, BCF 146.", "Z34.9 Gravidez normal.",
      "Ultrassom morfológico, TTGO. Ácido fólico e ferro.",
      medication: ("Sulfato ferroso 40 mg", "1 comp. por dia"), exam: "Ultrassom morfológico"),
    DemoFinding(
      .dermatology, "Manchas que coçam nas dobras há 3 semanas.",
      "Placas eritematosas descamativas.", "L20.9 Dermatite atópica.",
      "Corticoide tópico por 10 dias e hidratante.", problem: ("Dermatite atópica", "L209")),
    DemoFinding(
      .dermatology, "Quer ver uma pinta que cresceu.", "Lesão de 5 mm, bordas regulares.",
      "D22.9 Nevo.", "Dermatoscopia benigna. Fotografar e rever em 6 meses."),
    DemoFinding(
      .psychiatry, "Dorme mal, preocupa-se com tudo, chora com facilidade.",
      "Orientada, humor ansioso, sem ideação suicida.", "F41.1 Ansiedade generalizada.",
      "Sertralina 25 mg e psicoterapia. Retorno em 30 dias.",
      problem: ("Transtorno de ansiedade generalizada", "F411"),
      medication: ("Sertralina 50 mg", "1 comp. pela manhã")),
    DemoFinding(
      .psychiatry, "Retorno. Humor melhor, voltou a caminhar.", "Eutímica, sono reparador.",
      "F32.1 Episódio depressivo, em remissão.", "Mantida a dose. Retorno em 60 dias.",
      problem: ("Episódio depressivo", "F321")),
    DemoFinding(
      .ophthalmology, "Vista cansada para ler.", "AV 20/25 com correção. PIO 14/15.",
      "H52.4 Presbiopia.", "Lentes para perto prescritas.", problem: ("Presbiopia", "H524")),
    DemoFinding(
      .ophthalmology, "Controle de glaucoma, usa colírio.", "PIO 16/17, escavação 0,5.",
      "H40.1 Glaucoma de ângulo aberto.", "Campo visual. Mantido o colírio.",
      problem: ("Glaucoma", "H401"), medication: ("Latanoprosta colírio", "1 gota à noite"),
      exam: "Campo visual computadorizado"),
    DemoFinding(
      .endocrinology, "Glicemias de 140 a 180 em jejum.", "PA {PA}, {kg} kg. Pés sem lesões.",
      "E11.9 Diabetes tipo 2.", "Metformina aumentada. Hemoglobina glicada em 3 meses.",
      problem: ("Diabetes mellitus tipo 2", "E119"),
      medication: ("Metformina 850 mg", "1 comp. após almoço e jantar"),
      exam: "Hemoglobina glicada"),
    DemoFinding(
      .endocrinology, "Cansaço e ganho de peso.", "Tireoide palpável, {kg} kg.",
      "E03.9 Hipotireoidismo.", "Levotiroxina em jejum. TSH em 6 semanas.",
      problem: ("Hipotireoidismo", "E039"), medication: ("Levotiroxina 50 mcg", "1 em jejum"),
      exam: "TSH e T4 livre"),
    DemoFinding(
      .geriatrics, "Esquecimentos, repete perguntas, segundo a filha.",
      "PA {PA}. MEEM 24/30. Marcha segura.", "R41.3 Amnésia, a esclarecer.",
      "B12, TSH, tomografia. Rever os remédios de pressão.", exam: "Tomografia de crânio"),
    DemoFinding(
      .geriatrics, "Queda em casa há 10 dias, sem fratura.", "PA {PA} deitado, menor em pé.",
      "R29.6 Tendência a quedas.", "Suspenso o diurético, barras no banheiro, fisioterapia."),
    DemoFinding(
      .neurology, "Dor de cabeça pulsátil com náusea, 4 por mês.", "Exame neurológico normal.",
      "G43.9 Enxaqueca.", "Diário da dor, propranolol à noite.", problem: ("Enxaqueca", "G439"),
      medication: ("Propranolol 40 mg", "1 comp. à noite")),
    DemoFinding(
      .neurology, "Formigamento nas mãos ao acordar.", "Tinel positivo à direita.",
      "G56.0 Síndrome do túnel do carpo.", "Eletroneuromiografia, tala noturna.",
      problem: ("Síndrome do túnel do carpo", "G560"), exam: "Eletroneuromiografia"),
    DemoFinding(
      .otorhinolaryngology, "Espirros e nariz entupido todas as manhãs.",
      "Cornetos pálidos e edemaciados.", "J30.4 Rinite alérgica.",
      "Lavagem nasal, corticoide nasal, capa no travesseiro.",
      problem: ("Rinite alérgica", "J304"), medication: ("Budesonida nasal", "1 jato 12/12 h")),
    DemoFinding(
      .otorhinolaryngology, "Ouve pior do lado esquerdo.", "Rolha de cerume, removida.",
      "H61.2 Cerume impactado.", "Audiometria se a queixa continuar.", exam: "Audiometria"),
  ]

  static let allergies: [(String, String, Allergy.Criticality)] = [
    ("Dipirona", "urticária", .high), ("Penicilina", "edema de glote", .high),
    ("Látex", "dermatite de contato", .low), ("AAS", "broncoespasmo", .high),
    ("Camarão", "urticária", .low), ("Iodo", "erupção", .unknown), ("Sulfa", "erupção", .high),
    ("Amendoim", "angioedema", .high), ("Ibuprofeno", "edema de pálpebras", .low),
  ]

  static let cancellations = [
    "viajou", "doente", "não conseguiu transporte", "conflito com o trabalho", "remarcará depois",
    "médico em congresso",
  ]

  static let overbookings = [
    "dor forte", "retorno com exame", "pós-operatório", "pedido do médico",
  ]
}
