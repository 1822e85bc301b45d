/// The one place where numbers that people see get the prefix of the site that gave them.
///
/// Chart, invoice and receipt numbers of other sites are kept above the site's own number times a
/// thousand million; those of this site as they are.
public struct SitePrefixes: Hashable, Sendable {
  /// What a site's number is multiplied by.
  public static let span = 1_000_000_000
  /// The prefixes of other sites by their numbers.
  public var others: [Int: String]

  public init(others: [Int: String] = [:]) { self.others = others }

  /// A chart's number: bare for this site's, `VV-17` for another's; `…` until the other site is known.
  public func chart(_ number: Int) -> String {
    if number < 0 { return "…" }
    let (site, own) = number.quotientAndRemainder(dividingBy: Self.span)
    return site == 0 ? String(own) : "\(others[site] ?? "#\(site)")-\(own)"
  }

  /// The number that a site gave, and the prefix to put in front of it.
  public func parts(_ number: Int, own prefix: String) -> (prefix: String, number: Int) {
    let (site, given) = number.quotientAndRemainder(dividingBy: Self.span)
    return (site == 0 ? prefix : others[site] ?? "#\(site)", given)
  }
}
