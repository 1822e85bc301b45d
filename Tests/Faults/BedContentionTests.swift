import ClinicDomain
import SampleClinic
import Storage
import Testing

@Suite struct BedContentionTests {
  /// Even rounds contend for a bed, odd ones for a patient.
  @Test(.timeLimit(.minutes(120)))
  func twoProcessesAdmitAtOnceAndExactlyOneWinsEach() throws {
    let rounds = 200 * Soak.factor
    let clinic = try FaultClinic(patients: 2 * rounds)
    try SampleClinic.addBeds(2 * rounds, to: clinic.clinic.open())
    let players = try (0..<2).map { try clinic.child("admit", $0) }
    for player in players { #expect(player.line() == "ready") }
    var wins = [0, 0]
    for round in 0..<rounds {
      for player in round % 4 < 2 ? players : players.reversed() { player.send("\(round)") }
      let answers = players.map { $0.line() ?? "nothing" }
      try #require(Set(answers) == ["won", "taken"], "round \(round): \(answers)")
      wins[answers[0] == "won" ? 0 : 1] += 1
    }
    #expect(wins.allSatisfy { $0 > 0 }, "they never met: \(wins)")
    #expect(
      try clinic.count("SELECT count(*) FROM stay WHERE discharged_at IS NULL") == rounds)
    #expect(try clinic.count("SELECT count(DISTINCT bed) FROM stay") == rounds)
    #expect(try clinic.count("SELECT count(DISTINCT patient) FROM stay") == rounds)
    #expect(try clinic.count("SELECT count(*) FROM bed WHERE state = 'occupied'") == rounds)
    #expect(try clinic.count("SELECT count(*) FROM sync_log WHERE entity = 'stay'") == rounds)
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'stay.admit' AND outcome = "
    #expect(try clinic.count(audited + "'done'") == rounds)
    #expect(try clinic.count(audited + "'refused'") == rounds)
    let report = try clinic.check()
    #expect(report.isSound, "\(report)")
  }
}
