/// The names and limits of the protocol between a site and the hub.
public enum SyncAPI {
  /// The version of the wire format; a hub takes this one and the two before it.
  public static let version: Int64 = 1
  /// The versions that this program can read.
  public static let readableVersions: ClosedRange<Int64> = 1...1

  /// The most entries of one push, and of one page of the feed.
  public static let batchLimit = 500
  /// The most bytes of one push before compression.
  public static let batchByteLimit = 1 << 20

  /// The most bytes of a piece of a file, as it is sealed.
  public static let pieceLimit = 256 << 10

  public static let enrolments = "/v1/enrolments"

  /// Where a site pushes its entries.
  public static func entries(of site: String) -> String { "/v1/sites/\(site)/entries" }
  /// Where a site asks for a new epoch, after a restore or a clone of its file.
  public static func epochs(of site: String) -> String { "/v1/sites/\(site)/epochs" }
  /// Where a site leaves patients' data keys, wrapped for others, and fetches those for itself.
  public static func keyGrants(of site: String) -> String { "/v1/sites/\(site)/key-grants" }
  /// Where a site says that it will not come back.
  public static func site(_ site: String) -> String { "/v1/sites/\(site)" }

  /// Where a piece of a file is, named by its SHA-256.
  public static func piece(_ hash: String) -> String { "/v1/pieces/\(hash)" }
  /// Where a site asks which pieces the hub lacks.
  public static let missingPieces = "/v1/pieces/missing"

  public static let feed = "/v1/feed"
  public static let directory = "/v1/sites"
  public static let snapshot = "/v1/snapshot"

  /// The header names of a signed request.
  public enum Header {
    public static let site = "clinic-site"
    public static let date = "clinic-date"
    public static let nonce = "clinic-nonce"
    public static let signature = "clinic-signature"
    public static let requestID = "x-request-id"
  }
}
