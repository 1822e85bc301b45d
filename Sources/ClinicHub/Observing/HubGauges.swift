import ClinicDomain
import HubCore
import SyncProtocol

/// What the database tells of the hub and its sites at one moment.
struct HubGauges: Sendable {
  var sites: [SiteRecord] = []
  var head: Int64 = 0
  /// Places whose content is held back or unreadable, by site.
  var open: [String: Int64] = [:]
  var requests: Int64 = 0
  /// Seconds since the oldest place of the feed that a site has not asked for, by site.
  var ages: [String: Int64] = [:]
  /// Calls that wait for or are on one of the threads.
  var load = 0
  var now = Instant(milliseconds: 0)

  static func read(
    _ hub: Hub<PostgresStore>, load: Int, at now: Instant
  ) throws -> HubGauges {
    try hub.store.read { tx in
      var gauges = HubGauges(sites: try tx.sites(), load: load, now: now)
      gauges.head = try tx.feedHead().sequence
      (gauges.open, gauges.requests) = try tx.openCounts()
      gauges.ages = try tx.feedAges()
      return gauges
    }
  }

  func write(into text: inout PrometheusText) {
    text.begin("clinic_hub_feed_head", .gauge, "The newest place of the feed.")
    text.add([], head)
    text.begin("clinic_hub_calls", .gauge, "Calls that wait or run in this instance.")
    text.add([], load)
    text.begin("clinic_hub_requests_open", .gauge, "Bookings that wait for a decision.")
    text.add([], requests)
    site(&text, "clinic_hub_site_feed_lag", "Entries of the feed that a site has not asked for.") {
      max(0, head - $0.pulled)
    }
    site(&text, "clinic_hub_site_feed_age_seconds", "Age of the oldest of those entries.") {
      ages[$0.site] ?? 0
    }
    site(&text, "clinic_hub_site_silence_seconds", "Since a site was last heard of.") {
      max(0, now.milliseconds(since: $0.lastSeen)) / 1000
    }
    site(&text, "clinic_hub_site_quarantine", "Entries of a site held back or unreadable.") {
      open[$0.site] ?? 0
    }
    site(&text, "clinic_hub_site_frozen", "1 where two files push as one site.") {
      $0.state == .frozen ? 1 : 0
    }
  }

  /// One line for each site that is not decommissioned, named by its prefix.
  private func site(
    _ text: inout PrometheusText, _ name: String, _ help: String,
    _ value: (SiteRecord) -> Int64
  ) {
    text.begin(name, .gauge, help)
    for site in sites where site.state != .decommissioned {
      text.add([("site", site.prefix)], value(site))
    }
  }
}

extension PostgresTransaction {
  func feedAges() throws -> [String: Int64] {
    let rows = try query(
      """
      SELECT s.id, floor(extract(epoch FROM now() - f.at))::bigint
      FROM site s JOIN feed f ON f.seq = s.pulled + 1
      """)
    return Dictionary(
      uniqueKeysWithValues: (0..<rows.count).map { (rows.text($0, 0), rows.integer($0, 1)) })
  }

  func openCounts() throws -> (places: [String: Int64], requests: Int64) {
    let rows = try query(
      """
      SELECT site, count(*) FROM place WHERE outcome IS NULL OR outcome = 'quarantined' GROUP BY site
      """)
    let places = (0..<rows.count).map { (rows.text($0, 0), rows.integer($0, 1)) }
    return (
      Dictionary(uniqueKeysWithValues: places),
      try query("SELECT count(*) FROM request").integer(0, 0)
    )
  }
}
