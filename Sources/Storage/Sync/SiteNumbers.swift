import ClinicDomain
import GRDB

/// The numbers that people see, of this site and of others, in one column: those of another site
/// stand above its own number times a thousand million.
struct SiteNumbers {
  static let span = SitePrefixes.span
  let db: Database
  /// This site's id.
  let own: String

  /// What the column holds for a number that a site gave; nil where the site is not known here.
  func stored(_ number: Int, of site: String?) throws -> Int? {
    guard let site, site != own else { return number }
    let place = try Int.fetchOne(
      try db.cachedStatement(sql: "SELECT number FROM peer WHERE site = ?"), arguments: [site])
    return place.map { $0 * Self.span + number }
  }

  /// The number as the site gave it, with that site's id.
  func known(_ stored: Int) throws -> (number: Int, site: String?) {
    guard stored >= Self.span else { return (stored, stored > 0 ? own : nil) }
    let site = try String.fetchOne(
      try db.cachedStatement(sql: "SELECT site FROM peer WHERE number = ?"),
      arguments: [stored / Self.span])
    return (stored % Self.span, site)
  }
}
