internal import ClinicDomain
internal import Crypto
internal import SyncProtocol

/// What the hub decides, over whatever keeps its things; the time is handed in with every call.
///
/// Refusals of a request as a whole are thrown as `HubProblem`.
public struct Hub<Store: HubStore>: Sendable {
  public let store: Store
  public let rules: HubRules

  public init(store: Store, rules: HubRules = HubRules()) {
    self.store = store
    self.rules = rules
  }
}

/// The lengths and limits by which the hub decides, in milliseconds unless they say otherwise.
public struct HubRules: Sendable, Hashable {
  /// How long a site may promise its practitioners' time without a word from the hub.
  public var lease: Int64 = 72 * 3_600_000
  /// How long a code for joining is good.
  public var codeLifetime: Int64 = 24 * 3_600_000
  /// The most bytes of one page of the feed, unless a single transaction is longer.
  public var pageBytes = 2 << 20
  /// How many free times a desk is told.
  public var freeTimes = 3
  /// How many days around the lost one are searched for them.
  public var searchDays = 14

  public init() {}
}

/// SHA-256 in the shape that the wire types ask for.
func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

/// Names that follow from what they name, so that doing a thing twice names it once.
enum DerivedID {
  /// A UUIDv7 of the moment, its random part taken from the parts' hash.
  static func make(_ parts: String..., at milliseconds: Int64) -> String {
    var digest = HashedBytes(sha256(Array(parts.joined(separator: "\u{1f}").utf8)))
    return EntityID<SyncEntryEntity>.make(
      at: Instant(milliseconds: milliseconds), random: &digest
    ).text
  }
}

/// Gives out the bytes of a hash, eight at a time.
private struct HashedBytes: RandomNumberGenerator {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  mutating func next() -> UInt64 {
    let word = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    bytes = bytes.dropFirst(8)
    return word
  }
}
