import ClinicDomain
import Exchange
import Foundation
import SampleClinic
import Testing
import WebClient

@testable import ClinicTUI

@Suite("Calendars on the command line")
struct CalendarCommandTests {
  private let clinic: CommandClinic
  private let who = ["--as", "ana", "--password-fd", "0"]
  private let password = "uma senha boa\n"

  init() throws {
    clinic = try CommandClinic()
    _ = try clinic.run(["init", "--name", "Boa Vista"])
    _ = try clinic.run(
      ["user", "add", "ana", "--role", "manager", "--password-fd", "0"], input: password)
    let doctors = try clinic.write(
      "foreign_id,name,registration,specialty\n1,Célia Dias,CRM-ES 6620,Pediatria\n",
      to: "doctors.csv")
    let patients = try clinic.write(
      "foreign_id,name,birth_date\n1,Zulmira Quaresma,1951-02-14\n", to: "patients.csv")
    _ = try clinic.run(["import", "practitioners", doctors])
    _ = try clinic.run(["import", "patients", patients])
  }

  private func run(_ arguments: [String]) throws -> CommandClinic.Ending {
    try clinic.run(arguments + who, input: password)
  }

  private func book(_ time: String) throws -> String {
    let ending = try run([
      "book", "--patient", "zulmira", "--doctor", "célia", "--date", "+1", "--time", time,
      "--overbook", "febre de segredo",
    ])
    return try #require(ending.output.split(separator: "\n").last.map(String.init), "\(ending)")
  }

  @Test("an agenda and a visit go out without name or text unless the name is asked for")
  func export() throws {
    let first = try book("9:30")
    _ = try book("14:00")
    let agenda = try run(["calendar", "export", "--practitioner", "célia"])
    #expect(agenda.status == 0)
    #expect(agenda.output.components(separatedBy: "BEGIN:VEVENT").count == 3)
    #expect(!agenda.output.contains("Zulmira"))
    #expect(!agenda.output.contains("segredo"))
    let named = try run(["calendar", "export", "--visit", first, "--names", "--json", "v.ics"])
    #expect(named.output.contains(#""events":1"#), "\(named)")
    let file = try clinic.read("v.ics")
    #expect(file.contains("SUMMARY:Zulmira Quaresma"))
    #expect(!file.contains("segredo"))
    #expect(file.contains("UID:\(first)@"))
    let mode = try FileManager.default.attributesOfItem(atPath: clinic.root + "/v.ics")
    #expect(mode[.posixPermissions] as? Int == 0o600)
    _ = try run(["cancel", first, "--reason", "viajou"])
    let rest = try run(["calendar", "export", "--practitioner", "célia"])
    #expect(rest.output.components(separatedBy: "BEGIN:VEVENT").count == 2)
    let all = try run(["calendar", "export", "--practitioner", "célia", "--cancelled"])
    #expect(all.output.contains("STATUS:CANCELLED"))
    #expect(!all.output.contains("viajou"))
  }

  private func busy(_ events: [String]) -> String {
    "BEGIN:VCALENDAR\nVERSION:2.0\n"
      + events.map { "BEGIN:VEVENT\n\($0)\nEND:VEVENT\n" }.joined() + "END:VCALENDAR\n"
  }

  private var tomorrow: String {
    SiteZone.brasilia.civil(at: Clock.now()).date.adding(days: 1).isoText.filter { $0 != "-" }
  }

  @Test("busy times replace what was imported before, and what is not read is told")
  func importBusy() throws {
    let command = ["calendar", "import-busy", "--practitioner", "célia", "--json"]
    let one = "UID:1\nDTSTART:\(tomorrow)T140000\nDURATION:PT1H\nSUMMARY:Dentista"
    let two = "UID:2\nDTSTART:\(tomorrow)T220000\nDURATION:PT4H"
    let file = try clinic.write(busy([one, two]), to: "p.ics")
    let dry = try run(command + [file, "--dry-run"])
    #expect(dry.output.contains(#""added":3,"#) && dry.output.contains(#""isDone":false"#))
    let first = try run(command + [file])
    #expect(first.status == 0, "\(first)")
    #expect(first.output.contains(#""added":3,"events":2,"isDone":true,"kept":0,"moved":0"#))
    #expect(first.output.contains(#""source":"p.ics""#))
    let moved = one.replacing("T140000", with: "T150000")
    _ = try clinic.write(busy([moved, "UID:3\nDTSTART:nunca"]), to: "p.ics")
    let second = try run(command + [file])
    #expect(second.status == CommandStatus.partly.rawValue)
    #expect(second.output.contains(#""added":0"#) && second.output.contains(#""moved":1"#))
    #expect(second.output.contains(#""removed":2"#))
    #expect(
      second.output.contains(
        #"{"effect":"skipped","line":11,"reason":"malformed","subject":"DTSTART"}"#),
      "\(second.output)")
  }

  @Test("a torn calendar or another file changes nothing")
  func torn() throws {
    let command = ["calendar", "import-busy", "--practitioner", "célia"]
    let whole = busy(["UID:1\nDTSTART:\(tomorrow)T140000\nDURATION:PT1H"])
    let file = try clinic.write(whole, to: "p.ics")
    #expect(try run(command + [file]).status == 0)
    for text in ["<html>Entre</html>", "", String(whole.dropLast(20)), "BEGIN:VCARD\nEND:VCARD"] {
      _ = try clinic.write(text, to: "p.ics")
      #expect(try run(command + [file]).status == CommandStatus.usage.rawValue, "\(text)")
    }
    _ = try clinic.write(whole, to: "p.ics")
    #expect(try run(command + [file, "--json"]).output.contains(#""kept":1"#))
  }

  @Test("addresses and credentials that can't be safe are refused before anything is sent")
  func safety() throws {
    let publish = ["calendar", "publish", "--practitioner", "célia"]
    let open = try clinic.write("ana:segredo\n", to: "open")
    let usage = CommandStatus.usage.rawValue
    #expect(try run(publish + ["http://calendar.example/ana/"]).status == usage)
    let inAddress = try run(publish + ["https://ana:segredo@calendar.example/"])
    #expect(inAddress.status == usage)
    #expect(!inAddress.error.contains("segredo"))
    let readable = try run(publish + ["https://calendar.example/", "--credentials", open])
    #expect(readable.status == usage)
    #expect(readable.error.contains("chmod 600"))
    let nobody = try run(publish + ["http://127.0.0.1:9/x/"])
    #expect(nobody.status == 0 || nobody.status == CommandStatus.database.rawValue)
  }

  @Test("times over several days become one closure a day, within the days asked for")
  func closures() throws {
    let zone = SiteZone.brasilia
    let first = try CivilDate.parse("2026-11-25", today: CivilDate(dayNumber: 0))
    let text = busy([
      "UID:1\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127\nSUMMARY:Férias",
      "UID:2\nDTSTART:20261126T220000\nDTEND:20261127T000000\nSUMMARY:Plantão",
    ])
    let days = first...first.adding(days: 5)
    let calendar = BusyCalendar(
      reading: Array(text.utf8), from: days.lowerBound, until: days.upperBound, zone: zone)
    var ids = IDSource.counting(1)
    let closures = calendar.closures(
      of: DoctorSamples.ana, source: "pessoal", on: days, showsTitles: true
    ) { ids.make(at: Instant(milliseconds: 0)) }
    #expect(
      closures.map { "\($0.date.isoText) \($0.from.text)-\($0.until.text) \($0.effect)" } == [
        "2026-11-25 00:00-24:00 closes(reason: \"Férias\")",
        "2026-11-26 00:00-24:00 closes(reason: \"Férias\")",
        "2026-11-26 22:00-24:00 closes(reason: \"Plantão\")",
      ])
    #expect(Set(closures.map(\.source)).count == 3)
    let quiet = calendar.closures(
      of: DoctorSamples.ana, source: "pessoal", on: days, showsTitles: false
    ) { ids.make(at: Instant(milliseconds: 0)) }
    #expect(quiet.allSatisfy { $0.effect == .closes(reason: "pessoal") })
  }

  @Test(arguments: Language.allCases)
  func everyProblemSaysSomething(_ language: Language) {
    let wording = Wording(language: language)
    for reason in CalendarProblem.Reason.allCases {
      #expect(!wording.calendarReason(reason).isEmpty)
    }
    let problems: [WebProblem] = [
      .failure(.timeOut), .failure(.tooLarge), .failure(.unreachable("x")), .denied, .notFound,
      .status(500), .readableByOthers(path: "f"), .noCredentials(path: "f"),
      .credentialsInAddress, .unencrypted,
    ]
    for problem in problems { #expect(!CommandFailure.web(problem).message(wording).isEmpty) }
    #expect(CommandFailure.web(.denied).status == .denied)
    #expect(CommandFailure.web(.failure(.timeOut)).status == .database)
    #expect(CommandFailure.tornCalendar.status == .usage)
  }
}
