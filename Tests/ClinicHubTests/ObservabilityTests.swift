import ClinicDomain
import Foundation
import HubCore
import SampleClinic
import SyncClient
import SyncProtocol
import Testing
import WebClient

@testable import ClinicHub

/// What who looks after a hub sees of it, and the samples in `packaging/`.
@Suite(.serialized)
struct ObservabilityTests {
  private static let promtool = Tool.find("promtool")
  private static let amtool = Tool.find("amtool")
  private static let python = Tool.find("python3")

  private func busyHub() throws -> (process: HubProcess, site: TestSite) {
    let address = try #require(PrivatePostgres.shared).makeDatabase()
    let process = try HubProcess(database: address)
    let hub = Hub(store: PostgresStore(address: address))
    let site = try TestSite.enrolled(1, by: hub, at: process.address)[0]
    _ = try site.push(site.entry("unit", "u", JSONObject([("name", "Ána \"Boa\"")])))
    _ = try site.call("GET", "/v1/feed?after=1:0")
    _ = try site.send("GET", "/v1/feed?after=1:0")
    return (process, site)
  }

  private func metrics(of site: TestSite) throws -> [UInt8] {
    try site.send("GET", "/metrics").body
  }

  /// What a worker tells of a site after a day of all sorts.
  private var siteText: String {
    let metrics = SiteMetrics()
    let now = Instant(milliseconds: 1_800_000_000_000)
    metrics.note(.pushed(count: 3, outcomes: [.applied: 2, .refused: 1], acknowledged: 3), at: now)
    metrics.note(.pulled(count: 5, position: 5, head: 9), at: now)
    let wait = SyncWait(failure: .unreachable, failures: 5, since: now, until: now, isOpen: true)
    metrics.note(.failed(wait), at: now)
    let status = SyncStatus(
      isEnrolled: true, pendingCount: 7, oldestPendingAt: now, stagedCount: 1, tornCount: 0,
      lastError: nil, entries: [], staged: [], tasks: [])
    let standing = SiteStanding(
      enrolment: nil, epoch: 1, lastSequence: 10, lastHash: "", acknowledged: 3, witnessed: nil,
      feed: FeedPosition(hubEpoch: 1, sequence: 5), keyCursor: 0, stagedCount: 1)
    return metrics.text(
      site: "BV", gauges: .init(status: status, standing: standing, quarantined: 2))
  }

  @Test func `a worker tells what waits at its site, and since when`() {
    let lines = siteText.split(separator: "\n")
    for line in [
      #"clinic_site_waiting_entries{site="BV"} 7"#,
      #"clinic_site_oldest_waiting_timestamp_seconds{site="BV"} 1800000000"#,
      #"clinic_site_quarantined{site="BV"} 2"#, #"clinic_site_feed_lag{site="BV"} 4"#,
      #"clinic_site_breaker_open{site="BV"} 1"#,
      #"clinic_site_pushed_total{site="BV",outcome="applied"} 2"#,
      #"clinic_site_failures_total{site="BV",code="unreachable"} 1"#,
    ] {
      #expect(lines.contains { $0 == line }, "\(line)")
    }
  }

  @Test(.enabled(if: PrivatePostgres.isInstalled && promtool != nil, "promtool is not here"))
  func `promtool reads the counters and finds nothing to say`() throws {
    let (process, site) = try busyHub()
    let result = try #require(Self.promtool).run(["check", "metrics"], input: metrics(of: site))
    #expect(result.status == 0)
    #expect(result.output == "")
    let ofSite = try #require(Self.promtool).run(["check", "metrics"], input: Array(siteText.utf8))
    #expect(ofSite.status == 0)
    #expect(ofSite.output == "")
    #expect(process.log.count > 1)
  }

  @Test(.enabled(if: PrivatePostgres.isInstalled && python != nil, "python3 is not here"))
  func `prometheus_client reads the counters`() throws {
    let (process, site) = try busyHub()
    let script = """
      import sys
      try:
        from prometheus_client.parser import text_string_to_metric_families as read
      except ImportError:
        sys.exit(77)
      found = {s.name + repr(sorted(s.labels.items())): s.value
               for f in read(sys.stdin.read()) for s in f.samples}
      assert found["clinic_hub_entries_total[('outcome', 'applied')]"] == 1, found
      route = "('route', 'GET /v1/feed'), ('status', '200')]"
      assert found["clinic_hub_request_seconds_count[" + route] == 1, found
      assert found["clinic_hub_request_seconds_bucket[('le', '+Inf'), " + route] == 1, found
      assert found["clinic_hub_problems_total[('code', 'unauthorised')]"] == 1, found
      """
    let result = try #require(Self.python).run(["-c", script], input: metrics(of: site))
    // 77: the library is not installed here.
    #expect([0, 77].contains(result.status), "\(result.output)")
    #expect(process.log.count > 1)
  }

  @Test(.enabled(if: PrivatePostgres.isInstalled))
  func `the rules and the dashboard ask for what hub and workers tell`() throws {
    let (process, site) = try busyHub()
    let text = String(decoding: try metrics(of: site), as: UTF8.self) + siteText
    let told = Set(text.matches(of: /# TYPE ([a-z_]+)/).map { String($0.1) })
    var asked: Set<String> = []
    for file in [
      "prometheus/clinic-hub.rules.yml", "prometheus/clinic-site.rules.yml",
      "grafana/clinic-hub.json",
    ] {
      let sample = try String(
        contentsOf: Packaging.folder.appendingPathComponent(file), encoding: .utf8)
      for match in sample.matches(of: /clinic_(hub|site)_([a-z_]+)/) {
        let name = String(match.0)
        asked.insert(name.replacing(/_(bucket|count|sum)$/, with: ""))
      }
    }
    #expect(asked.subtracting(told) == [])
    #expect(asked.count > 10)
    #expect(process.log.count > 1)
  }

  @Test(.enabled(if: promtool != nil, "promtool is not here"))
  func `the rules do what their tests say`() throws {
    let promtool = try #require(Self.promtool)
    let folder = Packaging.folder.appendingPathComponent("prometheus").path
    for name in ["clinic-hub", "clinic-site"] {
      let tests = promtool.run(["test", "rules", "\(folder)/\(name).rules.test.yml"])
      #expect(tests.status == 0, "\(tests.output)")
      // Each alert has a test.
      let rules = try String(contentsOfFile: "\(folder)/\(name).rules.yml", encoding: .utf8)
      let cases = try String(contentsOfFile: "\(folder)/\(name).rules.test.yml", encoding: .utf8)
      for alert in rules.matches(of: /alert: ([A-Za-z]+)/) {
        #expect(cases.contains("alertname: \(alert.1)\n"), "\(alert.1) has no test that it fires")
      }
    }
    let config = promtool.run(["check", "config", "\(folder)/prometheus.yml"])
    #expect(config.status == 0, "\(config.output)")
  }

  @Test(
    .enabled(if: amtool != nil, "amtool is not here"),
    arguments: [
      ("page", "duty"), ("ticket", "desk"),
    ])
  func `an alert goes where its severity says`(severity: String, receiver: String) throws {
    let amtool = try #require(Self.amtool)
    let file = Packaging.folder.appendingPathComponent("alertmanager/alertmanager.yml").path
    let check = amtool.run(["check-config", file])
    #expect(check.status == 0, "\(check.output)")
    let route = amtool.run([
      "config", "routes", "test", "--config.file", file, "severity=\(severity)",
    ])
    // Before it may come a warning about flags.
    #expect(route.output.hasSuffix("\(receiver)\n"), "\(route.output)")
  }

  @Test(.enabled(if: PrivatePostgres.isInstalled))
  func `the log names requests and tells nothing of what they carry`() throws {
    let (process, site) = try busyHub()
    let patient = site.entry(
      "patient", TestSite.newID(),
      JSONObject([("name", "Zuleide Prado"), ("cpf", "52998224725"), ("phone", "11987654321")]))
    var signed = try site.sign("POST", SyncAPI.entries(of: site.id), site.body(patient))
    signed.headers["x-request-id"] = "the-request-of-this-test"
    #expect(try site.send(signed).status == 200)
    let broken = try site.sign("POST", SyncAPI.entries(of: site.id), Array("{\"Zuleide".utf8))
    #expect(try site.send(broken).status == 400)
    let log = process.log
    let line = try #require(log.first { $0["request_id"] == "the-request-of-this-test" })
    #expect(line["route"] == "POST /v1/sites/:site/entries")
    #expect(line["status"] == 200)
    #expect(line["site"] == .string(site.id))
    #expect(log.contains { $0["problem"] == "malformed" })
    let known: Set = [
      "at", "level", "logger", "message", "ms", "port", "problem", "request_id", "route", "site",
      "status",
    ]
    for line in log {
      #expect(known.isSuperset(of: line.objectValue?.keys ?? []))
      for secret in ["Zuleide", "52998224725", "987654321", "Boa", "CODE0"] {
        #expect(!line.canonicalText.contains(secret))
      }
    }
  }
}

/// A program of the system, or one that `script/test` put beside the build.
struct Tool {
  let path: String

  static func find(_ name: String) -> Tool? {
    let own = Packaging.folder.deletingLastPathComponent().path + "/.build/tools/usr/bin"
    return ["/usr/bin", "/usr/local/bin", own].map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }.map { Tool(path: $0) }
  }

  /// Runs it; gives its exit code and what it wrote, of its errors first.
  func run(_ arguments: [String], input: [UInt8] = []) -> (status: Int32, output: String) {
    do {
      let ending = try FinishedProcess(path, arguments, input: Data(input))
      return (ending.status, ending.error + ending.output)
    } catch {
      return (-1, "\(error)")
    }
  }
}
