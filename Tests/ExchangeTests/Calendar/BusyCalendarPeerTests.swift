import ClinicDomain
import Exchange
import Foundation
import Testing

/// The shared calendars, odd ones too, against what Python's icalendar and recurring_ical_events make
/// of them.
@Suite("Calendars of others", .enabled(if: SharedData.isPresent, "no shared data"))
struct BusyCalendarPeerTests {
  static let first = CivilDate(dayNumber: 9496)  // 1996-01-01
  static let last = CivilDate(dayNumber: 20_818)  // 2026-12-31
  static let zone = SiteZone(named: "America/Sao_Paulo")

  static let files: [String] = {
    guard let folder = try? SharedData.path("icalendar") else { return [] }
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".ics") || $0.hasSuffix(".vcf") }.sorted()
  }()

  private static func read(_ name: String) throws -> BusyCalendar {
    let file = URL(fileURLWithPath: try SharedData.path("icalendar/\(name)"))
    return BusyCalendar(
      reading: Array(try Data(contentsOf: file)), from: first, until: last,
      zone: try #require(zone))
  }

  @Test("there are all of them")
  func count() { #expect(Self.files.count == 157) }

  @Test("none crashes the reader, and what has no time is told", arguments: files)
  func reads(name: String) throws {
    let calendar = try Self.read(name)
    for time in calendar.times { #expect(time.start < time.end) }
    #expect(Set(calendar.times.map(\.key)).count == calendar.times.count)
    // A file that gives nothing either has no event that takes time or says what is wrong.
    let text = String(
      decoding: try Data(
        contentsOf: URL(fileURLWithPath: try SharedData.path("icalendar/\(name)"))), as: UTF8.self)
    if !text.contains("BEGIN:VEVENT"), !text.contains("BEGIN:VCALENDAR") {
      #expect(!calendar.problems.isEmpty)
    }
  }

  /// Where this reader parts from the libraries on purpose.
  enum Difference {
    /// The file's METHOD says that these are no events to come: told as a problem.
    case method
    /// The libraries take a zone that they don't know for floating; here it is found or told.
    case zone
    /// The libraries leave out a DATE that is not marked as one; here it is read and told.
    case unmarkedDate
  }

  static let differences: [String: Difference] = [
    "ical4j/hcalendar__example1.ics": .method,
    "ical4j/valid__incoming.ics": .method,
    "ical4j/valid__multiple_calendars.ics": .method,
    "libical/src__test__outgoing.ics": .method,
    "libical/test-data__calendar.ics": .method,
    "libical/test-data__incoming.ics": .method,
    "ical4j/valid__evolution.ics": .zone,
    "icalendar/calendars__issue_313_globally_unique_tzid.ics": .zone,
    "icalendar/calendars__issue_526_calendar_with_event_subset.ics": .zone,
    "icalendar/calendars__rfc_7265_appendix_example_1_ical.ics": .unmarkedDate,
  ]

  @Test(
    "times are those that icalendar and recurring_ical_events tell, or a problem is",
    .enabled(if: PeerPython.has("icalendar", "recurring_ical_events"), "no Python libraries"),
    arguments: files)
  func agrees(name: String) throws {
    let calendar = try Self.read(name)
    let answer = try PeerPython.run(
      "busy_times.py",
      [
        Self.first.isoText, Self.last.isoText, "America/Sao_Paulo",
        try SharedData.path("icalendar/\(name)"),
      ])
    let judged = try JSONDecoder().decode([String: [[Int]]?].self, from: Data(answer.utf8))
    let zone = try #require(Self.zone)
    let own = Dictionary(grouping: calendar.times) { time in
      String(time.key.split(separator: "|", omittingEmptySubsequences: false)[0])
    }
    var isSame = true
    for (uid, times) in judged.sorted(by: { $0.key < $1.key }) {
      guard let times, !uid.isEmpty else { continue }
      let mine = own[uid, default: []].map { time in
        [
          zone.utcMinute(of: time.start.date, time.start.time),
          zone.utcMinute(of: time.end.date, time.end.time),
        ]
      }.sorted { $0.lexicographicallyPrecedes($1) }
      isSame = isSame && mine == times
      if Self.differences[name] == nil {
        #expect(mine == times, "\(uid): \(calendar.problems)")
      }
    }
    if let difference = Self.differences[name] {
      #expect(!isSame, "no difference any more")
      if difference != .zone { #expect(!calendar.problems.isEmpty) }
    }
  }
}
