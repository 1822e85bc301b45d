/// Which of some pieces the hub lacks.
public struct PieceQuestion: Codable, Sendable, Hashable {
  /// Lower-case hexadecimal SHA-256 each.
  public var hashes: [String]

  public init(hashes: [String]) { self.hashes = hashes }
}
