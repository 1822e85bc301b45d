internal import ArgumentParser
internal import ClinicDomain
internal import HubCore
internal import SyncProtocol

/// Makes a code by which one clinic may join.
struct EnrolCode: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol-code",
    abstract: "Make a code by which one clinic may join, once, within a day.",
    discussion: "Tell it to the clinic by another way than its answer; only its hash is kept.")

  @Option(help: "What you call the clinic.")
  var name: String

  func run() throws {
    let hub = Hub(store: try DatabaseAddress().open())
    var random = SystemRandomNumberGenerator()
    let code = JoinCode.make(using: &random)
    try hub.offer(code: code, name: name, at: .system())
    print(code)
  }
}

/// Codes that are easily read out: no letter looks like a digit.
enum JoinCode {
  private static let letters = Array("ABCDEFGHJKMNPQRSTVWXYZ23456789")

  /// Four times four of thirty letters: 78 bits.
  static func make(using random: inout some RandomNumberGenerator) -> String {
    (0..<4).map { _ in
      String((0..<4).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
    }.joined(separator: "-")
  }
}

/// Lists the sites.
struct Sites: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the sites that joined.")

  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    let hub = Hub(store: try DatabaseAddress().open())
    let sites = try hub.sites()
    if json {
      print(JSONValue.array(sites.map(\.listing)).canonicalText)
    } else {
      for site in sites {
        print(
          [
            String(site.number), site.prefix, site.state.rawValue, site.site,
            site.lastSeen.isoText, site.name,
          ].joined(separator: "\t"))
      }
    }
  }
}

extension SiteRecord {
  fileprivate var listing: JSONValue {
    .object(
      JSONObject([
        ("number", .int(number)), ("prefix", .string(prefix)), ("state", .string(state.rawValue)),
        ("site", .string(site)), ("name", .string(name)), ("epoch", .int(epoch)),
        ("last_seen", .int(lastSeen.milliseconds)), ("pulled", .int(pulled)),
        ("lease_until", .int(leaseUntil.milliseconds)),
      ]))
  }
}

/// Takes a site out for good.
struct Decommission: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a site out for good: nothing is taken from it any more.")

  @Argument(help: "The site's id, as `sites` lists it.")
  var site: String

  func run() throws {
    try Hub(store: try DatabaseAddress().open()).decommission(site, at: .system())
  }
}

/// Lets a frozen site go on.
struct Thaw: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a frozen site go on, once you know which of its files is the right one.")

  @Argument(help: "The site's id, as `sites` lists it.")
  var site: String

  func run() throws {
    try Hub(store: try DatabaseAddress().open()).thaw(site, at: .system())
  }
}

/// Makes all sites pull from the beginning.
struct NewLife: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-life",
    abstract: "After the database was put back from a copy of its files: let all sites compare.",
    discussion: "A restore from a dump or to a point in time is noticed without it.")

  func run() throws {
    try Hub(store: try DatabaseAddress().open()).beginNewLife()
  }
}
