import ClinicDomain

extension DemoBuilder {
  /// Prices, colours and words for some kinds of visit, and one of the clinic's own.
  mutating func addKinds() {
    for setup in VisitKinds.builtIn.all {
      var changed = setup
      switch setup.kind {
      case .followUp: changed.colour = .green
      case .exam:
        changed.colour = .yellow
        changed.preparation = "Jejum de 8 horas. Trazer exames anteriores e a guia do convênio."
      case .procedure:
        changed.colour = .magenta
        changed.minutes = 60
        changed.price = Money(centavos: 600_00)
        changed.preparation = "Vir com acompanhante; suspender anticoagulante só por ordem médica."
      case .tele:
        changed.colour = .cyan
        changed.meetingPattern = try? MeetingPattern(
          parsing: "https://video.boavista.example/{visit}")
        changed.preparation = "Lugar calmo, documento em mãos, câmera e microfone testados."
      default: continue
      }
      clinic.kinds.append(changed)
    }
    guard let code = VisitKind(named: "Avaliação pré-operatória") else { return }
    clinic.kinds.append(
      VisitKindSetup(
        id: id(), kind: code, name: "avaliação pré-operatória", letter: "A", colour: .blue,
        minutes: 40, price: Money(centavos: 380_00),
        preparation: "Trazer exames dos últimos 6 meses e a lista de remédios em uso."))
  }

  /// Who was seen by video has agreed to it; the others are asked when they come.
  mutating func addConsents() {
    var agreed: Set<PatientID> = []
    for visit in clinic.appointments where visit.kind == .tele && visit.status == .fulfilled {
      guard agreed.insert(visit.patient).inserted else { continue }
      clinic.consents.append(
        TeleConsent(
          id: id(at: visit.bookedAt), patient: visit.patient, isGiven: true,
          recordedAt: visit.bookedAt, recordedBy: visit.bookedBy))
    }
  }
}
