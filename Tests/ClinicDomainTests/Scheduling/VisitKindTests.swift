import ClinicDomain
import Testing

@Suite("Kinds of visit")
struct VisitKindTests {
  @Test(
    "a name gives a stable code, which reads back",
    arguments: [
      ("Avaliação pré-operatória", "avaliacao-pre-operatoria"), ("  Pilates 2 ", "pilates-2"),
      ("ÓRTESE", "ortese"), ("…", nil), ("", nil),
    ])
  func codes(name: String, code: String?) {
    #expect(VisitKind(named: name)?.rawValue == code)
    #expect(code.flatMap(VisitKind.init(rawValue:))?.rawValue == code)
  }

  @Test("what is no code is none", arguments: ["", "Tele", "a b", "a=2", "é", "a,b"])
  func malformed(text: String) { #expect(VisitKind(rawValue: text) == nil) }

  @Test("the built-in codes are those that stored visits have")
  func builtIn() {
    #expect(
      VisitKind.builtIn.map(\.rawValue) == [
        "first", "follow-up", "routine", "exam", "procedure", "tele",
      ])
    #expect(VisitKinds.builtIn.offered == VisitKind.builtIn)
    let letters = VisitKinds.builtIn.all.map(\.letter).filter { !$0.isEmpty }
    #expect(Set(letters).count == letters.count)
    #expect(VisitKinds.builtIn.all.allSatisfy { $0.problems().isEmpty })
  }

  @Test(
    "what is out of range is told by its field",
    arguments: [
      (FieldName.minutes, 7), (.minutes, 365), (.returnDays, 0), (.returnDays, 731),
      (.returnCount, 0), (.returnCount, 21),
    ])
  func ranges(field: FieldName, value: Int) throws {
    var setup = try #require(VisitKinds.builtIn[.exam])
    switch field {
    case .minutes: setup.minutes = value
    case .returnDays: setup.returnDays = value
    default: setup.returnCount = value
    }
    #expect(setup.problems() == [FieldProblem(field, .outOfRange)])
  }

  @Test(
    "the letter is one letter or digit, and never the encaixe's",
    arguments: ["E", "e", "ab", "é", "!"])
  func letters(letter: String) throws {
    var setup = try #require(VisitKinds.builtIn[.exam])
    setup.letter = letter
    #expect(setup.problems() == [FieldProblem(.letter, .malformed)])
  }

  /// Kinds with hyphens in their codes, and names that share words.
  private static func own(_ names: [String]) throws -> VisitKinds {
    var random = SystemRandomNumberGenerator()
    return VisitKinds(
      stored: try names.map {
        VisitKindSetup(
          id: .make(at: Instant(milliseconds: 0), random: &random),
          kind: try #require(VisitKind(named: $0)), name: $0)
      })
  }

  @Test(
    "a kind is typed by its code, its name, or a word that no other kind has",
    arguments: [
      ("avaliacao-fisica", "avaliacao-fisica"), ("avaliação física", "avaliacao-fisica"),
      ("física", "avaliacao-fisica"), ("FISICA", "avaliacao-fisica"),
      ("avaliação de pele", "avaliacao-de-pele"), ("pele", "avaliacao-de-pele"),
      ("follow-up", "follow-up"), ("pilates", "pilates"), ("avaliação", nil), ("de", nil),
    ] as [(String, String?)])
  func words(typed: String, code: String?) throws {
    let kinds = try Self.own(["Avaliação física", "Avaliação de pele", "Pilates"])
    let today = CivilDate(dayNumber: 20_000)
    let line = BookingLine("14:30 maria souza \(typed)", today: today, words: kinds.words)
    #expect(line.kind?.rawValue == code)
    #expect(line.patient == (code == nil ? "maria souza \(typed)" : "maria souza"))
  }

  @Test("a kind that is not offered can't be typed, and leaves its words to others")
  func retiredWords() throws {
    var stored = try Self.own(["Avaliação física", "Avaliação de pele"]).all
      .filter { !$0.kind.isBuiltIn }
    stored[0].isActive = false
    let words = VisitKinds(stored: stored).words
    #expect(words["avaliacao"] == stored[1].kind)
    #expect(!words.values.contains(stored[0].kind))
  }

  @Test(
    "a return is free within its days and as often as it may be",
    arguments: [
      (0, 0, true), (30, 0, true), (31, 0, false), (-1, 0, false), (10, 1, false),
    ])
  func free(days: Int, used: Int, isFree: Bool) {
    let paidOn = CivilDate(dayNumber: 20_000)
    let window = ReturnWindow(paidOn: paidOn, days: 30, count: 1, used: used)
    #expect(window.isFree(on: paidOn.adding(days: days)) == isFree)
    let price = VisitPrice(
      on: paidOn.adding(days: days), window: window, kind: nil,
      practitioner: Money(centavos: 100))
    #expect(price.amount == (isFree ? .zero : Money(centavos: 100)))
  }

  @Test("without a paid visit nothing is free, and the kind's price goes before the doctor's")
  func price() throws {
    let window = ReturnWindow(paidOn: nil, days: 30, count: 1, used: 0)
    var setup = try #require(VisitKinds.builtIn[.followUp])
    setup.price = Money(centavos: 50)
    let date = CivilDate(dayNumber: 20_000)
    let price = VisitPrice(
      on: date, window: window, kind: setup, practitioner: Money(centavos: 100))
    #expect(price.basis == .kind && price.amount == Money(centavos: 50))
    #expect(VisitPrice(on: date, window: nil, kind: nil, practitioner: nil).basis == .unknown)
  }
}
