import ClinicDomain
import Testing

@Suite("Wishes for a free time")
struct FreeWishTests {
  static let today = BookingLineTests.today
  static let unit = FreeWish.Names.Unit(id: BookingLineTests.unit, name: "Unidade Centro")
  static let names = FreeWish.Names(
    doctors: BookingLineTests.doctors, specialties: ["Cardiologia", "Clínica geral, Geriatria"],
    units: [unit])

  struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    var doctors: [String] = []
    var specialty = ""
    var weekdays: Set<Weekday> = []
    var hours: String?
    var minutes: Int?
    var kind: VisitKind?
    var days: Int?
    var isInUnit = false
    var unknown: [String] = []
    var testDescription: String { text }
  }

  @Test(
    "are read in either language",
    arguments: [
      Case(text: ""), Case(text: "cardio", specialty: "cardio"),
      Case(
        text: "Cardio seg manhã", specialty: "cardio", weekdays: [.monday], hours: "00:00–12:00"),
      Case(text: "thu fri afternoon", weekdays: [.thursday, .friday], hours: "12:00–18:00"),
      Case(text: "noite", hours: "18:00–24:00"), Case(text: "9h", hours: "09:00–24:00"),
      Case(text: "dr ana souza", doctors: ["Ana Maria Souza"]),
      Case(text: "bruno", doctors: ["Bruno Reis"]),
      Case(text: "ana souza", doctors: ["Ana Maria Souza"]),
      Case(text: "40min exame", minutes: 40, kind: .exam),
      Case(text: "+7 tele", kind: .tele, days: 7), Case(text: "amanhã", days: 1),
      Case(text: "centro", isInUnit: true), Case(text: "geria", specialty: "geria"),
      Case(text: "xyzzy", unknown: ["xyzzy"]), Case(text: "dr zorro", unknown: ["zorro"]),
    ])
  func reads(_ expected: Case) {
    let wish = FreeWish(expected.text, today: Self.today, names: Self.names)
    let filter = wish.filter
    let named = BookingLineTests.doctors.filter { filter.practitioners.contains($0.id) }
    #expect(named.map(\.name) == expected.doctors)
    #expect(filter.specialty == expected.specialty)
    #expect(filter.weekdays == expected.weekdays)
    #expect("\(filter.from.text)–\(filter.until.text)" == expected.hours ?? "00:00–24:00")
    #expect(filter.minutes == expected.minutes)
    #expect(wish.kind == expected.kind)
    #expect(wish.date == expected.days.map { Self.today.adding(days: $0) })
    #expect((filter.unit != nil) == expected.isInUnit)
    #expect(wish.unknown == expected.unknown)
  }
}
