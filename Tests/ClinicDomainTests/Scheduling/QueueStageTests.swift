import ClinicDomain
import Testing

@Suite("Whose turn it is to see who waits")
struct QueueStageTests {
  @Test(
    "reception first, then triage where it is needed, then the practitioner",
    arguments: [
      (AppointmentStatus.arrived, true, false, QueueStage.reception),
      (.arrived, false, false, .reception), (.checkedIn, true, false, .triage),
      (.checkedIn, true, true, .practitioner), (.checkedIn, false, false, .practitioner),
    ])
  func stages(
    _ status: AppointmentStatus, _ needsTriage: Bool, _ isTriaged: Bool, _ stage: QueueStage
  ) {
    let now = Instant(milliseconds: 1_795_600_800_000)
    let arrival = Arrival(
      visit: WaitingTests.id(1), date: CivilDate(dayNumber: 20_782), ticket: 3,
      facts: ArrivalFacts(needsTriage: needsTriage), triagedAt: isTriaged ? now : nil)
    #expect(QueueStage(of: status, arrival) == stage)
    #expect(QueueStage(of: status, nil) == (status == .arrived ? .reception : .practitioner))
  }
}
