import ClinicDomain
import Storage

/// Finds what a person names on the command line: exactly one, or none at all.
struct Finder {
  let service: ClinicService
  let actor: Actor

  /// A practitioner by id, or by parts of the name or the council's number.
  func practitioner(_ text: String) throws -> PractitionerRow {
    if let id = try? PractitionerID(parsing: text) {
      let card = try service.answer(
        ReadPractitionerCard(practitioner: id, from: CivilDate(dayNumber: 0)), as: actor,
        now: Clock.now())
      if let card { return card.row }
    }
    let rows = try service.answer(
      SearchPractitioners(text: text), as: actor, now: Clock.now())
    guard rows.count == 1 else {
      throw CommandFailure.notOne(
        what: .practitioner, text: text,
        found: rows.prefix(5).map { "\($0.name) · \($0.registration)" })
    }
    return rows[0]
  }

  /// A patient by id, or as the search finds her: name parts, CPF, CNS, phone, birth date.
  func patient(_ text: String) throws -> PatientRow {
    if let id = try? PatientID(parsing: text) {
      let rows = try service.answer(ReadPatients(ids: [id]), as: actor, now: Clock.now())
      if let row = rows.first { return row }
    }
    let answer = try service.answer(SearchPatients(text: text), as: actor, now: Clock.now())
    try service.record("patient.search", Subject(.patient), as: actor, now: Clock.now())
    guard answer.rows.count == 1 else {
      throw CommandFailure.notOne(
        what: .patient, text: text,
        found: answer.rows.prefix(5).map {
          "\($0.calledName) · \($0.birthDate?.isoText ?? "—") · \($0.id.text)"
        })
    }
    return answer.rows[0]
  }

  /// A visit by its id.
  func visit(_ text: String) throws -> AppointmentID {
    guard let id = try? AppointmentID(parsing: text) else {
      throw CommandFailure.notOne(what: .appointment, text: text, found: [])
    }
    return id
  }

  func date(_ text: String, option: String = "--date") throws -> CivilDate {
    let today = service.site.zone.civil(at: Clock.now()).date
    guard let date = try? CivilDate.parse(text, today: today) else {
      throw CommandFailure.badValue(option: option, text: text)
    }
    return date
  }

  func time(_ text: String) throws -> CivilTime {
    guard let time = try? CivilTime(parsing: text) else {
      throw CommandFailure.badValue(option: "--time", text: text)
    }
    return time
  }
}
