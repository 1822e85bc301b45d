/// Where visits by video take place: an address with places for what tells one visit from another,
/// such as `https://meet.example/{visit}`.
///
/// `{visit}` becomes the visit's id, which nobody counts up to, and must be there;
/// `{practitioner}` becomes the practitioner's id.
public struct MeetingPattern: ParsedValue {
  /// Why a text is no such address.
  public enum ParseError: Error, Equatable, Sendable {
    case empty, tooLong
    /// Not `https://` with a host behind it.
    case notSecure
    /// Blanks, or signs that an address doesn't have.
    case character
    /// A place in braces that nothing is known for.
    case placeholder
    /// Without `{visit}` all visits would share a room.
    case noVisit
  }

  public let value: String
  public var formatted: String { value }

  /// Characters of a pattern.
  public static let longest = 200

  public init(parsing text: String) throws(ParseError) {
    guard !text.isEmpty else { throw .empty }
    guard text.utf8.count <= Self.longest else { throw .tooLong }
    guard text.utf8.allSatisfy(Self.isAllowed) else { throw .character }
    let scheme = "https://"
    guard text.hasPrefix(scheme) else { throw .notSecure }
    let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard host.contains("."), host.first != ".", !host.contains(where: { "{}@".contains($0) })
    else { throw .notSecure }
    let bare = Self.places.reduce(text) { $0.replacing($1, with: "") }
    guard !bare.contains(where: { "{}".contains($0) }) else { throw .placeholder }
    guard text.contains("{visit}") else { throw .noVisit }
    value = text
  }

  private static let places = ["{visit}", "{practitioner}"]

  /// What RFC 3986 lets stand in an address, and braces.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte) && !"\"<>\\^`|".utf8.contains(byte)
  }

  /// The address of one visit.
  public func address(of visit: AppointmentID, practitioner: PractitionerID) -> String {
    value.replacing("{visit}", with: visit.text)
      .replacing("{practitioner}", with: practitioner.text)
  }
}
