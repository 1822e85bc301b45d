/// What a visit is for: a stable code, as stored visits, imports and scripts name it.
///
/// The program brings six; a clinic may add its own. What a kind is called and asks for stands in
/// `VisitKindSetup`.
public struct VisitKind: RawRepresentable, Hashable, Codable, Sendable {
  /// The code: 1–40 of `a`–`z`, `0`–`9` and `-`.
  public let rawValue: String

  /// - Returns: nil unless the text is a code.
  public init?(rawValue: String) {
    guard (1...40).contains(rawValue.utf8.count), rawValue.utf8.allSatisfy(Self.isCodeByte) else {
      return nil
    }
    self.rawValue = rawValue
  }

  private init(code: String) { rawValue = code }

  /// The code that a name gives: `Avaliação física` is `avaliacao-fisica`.
  ///
  /// - Returns: nil where nothing of the name is left.
  public init?(named name: String) {
    let words = TextFolding.tokens(name).map { word in
      String(decoding: word.utf8.filter(Self.isCodeByte), as: UTF8.self)
    }
    let code = words.filter { !$0.isEmpty }.joined(separator: "-").prefix(40)
    self.init(rawValue: String(code))
  }

  public static let first = VisitKind(code: "first")
  public static let followUp = VisitKind(code: "follow-up")
  public static let routine = VisitKind(code: "routine")
  public static let exam = VisitKind(code: "exam")
  public static let procedure = VisitKind(code: "procedure")
  public static let tele = VisitKind(code: "tele")

  /// The kinds that every clinic has.
  public static let builtIn: [VisitKind] = [.first, .followUp, .routine, .exam, .procedure, .tele]

  public var isBuiltIn: Bool { Self.builtIn.contains(self) }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
  }
}

/// A colour that tells a kind of visit from others, beside its letter.
///
/// Red is kept for what needs a person now.
public enum KindColour: String, CaseIterable, Hashable, Codable, Sendable {
  case none, blue, cyan, green, magenta, yellow
}
