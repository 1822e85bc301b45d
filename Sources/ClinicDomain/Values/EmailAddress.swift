/// An e-mail address of the usual dot-atom form, at most 254 bytes.
///
/// The domain is kept in lower case; letters beyond ASCII are allowed (RFC 6531), quoted local
/// parts and address literals are not.
public struct EmailAddress: ParsedValue {
  /// The address.
  public let value: String

  /// Why a text is no e-mail address.
  public enum ParseError: Error, Equatable, Sendable {
    case empty
    case length
    case missingAt
    case localPart
    case domain
  }

  /// Reads an address, without white space around it.
  public init(parsing text: String) throws(ParseError) {
    let typed = text.trimmed
    guard !typed.isEmpty else { throw .empty }
    guard typed.utf8.count <= 254 else { throw .length }
    let parts = typed.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else { throw .missingAt }
    guard Self.isDotAtom(parts[0], extra: "!#$%&'*+/=?^_`{|}~-"), parts[0].utf8.count <= 64
    else { throw .localPart }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2, Self.isDotAtom(parts[1], extra: "-"),
      labels.allSatisfy({ !$0.hasPrefix("-") && !$0.hasSuffix("-") && $0.utf8.count <= 63 }),
      let last = labels.last, last.count >= 2, !last.utf8.allSatisfy(Digits.isDigit)
    else { throw .domain }
    value = "\(parts[0])@\(parts[1].lowercased())"
  }

  private static func isDotAtom(_ text: Substring, extra: String) -> Bool {
    let atoms = text.split(separator: ".", omittingEmptySubsequences: false)
    return atoms.allSatisfy { atom in
      !atom.isEmpty
        && atom.unicodeScalars.allSatisfy { scalar in
          let isWord =
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
          return isWord || extra.unicodeScalars.contains(scalar)
        }
    }
  }

  /// The address.
  public var formatted: String { value }
}
