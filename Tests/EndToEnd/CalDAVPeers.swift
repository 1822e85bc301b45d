import Foundation
import Glibc
import SampleClinic

/// A Radicale server on loopback with an empty calendar, a demo clinic to publish, and vdirsyncer and
/// khal to read it back; all in a temporary folder.
final class CalDAVPeers {
  static let arePresent = ["/usr/bin/radicale", "/usr/bin/vdirsyncer", "/usr/bin/khal"]
    .allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }

  typealias Ending = FinishedProcess

  struct Report: Decodable {
    let created: Int
    let updated: Int
    let deleted: Int
    let unchanged: Int
    let overwritten: [String]

    /// Created, updated, deleted, unchanged.
    var counts: [Int] { [created, updated, deleted, unchanged] }
  }

  struct Visit: Decodable {
    let id: String
    let status: String
    let practitionerName: String
    let patientName: String
  }

  struct Place: Decodable {
    let id: String
    let date: String
    let start: String
    var time: String { start }
  }

  private let root: String
  private let port: UInt16
  private var server: ChildProcess?
  private var environment: [String: String] {
    [
      "HOME": root, "XDG_CONFIG_HOME": root + "/config", "XDG_DATA_HOME": root + "/share",
      "CLINIC_DATA": root + "/data", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
      "LC_ALL": "C.UTF-8", "TZ": "America/Sao_Paulo",
    ]
  }

  /// - Throws: where the server does not come up.
  init() throws {
    root = NSTemporaryDirectory() + "clinic-caldav-\(UUID().uuidString)"
    port = try Self.freePort()
    for folder in ["/server", "/local"] {
      try FileManager.default.createDirectory(
        atPath: root + folder, withIntermediateDirectories: true)
    }
    try write("agenda:segredo\n", "server/users")
    try write(
      """
      [server]
      hosts = 127.0.0.1:\(port)
      [auth]
      type = htpasswd
      htpasswd_filename = \(root)/server/users
      htpasswd_encryption = plain
      delay = 0
      [storage]
      filesystem_folder = \(root)/server/collections
      [logging]
      level = warning

      """, "server/config")
    try startServer()
    let made = try run(
      Self.program, ["demo", "--no-open", "--data", root + "/data", "--lang", "en"])
    guard made.status == 0 else { throw PeerFailure.demo(made.error) }
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(atPath: root)
  }

  enum PeerFailure: Error {
    case port, server(String), demo(String), tool(String)
  }

  private static let program = DemoData.program

  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 ? getsockname(descriptor, address, &length) : -1
      }
    }
    guard code == 0 else { throw PeerFailure.port }
    return UInt16(bigEndian: address.sin_port)
  }

  /// Root runs it as nobody, as a server is run.
  private func startServer() throws {
    let words = ["/usr/bin/radicale", "--config", root + "/server/config"]
    if getuid() == 0 {
      _ = try run("/bin/chown", ["-R", "nobody", root + "/server"])
      let person = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"]
      server = try ChildProcess(
        "/usr/bin/setpriv", person + words, environment: environment)
    } else {
      server = try ChildProcess(words[0], Array(words.dropFirst()), environment: environment)
    }
    var answer = ""
    for _ in 0..<100 {
      answer = try curl("MKCALENDAR", "agenda/agenda/").output
      if answer.hasSuffix("201") { return }
      usleep(100_000)
    }
    stop()
    throw PeerFailure.server(answer)
  }

  func stop() {
    server?.send(signal: SIGKILL)
    server?.wait()
    server = nil
  }

  func address(_ calendar: String) -> String { "http://127.0.0.1:\(port)/agenda/\(calendar)/" }

  func credentials(_ password: String) -> [String: String] {
    ["CLINIC_CALDAV_USER": "agenda", "CLINIC_CALDAV_PASSWORD": password]
  }

  /// Runs the clinic as its manager.
  func clinic(_ arguments: [String], environment more: [String: String] = [:]) throws -> Ending {
    try run(
      Self.program, arguments + ["--lang", "en", "--as", "gestor", "--password-fd", "0"],
      input: DemoData.password + "\n", more)
  }

  func publishing(
    doctor: String, password: String = "segredo", calendar: String = "agenda"
  ) throws -> Ending {
    try clinic(
      [
        "calendar", "publish", "--practitioner", doctor, "--from", "+1", "--until", "+14",
        "--json", address(calendar),
      ], environment: credentials(password))
  }

  func publish(doctor: String) throws -> Report {
    let ending = try publishing(doctor: doctor)
    guard ending.status == 0 else { throw PeerFailure.tool(ending.error) }
    return try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
  }

  private func visits(_ day: Int) throws -> [Visit] {
    let ending = try clinic(["list", "appointments", "--date", "+\(day)", "--json"])
    return try JSONDecoder().decode([Visit].self, from: Data(ending.output.utf8))
  }

  func patientNames() throws -> [String] {
    try (1...3).flatMap { try visits($0) }.map(\.patientName)
  }

  /// The doctor's visits of the next week that may be moved or called off.
  func openVisits(doctor: String) throws -> [Visit] {
    try (1...7).flatMap { try visits($0) }.filter {
      $0.status == "booked" && $0.practitionerName.lowercased().hasPrefix(doctor)
    }
  }

  /// Moves a visit to the first time of the next days that is free.
  func move(_ id: String, doctor: String) throws -> Place {
    for day in 2...9 {
      for time in ["8", "8:30", "9", "10:30", "11", "11:30", "14", "15", "15:30", "16:30"] {
        let ending = try clinic(["move", id, "--date", "+\(day)", "--time", time, "--json"])
        guard ending.status == 0 else { continue }
        return try JSONDecoder().decode(Place.self, from: Data(ending.output.utf8))
      }
    }
    throw PeerFailure.tool("no free time")
  }

  /// All events of the calendar by their UIDs, unfolded, through vdirsyncer.
  func fetch() throws -> [String: String] {
    try write(
      """
      [general]
      status_path = "\(root)/status"
      [pair agenda]
      a = "server"
      b = "local"
      collections = null
      conflict_resolution = "a wins"
      [storage server]
      type = "caldav"
      url = "\(address("agenda"))"
      username = "agenda"
      password = "segredo"
      read_only = true
      [storage local]
      type = "filesystem"
      path = "\(root)/local"
      fileext = ".ics"

      """, "vdirsyncer.ini")
    for words in [["discover"], ["sync", "--force-delete"]] {
      let ending = try run(
        "/usr/bin/vdirsyncer", ["-c", root + "/vdirsyncer.ini"] + words, input: "y\ny\n")
      guard ending.status == 0 else { throw PeerFailure.tool(ending.error) }
    }
    return try Dictionary(
      uniqueKeysWithValues: local().map { text in
        let uid = text.split(separator: "\n").first { $0.hasPrefix("UID:") }?.dropFirst(4)
        return (uid.map(String.init) ?? "", text)
      })
  }

  private func local() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/local")
      .filter { $0.hasSuffix(".ics") }.map { name in
        try String(contentsOfFile: root + "/local/" + name, encoding: .utf8)
          .replacing("\r\n", with: "\n").replacing("\n ", with: "")
      }
  }

  /// `09:30 UID` of each event of a day, as khal shows it.
  func khal(on date: String) throws -> [String] {
    try write(
      """
      [calendars]
      [[agenda]]
      path = \(root)/local
      type = calendar
      [locale]
      local_timezone = America/Sao_Paulo
      default_timezone = America/Sao_Paulo
      timeformat = %H:%M
      dateformat = %Y-%m-%d
      longdateformat = %Y-%m-%d
      datetimeformat = %Y-%m-%d %H:%M
      longdatetimeformat = %Y-%m-%d %H:%M
      [sqlite]
      path = \(root)/khal.db

      """, "khal.ini")
    let ending = try run(
      "/usr/bin/khal",
      [
        "-c", root + "/khal.ini", "list", "--day-format", "", "--format", "{start-time} {uid}",
        date, "1d",
      ])
    guard ending.status == 0 else { throw PeerFailure.tool(ending.error) }
    return ending.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// Changes an event on the server as another program would.
  func edit(_ name: String) throws {
    guard let text = try local().first(where: { $0.contains("UID:\(name)@") }) else {
      throw PeerFailure.tool("no \(name)")
    }
    try write(text.replacing("SUMMARY:", with: "SUMMARY:Somebody "), "edited.ics")
    let ending = try curl("PUT", "agenda/agenda/\(name).ics", file: root + "/edited.ics")
    guard ending.output.hasSuffix("201") || ending.output.hasSuffix("204") else {
      throw PeerFailure.tool(ending.output)
    }
  }

  private func curl(_ method: String, _ path: String, file: String? = nil) throws -> Ending {
    try run(
      "/usr/bin/curl",
      [
        "-s", "-u", "agenda:segredo", "-X", method, "-w", "%{http_code}",
        "http://127.0.0.1:\(port)/\(path)",
      ] + (file.map { ["--data-binary", "@\($0)", "-H", "Content-Type: text/calendar"] } ?? []))
  }

  private func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: root + "/" + name))
  }

  private func run(
    _ program: String, _ arguments: [String], input: String = "",
    _ more: [String: String] = [:]
  ) throws -> Ending {
    try FinishedProcess(
      program, arguments, environment: environment.merging(more) { $1 },
      input: Data(input.utf8))
  }
}
