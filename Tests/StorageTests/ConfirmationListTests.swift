import ClinicDomain
import Testing

@testable import Storage

@Suite struct ConfirmationListTests {
  @Test func `who is to be called stands before who was not reached and who answered`() throws {
    let fixture = try Fixture()
    let doctor = try fixture.practitioner()
    let said: [ClinicDomain.Confirmation] = [.confirmed, .none, .declined, .unreachable, .none]
    let visits = try said.enumerated().map { index, confirmation in
      let booking = try fixture.booking(
        try fixture.patient("Paciente \(index)"), doctor, at: 540 + 30 * index)
      _ = try #require(
        fixture.service.perform(booking, as: fixture.reception, now: Fixture.now).value)
      if confirmation != .none {
        let word = RecordConfirmation(id: booking.id, confirmation: confirmation)
        #expect(
          fixture.service.perform(word, as: fixture.reception, now: Fixture.now).value != nil)
      }
      return booking.id
    }
    let listed = try fixture.service.answer(
      ListConfirmations(date: fixture.tomorrow), as: fixture.reception, now: Fixture.now)
    #expect(listed.map(\.visit.id) == [1, 4, 3, 0, 2].map { visits[$0] })
  }
}
