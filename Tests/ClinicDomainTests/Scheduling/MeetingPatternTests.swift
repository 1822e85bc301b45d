import ClinicDomain
import Testing

@Suite("The address of a visit by video")
struct MeetingPatternTests {
  @Test(
    "what is no address for one visit alone is refused with the reason",
    arguments: [
      ("", MeetingPattern.ParseError.empty), ("http://meet.example/{visit}", .notSecure),
      ("meet.example/{visit}", .notSecure), ("https:///{visit}", .notSecure),
      ("https://localhost/{visit}", .notSecure), ("https://{visit}.example/", .notSecure),
      ("https://a@meet.example/{visit}", .notSecure),
      ("https://meet.example/room", .noVisit), ("https://meet.example/{patient}", .placeholder),
      ("https://meet.example/{visit", .placeholder), ("https://meet.example/{visit} x", .character),
      ("https://meet.example/{visit}\n", .character),
      ("https://meet.example/sala-é{visit}", .character),
      ("https://meet.example/{visit}" + String(repeating: "a", count: 200), .tooLong),
    ])
  func refused(text: String, error: MeetingPattern.ParseError) {
    #expect(throws: error) { try MeetingPattern(parsing: text) }
  }

  @Test("its places become the ids of visit and practitioner")
  func address() throws {
    let visit = try AppointmentID(parsing: "01890a5d-ac96-774b-bcce-b302099a8057")
    let doctor = try PractitionerID(parsing: "01890a5d-ac96-774b-bcce-b302099a8058")
    let pattern = try MeetingPattern(
      parsing: "https://meet.example:8443/{practitioner}?room={visit}")
    #expect(
      pattern.address(of: visit, practitioner: doctor)
        == "https://meet.example:8443/01890a5d-ac96-774b-bcce-b302099a8058"
        + "?room=01890a5d-ac96-774b-bcce-b302099a8057")
  }

  @Test("only kinds held by video have one")
  func kinds() throws {
    let pattern = try MeetingPattern(parsing: "https://meet.example/{visit}")
    let visit = try AppointmentID(parsing: "01890a5d-ac96-774b-bcce-b302099a8057")
    let doctor = try PractitionerID(parsing: "01890a5d-ac96-774b-bcce-b302099a8058")
    let kinds = VisitKinds(
      stored: VisitKinds.builtIn.all.filter { $0.kind == .tele || $0.kind == .exam }.map {
        var setup = $0
        setup.meetingPattern = pattern
        return setup
      })
    #expect(kinds.meeting(of: visit, kind: .tele, practitioner: doctor) != nil)
    #expect(kinds.meeting(of: visit, kind: .exam, practitioner: doctor) == nil)
    #expect(VisitKinds.builtIn.meeting(of: visit, kind: .tele, practitioner: doctor) == nil)
  }
}
