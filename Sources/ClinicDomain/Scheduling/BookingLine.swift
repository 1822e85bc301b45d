/// A booking typed as one line: `14:30 maria s ret`, `qui 8h dra ana maria tele`.
///
/// When it is and who the doctor is stand in front, the kind of visit at the end, in either
/// language; what is left is the patient. Nothing typed is an error: what is not understood belongs
/// to the patient's name, where the person sees it.
public struct BookingLine: Hashable, Sendable {
  /// A doctor who may be named.
  public struct Doctor: Hashable, Sendable {
    public let id: PractitionerID
    public let name: String

    public init(id: PractitionerID, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// A last word that may be a kind of visit or the beginning of a name.
  public struct Guess: Hashable, Sendable {
    public let kind: VisitKind
    /// The patient's text without the word.
    public let patient: String
  }

  /// Whether a blank stands where the time goes: the last booking's date and time.
  public private(set) var repeatsLast = false
  /// nil where none was typed.
  public private(set) var date: CivilDate?
  public private(set) var time: CivilTime?
  /// Who is meant; several where the name is not enough.
  public private(set) var doctors: [Doctor] = []
  /// The name typed behind `dr`, or empty.
  public private(set) var doctorText = ""
  /// What to search the patient by.
  public private(set) var patient = ""
  public private(set) var kind: VisitKind?
  /// Whether an insurer is to pay, or the patient; nil where nothing was said.
  public private(set) var isInsured: Bool?
  /// Taken for the kind where no patient has the word in the name.
  public private(set) var guess: Guess?
  /// Length, where one was typed: `40min`.
  public private(set) var minutes: Int?
  /// How often it comes again: `toda semana 10x`.
  public private(set) var repetition: Repetition?

  /// Reads a line; it never fails.
  ///
  /// `words` are the clinic's own for kinds of visit, beside those of the languages.
  public init(
    _ text: String, today: CivilDate, doctors known: [Doctor] = [],
    words kindWords: [String: VisitKind] = [:]
  ) {
    let kinds = Self.kinds.merging(kindWords) { usual, _ in usual }
    repeatsLast = text.first == " "
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let isFinished = text.last?.isWhitespace ?? false
    repetition = Repetition.take(from: &words, today: today)
    takeTimes(&words, today: today, isFinished: isFinished)
    takeMinutes(&words)
    takePayer(&words)
    takeKind(&words, kinds)
    takePayer(&words)
    takeDoctor(&words, known)
    // The time may also stand behind the doctor: `dra ana qui 8h maria`.
    if !doctors.isEmpty, date == nil, time == nil {
      takeTimes(&words, today: today, isFinished: isFinished)
    }
    patient = words.joined(separator: " ")
    guess = Self.guess(in: words, unless: kind, kinds)
  }

  private mutating func takeTimes(
    _ words: inout [String], today: CivilDate, isFinished: Bool
  ) {
    var undecided: Int?
    while let word = words.first {
      let isLast = words.count == 1 && !isFinished
      if let (head, tail) = Self.timeGluedToName(word) {
        words.replaceSubrange(0...0, with: [head, tail])
        continue
      }
      if time == nil, let found = Self.time(word) {
        // Four digits may be a day as well: the word behind them decides.
        undecided = Self.isDayOrTime(word) ? Self.number(word) : nil
        time = found
      } else if let open = undecided, date == nil, let found = Self.time(word),
        let day = Self.day(fourDigits(open), today: today)
      {
        (date, time, undecided) = (day, found, nil)
      } else if date == nil, !(isLast && word.count == 1), let day = Self.day(word, today: today) {
        date = day
      } else {
        return
      }
      words.removeFirst()
    }
  }

  private func fourDigits(_ number: Int) -> String {
    String(repeating: "0", count: 4 - String(number).count) + String(number)
  }

  private mutating func takeDoctor(_ words: inout [String], _ known: [Doctor]) {
    let titles: Set<String> = ["dr", "dra", "doutor", "doutora", "doctor"]
    guard
      let place = words.firstIndex(where: { titles.contains(TextFolding.fold($0)) }),
      place == 0 || place + 1 < words.count
    else { return }
    let names = words[(place + 1)...].map { TextFolding.fold($0) }
    var taken = 0
    for count in 1...max(1, names.count) where count <= names.count {
      let found = known.filter { Self.name($0.name, has: names.prefix(count)) }
      // The last word is rather the patient than one more name of the doctor.
      guard !found.isEmpty, count == 1 || count < names.count || place > 0 else { break }
      (doctors, taken) = (found, count)
    }
    doctorText = words[(place + 1)...].prefix(max(taken, 1)).joined(separator: " ")
    words.removeSubrange(place..<min(words.count, place + 1 + max(taken, 1)))
  }

  /// Whether typed words begin names of a doctor, in their order.
  private static func name(_ name: String, has typed: ArraySlice<String>) -> Bool {
    var rest = typed
    for token in TextFolding.tokens(name) {
      if let next = rest.first, !next.isEmpty, token.hasPrefix(next) { rest = rest.dropFirst() }
    }
    return rest.isEmpty
  }

  private mutating func takeMinutes(_ words: inout [String]) {
    for (index, word) in words.enumerated().reversed() where index > 0 {
      guard let number = Self.minutes(word) else { continue }
      minutes = number
      words.remove(at: index)
      return
    }
  }

  private mutating func takePayer(_ words: inout [String]) {
    guard isInsured == nil, words.count > 1, let last = words.last,
      let found = Self.payers[TextFolding.fold(last)]
    else { return }
    isInsured = found
    words.removeLast()
  }

  private mutating func takeKind(_ words: inout [String], _ kinds: [String: VisitKind]) {
    guard words.count > 1 else { return }
    // A name of several words goes before the kind that its last word alone would be.
    for count in (1...min(words.count - 1, Self.longestKind)).reversed() {
      let typed = words.suffix(count).joined(separator: " ")
      guard let found = kinds[TextFolding.fold(typed)] else { continue }
      kind = found
      words.removeLast(count)
      return
    }
  }

  /// Words that the name of a kind is looked for in.
  private static let longestKind = 5

  private static func guess(
    in words: [String], unless kind: VisitKind?, _ kinds: [String: VisitKind]
  ) -> Guess? {
    guard kind == nil, words.count > 1, let last = words.last.map({ TextFolding.fold($0) }),
      last.count >= 3,
      let found = kinds.keys.sorted().first(where: { $0.hasPrefix(last) }).flatMap({ kinds[$0] })
    else { return nil }
    return Guess(kind: found, patient: words.dropLast().joined(separator: " "))
  }
}

extension BookingLine {
  /// `1430maria` typed without the blank.
  private static func timeGluedToName(_ word: String) -> (String, String)? {
    guard let end = word.firstIndex(where: { !isDigit($0) && $0 != ":" }), word[end].isLetter,
      !"hH".contains(word[end])
    else { return nil }
    let head = String(word[..<end])
    let digits = head.count(where: isDigit)
    guard digits == 3 || digits == 4, time(head) != nil else { return nil }
    return (head, String(word[end...]))
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isWholeNumber
  }

  private static func number(_ word: String) -> Int? {
    word.allSatisfy(isDigit) ? Int(word) : nil
  }

  private static func isDayOrTime(_ word: String) -> Bool {
    word.count == 4 && word.allSatisfy(isDigit)
  }

  /// A time of day as typed; a day's end is none.
  private static func time(_ word: String) -> CivilTime? {
    guard let first = word.first, isDigit(first), !word.contains("."),
      let time = try? CivilTime(parsing: word), time < .endOfDay
    else { return nil }
    return time
  }

  /// A day from today on; without a year the next such day.
  private static func day(_ word: String, today: CivilDate) -> CivilDate? {
    guard !word.hasPrefix("-"), let day = try? CivilDate.parse(word, today: today) else {
      return nil
    }
    if day >= today { return day }
    let digits = word.count(where: isDigit)
    guard digits <= 4, digits > 0 else { return nil }
    return CivilDate(year: day.year + 1, month: day.month, day: day.day)
      .flatMap { $0 >= today ? $0 : nil }
  }

  /// A length such as `40min`.
  static func minutes(_ word: String) -> Int? {
    let lower = word.lowercased()
    guard lower.hasSuffix("min"), let number = Int(lower.dropLast(3)), VisitLength.isValid(number)
    else { return nil }
    return number
  }

  /// The kind of visit that a word names.
  static func kind(_ word: String) -> VisitKind? { kinds[TextFolding.fold(word)] }

  /// A time that is written as one: `14:30`, `9h`.
  static func markedTime(_ word: String) -> CivilTime? {
    word.contains(where: { ":hH".contains($0) }) ? time(word) : nil
  }

  /// Who pays by the words of both languages, folded: whether it is an insurer.
  private static let payers: [String: Bool] = [
    "part": false, "particular": false, "private": false,
    "conv": true, "convenio": true, "insurance": true,
  ]

  /// The kinds of visit by the words and short forms of both languages, folded.
  private static let kinds: [String: VisitKind] = [
    "1a": .first, "prim": .first, "primeira": .first, "first": .first,
    "ret": .followUp, "retorno": .followUp, "fu": .followUp, "followup": .followUp,
    "follow up": .followUp, "return": .followUp,
    "rot": .routine, "rotina": .routine, "consulta": .routine, "routine": .routine,
    "ex": .exam, "exame": .exam, "exam": .exam,
    "proc": .procedure, "procedimento": .procedure, "procedure": .procedure,
    "tele": .tele, "teleconsulta": .tele, "teleconsultation": .tele, "video": .tele,
  ]
}
