/// A kind of visit as the clinic set it up.
public struct VisitKindSetup: Aggregate {
  public static let entity = EntityKind.visitKind
  public let id: VisitKindID
  public let kind: VisitKind
  /// As people see it; empty for a built-in kind that is called as the screens' language has it.
  public var name: String
  /// Drawn beside the visit in the schedule; empty for none.
  public var letter: String
  public var colour: KindColour
  /// The usual length; nil takes the agenda's slot.
  public var minutes: Int?
  /// What it costs; nil takes the doctor's price.
  public var price: Money?
  /// What the patient is told when it is booked.
  public var preparation: String
  /// Whether it is held by video.
  public var isTele: Bool
  /// Where it is held by video; nil where no address is given out.
  public var meetingPattern: MeetingPattern?
  /// Days after a paid visit with the same doctor within which it costs nothing; nil where it never
  /// does.
  public var returnDays: Int?
  /// How many cost nothing after one paid visit.
  public var returnCount: Int
  /// Whether it can be booked.
  public var isActive: Bool

  public init(
    id: VisitKindID, kind: VisitKind, name: String = "", letter: String = "",
    colour: KindColour = .none, minutes: Int? = nil, price: Money? = nil,
    preparation: String = "", isTele: Bool = false,
    meetingPattern: MeetingPattern? = nil, returnDays: Int? = nil, returnCount: Int = 1,
    isActive: Bool = true
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.letter = letter
    self.colour = colour
    self.minutes = minutes
    self.price = price
    self.preparation = preparation
    self.isTele = isTele
    self.meetingPattern = meetingPattern
    self.returnDays = returnDays
    self.returnCount = returnCount
    self.isActive = isActive
  }

  /// Days that a free return may be given: two years at most.
  public static let returnRange = 1...730
  /// Free returns after one paid visit.
  public static let returnCountRange = 1...20
  /// Characters of the preparation.
  public static let preparationLength = 500

  /// A built-in kind before the clinic changed it; its id is the same at every site.
  static func builtIn(_ number: Int, _ kind: VisitKind) -> VisitKindSetup {
    var setup = VisitKindSetup(id: .fixed(UInt16(number + 1)), kind: kind)
    switch kind {
    case .first: setup.letter = "1"
    case .followUp:
      setup.letter = "R"
      setup.returnDays = 30
    case .exam: setup.letter = "X"
    case .procedure: setup.letter = "P"
    case .tele:
      setup.letter = "T"
      setup.isTele = true
    default: break
    }
    return setup
  }

  /// What keeps it from being saved, seen by itself.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    func require(_ isGood: Bool, _ field: FieldName, _ reason: FieldProblem.Reason = .outOfRange) {
      if !isGood { problems.append(FieldProblem(field, reason)) }
    }
    require(kind.isBuiltIn || name.contains { !$0.isWhitespace }, .name, .required)
    require(name.count <= 40, .name, .tooLong)
    require(letter.isEmpty || Self.isLetter(letter), .letter, .malformed)
    require(minutes.map(VisitLength.isValid) ?? true, .minutes)
    require(price.map { $0 >= .zero && $0 <= Money(centavos: 99_999_999_99) } ?? true, .price)
    require(preparation.count <= Self.preparationLength, .preparation, .tooLong)
    require(returnDays.map(Self.returnRange.contains) ?? true, .returnDays)
    require(Self.returnCountRange.contains(returnCount), .returnCount)
    return problems
  }

  /// One letter or digit; `E` is the encaixe's.
  private static func isLetter(_ text: String) -> Bool {
    guard text.count == 1, let only = text.first, only.isASCII else { return false }
    return only.isLetter && only != "E" && only != "e" || only.isNumber
  }
}

/// All kinds of visit that a clinic has.
public struct VisitKinds: Equatable, Sendable {
  /// The built-in ones in their order, then the clinic's by name.
  public let all: [VisitKindSetup]

  /// Those of a clinic that changed nothing.
  public static let builtIn = VisitKinds()

  public init(stored: [VisitKindSetup] = []) {
    let byKind = Dictionary(stored.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    all =
      VisitKind.builtIn.enumerated().map { number, kind in
        byKind[kind] ?? .builtIn(number, kind)
      }
      + stored.filter { !$0.kind.isBuiltIn }
      .sorted {
        (TextFolding.fold($0.name), $0.kind.rawValue)
          < (TextFolding.fold($1.name), $1.kind.rawValue)
      }
  }

  /// How a kind is set up; nil for one that this clinic never had.
  public subscript(kind: VisitKind) -> VisitKindSetup? { all.first { $0.kind == kind } }

  /// What can be booked.
  public var offered: [VisitKind] { all.filter(\.isActive).map(\.kind) }

  /// Whether a kind can be booked.
  public func offers(_ kind: VisitKind) -> Bool { self[kind]?.isActive ?? false }

  /// What kinds are typed by, folded: codes, whole names, and of the names each word of three
  /// letters or more that no other kind has.
  ///
  /// Folding makes a blank of a hyphen: a code or a name may be several words.
  public var words: [String: VisitKind] {
    let offered = all.filter(\.isActive)
    var words: [String: VisitKind] = [:]
    let codes = offered.map { (TextFolding.fold($0.kind.rawValue), $0.kind) }
    let names = offered.map { (TextFolding.fold($0.name), $0.kind) }
    for (text, kind) in codes + names where !text.isEmpty && words[text] == nil {
      words[text] = kind
    }
    var owners: [String: Set<VisitKind>] = [:]
    for setup in offered {
      for word in TextFolding.tokens(setup.name) where word.count > 2 {
        owners[word, default: []].insert(setup.kind)
      }
    }
    for (word, kinds) in owners where words[word] == nil && kinds.count == 1 {
      words[word] = kinds.first
    }
    return words
  }

  /// Where a visit is held by video; nil for others and where no address is given out.
  public func meeting(
    of visit: AppointmentID, kind: VisitKind, practitioner: PractitionerID
  ) -> String? {
    guard let setup = self[kind], setup.isTele else { return nil }
    return setup.meetingPattern?.address(of: visit, practitioner: practitioner)
  }

  /// Whether a kind is held by video.
  public func isTele(_ kind: VisitKind) -> Bool { self[kind]?.isTele ?? (kind == .tele) }
}
