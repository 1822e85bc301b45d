import ClinicDomain
import HubCore
import Testing

@testable import ClinicHub

/// What is looked up at once is as if each had been asked for by itself.
@Suite struct ExpectedBookTests {
  private func claim(
    _ appointment: String, _ practitioner: String = "d", at minute: Int, room: String? = nil
  ) throws -> Claim {
    Claim(
      appointment: appointment, practitioner: practitioner, patient: "p\(appointment)", room: room,
      busy: try #require(TimeSlot(startMinute: minute, length: 30)))
  }

  @Test func `what was not looked up is not known`() throws {
    let book = ExpectedBook()
    #expect(book.claim(of: "a") == nil)
    #expect(try book.claims(against: claim("a", at: 0)) == nil)
    #expect(book.patients(numbered: "cpf:1") == nil)
    #expect(book.mayHave(request: "a"))
  }

  @Test func `later claims see what the transaction did`() throws {
    var book = ExpectedBook()
    let (a, b, stored) = try (claim("a", at: 0), claim("b", at: 15), claim("s", "e", at: 0))
    book.expect([a, b], own: [], others: [stored], requests: ["b"])
    #expect(book.claims(against: a) == [])
    book.keep(a)
    #expect(book.claims(against: b) == [a])
    #expect(book.mayHave(request: "b") && !book.mayHave(request: "a"))
    book.removeClaim(of: "a")
    #expect(book.claims(against: b) == [])
    book.keep(b)
    let (gone, kept) = book.takeClaims()
    #expect(gone == [] && kept == [b], "what came and went is never written")
    book.removeClaim(of: "b")
    let again = book.takeClaims()
    #expect(again.gone == ["b"] && again.kept == [])
  }

  @Test func `a stored claim that moves goes before it comes`() throws {
    var book = ExpectedBook()
    let (before, after) = try (claim("a", at: 0), claim("a", at: 60))
    book.expect([after], own: [before], others: [], requests: [])
    #expect(book.claim(of: "a") == .some(before))
    book.keep(after)
    #expect(try book.changed([before], against: claim("b", at: 10)) == [])
    #expect(try book.changed([], against: claim("b", at: 70)) == [after])
    let (gone, kept) = book.takeClaims()
    #expect(gone == ["a"] && kept == [after])
  }

  @Test func `a claim that was never looked up is removed all the same`() {
    var book = ExpectedBook()
    book.removeClaim(of: "a")
    let gone = book.takeClaims().gone
    #expect(gone == ["a"])
  }

  @Test func `of a number that goes and comes back the last counts`() {
    var book = ExpectedBook()
    let isUnknown = !book.keep(numbers: ["cpf:1"], of: "p")
    #expect(isUnknown)
    book.expect(
      numbers: ["cpf:1"], of: ["p", "q"],
      held: [ExpectedBook.Holding(number: "cpf:1", patient: "q")])
    let isKnown = book.keep(numbers: ["cpf:1"], of: "p")
    #expect(isKnown)
    #expect(book.patients(numbered: "cpf:1") == ["p", "q"])
    _ = book.keep(numbers: [], of: "p")
    _ = book.keep(numbers: [], of: "q")
    _ = book.keep(numbers: ["cpf:1"], of: "q")
    let (lost, found) = book.takeNumbers()
    #expect(lost == [ExpectedBook.Holding(number: "cpf:1", patient: "p")])
    #expect(found == [ExpectedBook.Holding(number: "cpf:1", patient: "q")])
    let more = book.takeNumbers().found
    #expect(more == [])
  }
}
