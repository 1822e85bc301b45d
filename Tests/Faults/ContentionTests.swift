import ClinicDomain
import SampleClinic
import Storage
import Testing

@Suite struct ContentionTests {
  @Test(.timeLimit(.minutes(120)))
  func twoProcessesBookTheSameSlotsAndExactlyOneWinsEach() throws {
    let slots = 1_000 * Soak.factor
    let clinic = try FaultClinic()
    let players = try (0..<2).map { try clinic.child("race", $0) }
    for player in players { #expect(player.line() == "ready") }
    var wins = [0, 0]
    for slot in 0..<slots {
      for player in slot.isMultiple(of: 2) ? players : players.reversed() {
        player.send("\(slot)")
      }
      let answers = players.map { $0.line() ?? "nothing" }
      try #require(Set(answers) == ["won", "taken"], "slot \(slot): \(answers)")
      wins[answers[0] == "won" ? 0 : 1] += 1
    }
    #expect(wins.allSatisfy { $0 > 0 }, "they never met: \(wins)")

    let audited = "SELECT count(*) FROM audit_log WHERE action = 'appointment.book' AND outcome = "
    #expect(try clinic.count("SELECT count(*) FROM appointment WHERE blocks") == slots)
    #expect(
      try clinic.count("SELECT count(DISTINCT start_minute) FROM appointment") == slots)
    #expect(try clinic.count("SELECT count(*) FROM sync_log WHERE entity = 'appointment'") == slots)
    #expect(try clinic.count(audited + "'done'") == slots)
    #expect(try clinic.count(audited + "'refused'") == slots)
    let report = try clinic.check()
    #expect(report.isSound, "\(report)")
  }
}
