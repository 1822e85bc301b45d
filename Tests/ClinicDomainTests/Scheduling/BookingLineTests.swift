import ClinicDomain
import Foundation
import SampleClinic
import Testing

@Suite("A booking typed as one line")
struct BookingLineTests {
  /// Wednesday, 25 November 2026.
  static let today = CivilDate(dayNumber: 20_782)

  static let doctors: [BookingLine.Doctor] = {
    var random = SystemRandomNumberGenerator()
    return ["Ana Lima", "Ana Maria Souza", "Bruno Reis", "Célia Dias"].map {
      BookingLine.Doctor(
        id: EntityID.make(at: Instant(milliseconds: 0), random: &random), name: $0)
    }
  }()

  static let unit: UnitID = {
    var random = SystemRandomNumberGenerator()
    return EntityID.make(at: Instant(milliseconds: 0), random: &random)
  }()

  struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    var date: Int?
    var time: String?
    var doctors: [String] = []
    var patient = ""
    var kind: VisitKind?
    var minutes: Int?
    var testDescription: String { text }
  }

  static let cases: [Case] = [
    Case(text: "14:30 maria s ret", time: "14:30", patient: "maria s", kind: .followUp),
    Case(text: "amanhã 9 joão silva", date: 1, time: "09:00", patient: "joão silva"),
    Case(text: "tomorrow 9 john", date: 1, time: "09:00", patient: "john"),
    Case(
      text: "qui 8h dra ana maria tele", date: 1, time: "08:00",
      doctors: ["Ana Lima", "Ana Maria Souza"], patient: "maria", kind: .tele),
    Case(
      text: "thu 8h dr bruno maria sa first", date: 1, time: "08:00", doctors: ["Bruno Reis"],
      patient: "maria sa", kind: .first),
    Case(
      text: "qui 8h dra. ana maria rita", date: 1, time: "08:00", doctors: ["Ana Maria Souza"],
      patient: "rita"),
    Case(
      text: "dra celia seg 9h30 rita", date: 5, time: "09:30", doctors: ["Célia Dias"],
      patient: "rita"),
    Case(text: "1405 9h rita", date: 170, time: "09:00", patient: "rita"),
    Case(text: "1405 rita", time: "14:05", patient: "rita"),
    Case(text: "1405 1430 rita", date: 170, time: "14:30", patient: "rita"),
    Case(text: "1430 1405 rita", date: 170, time: "14:30", patient: "rita"),
    Case(text: "9 14/05 rita", date: 170, time: "09:00", patient: "rita"),
    Case(text: "+1 rita", date: 1, patient: "rita"),
    Case(text: "+2s 10 rita", date: 14, time: "10:00", patient: "rita"),
    Case(text: "+2w 10 rita", date: 14, time: "10:00", patient: "rita"),
    Case(text: "t 10 rita", date: 0, time: "10:00", patient: "rita"),
    Case(text: "1330mar sanc", time: "13:30", patient: "mar sanc"),
    Case(text: "9h30 rita 40min exame", time: "09:30", patient: "rita", kind: .exam, minutes: 40),
    Case(text: "maria s", patient: "maria s"),
    Case(text: "ret", patient: "ret"),
    Case(text: "t", patient: "t"),
    Case(text: "52998224725", patient: "52998224725"),
    Case(text: "14/02/1951", patient: "14/02/1951"),
    Case(text: "10 maria 14/02/1951", time: "10:00", patient: "maria 14/02/1951"),
    Case(text: "2500 rita", patient: "2500 rita"),
    Case(text: "10 maria drummond", time: "10:00", patient: "maria drummond"),
    Case(text: "10 maria dr", time: "10:00", patient: "maria dr"),
    Case(text: "10 rita dr bruno", time: "10:00", doctors: ["Bruno Reis"], patient: "rita"),
    Case(text: "-1 rita", patient: "-1 rita"),
    Case(text: "", patient: ""),
  ]

  @Test("time, day, doctor, patient and kind are told apart", arguments: cases)
  func reads(_ expected: Case) {
    let line = BookingLine(expected.text, today: Self.today, doctors: Self.doctors)
    #expect(line.date == expected.date.map { Self.today.adding(days: $0) })
    #expect(line.time?.text == expected.time)
    #expect(line.doctors.map(\.name) == expected.doctors)
    #expect(line.patient == expected.patient)
    #expect(line.kind == expected.kind)
    #expect(line.minutes == expected.minutes)
    #expect(!line.repeatsLast)
  }

  @Test(
    "who pays is the last word or stands beside the kind, and is nobody's name by itself",
    arguments: [
      ("10 rita part", false, "rita", nil), ("10 rita ret conv", true, "rita", .followUp),
      ("10 rita convênio tele", true, "rita", .tele),
      ("10 rita insurance", true, "rita", nil), ("10 rita private", false, "rita", nil),
      ("10 part", nil, "part", nil), ("10 rita partes", nil, "rita partes", nil),
    ] as [(String, Bool?, String, VisitKind?)])
  func payer(text: String, isInsured: Bool?, patient: String, kind: VisitKind?) {
    let line = BookingLine(text, today: Self.today, doctors: Self.doctors)
    #expect(line.isInsured == isInsured)
    #expect(line.patient == patient)
    #expect(line.kind == kind)
  }

  @Test("a blank in front repeats the last booking's date and time")
  func blank() {
    let line = BookingLine(" rita", today: Self.today)
    #expect(line.repeatsLast)
    #expect(line.patient == "rita")
  }

  @Test("the beginning of a kind of visit is a guess, since it may be one of a name")
  func guess() {
    let line = BookingLine("10 maria reto", today: Self.today)
    #expect(line.kind == nil)
    #expect(line.patient == "maria reto")
    #expect(line.guess?.kind == .followUp && line.guess?.patient == "maria")
    #expect(BookingLine("10 maria re", today: Self.today).guess == nil)
  }

  @Test(
    "a doctor nobody knows stays typed and is told", arguments: ["dr zorro rita", "8h dra zz rita"])
  func unknownDoctor(text: String) {
    let line = BookingLine(text, today: Self.today, doctors: Self.doctors)
    #expect(line.doctors.isEmpty)
    #expect(!line.doctorText.isEmpty)
    #expect(line.patient == "rita")
  }

  @Test("odd names and texts never crash it", .enabled(if: SharedData.isPresent))
  func oddInputs() throws {
    let texts = try SharedData.text("blns/blns.txt").split(separator: "\n")
    #expect(texts.count > 100)
    for text in texts {
      for prefix in ["", "10 ", "qui 8h dra ana ", " "] {
        let line = BookingLine(prefix + text, today: Self.today, doctors: Self.doctors)
        #expect(line.patient.count <= prefix.count + text.count + 1)
      }
    }
  }

  @Test("any bytes are read, and the name is of what was typed", arguments: 1...4)
  func randomInputs(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "1", "9", "0", "h", ":", " ", "dr", "dra", "ana", "+", "-", "/", ".", "t", "ret", "é",
      "\u{301}",
      "😀", "min", "40min", "\u{0}", "２", "١", "\u{202E}", "seg", "2400", "9999",
    ]
    for _ in 0..<5_000 {
      let count = Int.random(in: 0...12, using: &random)
      let text = (0..<count).compactMap { _ in pieces.randomElement(using: &random) }.joined()
      let line = BookingLine(text, today: Self.today, doctors: Self.doctors)
      let named = line.patient.split(whereSeparator: \.isWhitespace).map(String.init)
      #expect(named.allSatisfy { text.contains($0) }, "\(text.debugDescription): \(line.patient)")
    }
  }
}
