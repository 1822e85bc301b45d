import ClinicDomain

extension Wording {
  // The booking line.

  var bookingLineTitle: String { pick("Marcar em uma linha", "Book in one line") }

  func lineHint(repeats: Bool) -> String {
    pick(
      "14:30 maria s ret · amanhã 9 joão · qui 8h dra ana rita tele",
      "14:30 maria s ret · tomorrow 9 john · thu 8h dr ana rita tele")
      + (repeats ? pick(" · espaço repete", " · space repeats") : "")
  }

  var quickPatientTitle: String { pick("Novo paciente", "New patient") }
  var repeatTimeKey: String { pick("repete o horário", "repeat the time") }
  var wholeFormKey: String { pick("todos os campos", "all fields") }

  /// Why the doctor is not clear.
  func whichDoctor(_ line: BookingLine) -> String {
    guard !line.doctors.isEmpty else {
      return pick(
        "Nenhum médico com “\(line.doctorText)”.", "No doctor called “\(line.doctorText)”.")
    }
    let names = line.doctors.prefix(3).map(\.name).joined(separator: ", ")
    let more = line.doctors.count > 3 ? "…" : "?"
    return pick("Qual médico: ", "Which doctor: ") + names + more
  }

  func marksOneOfSeveral(_ row: PatientRow) -> String {
    let birth = row.birthDate.map { " · \(date($0))" } ?? ""
    return pick("De novo Enter marca, ↑↓ outro: ", "Enter again books, ↑↓ other: ")
      + row.calledName + birth
  }

  /// What stands against the booking, short, with who is in the way.
  func verdict(_ preview: BookingPreview) -> String {
    if preview.refusal == nil, let group = preview.group { return verdict(group) }
    guard let refusal = preview.refusal else { return pick("horário livre", "free") }
    if case .taken = refusal, let clash = preview.clashes.first {
      let end = clash.start.adding(minutes: clash.minutes)?.text ?? ""
      let more = preview.clashes.count > 1 ? " +\(preview.clashes.count - 1)" : ""
      let whose =
        clash.practitioner == preview.practitioner.id
        ? clash.patientName
        : pick("paciente com ", "patient with ") + clash.practitionerName
      return pick("ocupado ", "taken ") + "\(clash.start.text)–\(end) \(whose)\(more)"
    }
    return self.refusal(.scheduling(refusal))
  }

  /// `livres 15:00 · 15:30 · qui 26 nov 09:00`, with the digits that choose where they do.
  func freeTimes(_ times: [FreeTime], on date: CivilDate, numbered: Bool) -> String {
    var day = date
    let parts = times.enumerated().map { index, time in
      let text = day == time.date ? time.start.text : dayAndTime(time.date, time.start)
      day = time.date
      return numbered ? "\(index + 1) \(text)" : text
    }
    return pick("livres ", "free ") + parts.joined(separator: " · ")
  }

  func refusedInLine(_ refusal: SchedulingRefusal, _ near: [FreeTime]) -> String {
    // The line showed it before Enter: here nobody was faster.
    let why =
      if case .taken(by: .practitioner, _, _) = refusal {
        pick("O horário está ocupado.", "That time is taken.")
      } else { self.refusal(refusal, squeezingBy: BookingForm.overbookingKey) }
    return why + choosesFree(near)
  }

  /// The line showed it free, but somebody was faster.
  func refusedAtCommit(_ refusal: SchedulingRefusal, _ near: [FreeTime]) -> String {
    guard !near.isEmpty, case .taken(let party, let visits, _) = refusal else {
      return self.refusal(refusal, squeezingBy: BookingForm.overbookingKey)
    }
    return self.refusal(.scheduling(.taken(by: party, visits: visits, near: [])))
      + choosesFree(near)
  }

  private func choosesFree(_ near: [FreeTime]) -> String {
    guard !near.isEmpty else { return "" }
    let digits = near.count == 1 ? "1" : "1–\(near.count)"
    return pick(" \(digits) escolhe um livre.", " \(digits) chooses a free one.")
  }

  /// What was typed stays while somebody is led to another time.
  var bookingIsOpen: String {
    pick(
      "Há uma marcação não terminada: termine ou desista (Esc) antes.",
      "A booking is not finished: finish it or give up (Esc) first.")
  }
}
