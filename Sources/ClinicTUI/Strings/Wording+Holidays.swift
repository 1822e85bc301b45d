import ClinicDomain
import TerminalKit

extension Wording {
  func holiday(_ name: HolidayCalendar.KeptName) -> String {
    switch name {
    case .national(let name): nationalHoliday(name)
    case .local(let name): name
    }
  }

  func nationalHoliday(_ name: NationalHolidays.Name) -> String {
    switch name {
    case .newYear: pick("Ano-Novo", "New Year")
    case .carnivalMonday, .carnivalTuesday: pick("Carnaval", "Carnival")
    case .ashWednesday: pick("Quarta-feira de Cinzas", "Ash Wednesday")
    case .goodFriday: pick("Sexta-feira Santa", "Good Friday")
    case .tiradentes: "Tiradentes"
    case .labourDay: pick("Dia do Trabalho", "Labour Day")
    case .corpusChristi: "Corpus Christi"
    case .independence: pick("Independência", "Independence Day")
    case .aparecida: pick("N. Sra. Aparecida", "Our Lady of Aparecida")
    case .allSouls: pick("Finados", "All Souls' Day")
    case .republic: pick("Proclamação da República", "Republic Day")
    case .blackAwareness: pick("Consciência Negra", "Black Awareness Day")
    case .christmas: pick("Natal", "Christmas")
    }
  }

  var holidaysKey: String { pick("feriados", "holidays") }
  var newHoliday: String { pick("novo feriado", "new holiday") }
  var newHolidayTitle: String { pick("Novo feriado", "New holiday") }
  var holidayTitle: String { pick("Feriado", "Holiday") }
  var ownHolidays: String { pick("Feriados da clínica", "The clinic's holidays") }
  var nationalHolidays: String {
    pick("Nacionais (? facultativo)", "National (? optional)")
  }
  var noHolidays: String { pick("Nenhum. n cadastra o primeiro.", "None. n adds the first.") }
  var repeatsLabel: String { pick("Repete", "Repeats") }
  var everyYear: String { pick("todo ano", "every year") }
  var onlyOnce: String { pick("só nessa data", "on that date only") }
  var scopeLabel: String { pick("Onde", "Where") }
  var wholeClinic: String { pick("toda a clínica", "the whole clinic") }
  func townScope(_ town: String) -> String { pick("município: \(town)", "town: \(town)") }
  func unitScope(_ name: String) -> String { pick("unidade: \(name)", "unit: \(name)") }
  var kindOfHoliday: String { pick("Tipo", "Kind") }
  var realHoliday: String { pick("feriado", "holiday") }
  var optionalHoliday: String { pick("ponto facultativo", "optional") }

  /// `24/06` or `24/06/2027`.
  func holidayDay(_ day: Holiday.Day) -> String {
    switch day {
    case .once(let only): date(only)
    case .yearly(let month, let day):
      CivilDate(year: 2000, month: month, day: day)?.shortText ?? ""
    }
  }

  func removeHoliday(_ holiday: Holiday) -> Dialog {
    Dialog(
      title: pick("Excluir este feriado?", "Remove this holiday?"),
      message: "\(holidayDay(holiday.day)) · \(holiday.name)",
      answers: [Dialog.Answer(yesLetter, remove, isDangerous: true)])
  }

  func explainHoliday(_ holiday: HolidayCalendar.Kept, _ doctor: PractitionerRow) -> String {
    let kind =
      holiday.isOptional
      ? pick("Ponto facultativo", "Optional holiday") : pick("Feriado", "Holiday")
    return "\(kind): \(self.holiday(holiday.name)) · \(title(of: doctor).name)"
  }
}
