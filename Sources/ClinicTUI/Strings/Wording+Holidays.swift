import ClinicDomain

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

  func explainHoliday(_ holiday: HolidayCalendar.Kept, _ doctor: PractitionerRow) -> String {
    let kind =
      holiday.isOptional
      ? pick("Ponto facultativo", "Optional holiday") : pick("Feriado", "Holiday")
    return "\(kind): \(self.holiday(holiday.name)) · \(title(of: doctor).name)"
  }
}
