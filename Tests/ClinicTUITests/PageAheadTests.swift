import ClinicDomain
import Foundation
import SampleClinic
import Storage
import Testing

@testable import ClinicTUI

/// The page that is turned to next is there before it is asked for, and never an old one.
@Suite("The page ahead") final class PageAheadTests {
  private let root = NSTemporaryDirectory() + "clinic-page-" + UUID().uuidString
  private let service: ClinicService
  private let pages: PageAhead
  private let monday = CivilDate(dayNumber: 20_780)

  init() throws {
    service = try SampleClinic(root: root).initialise()
    try SampleClinic.addDoctors(1, to: service)
    pages = PageAhead(service: service)
  }

  deinit {
    try? service.close()
    try? FileManager.default.removeItem(atPath: root)
  }

  private func day(_ offset: Int) -> ReadAgendaDay {
    ReadAgendaDay(date: monday.adding(days: offset))
  }

  /// Asks as the program does; whether the answer was there.
  private func turn(
    to query: some ClinicQuery, as actor: Actor = SampleClinic.reception
  ) throws -> Bool {
    let ahead = pages.answer(to: query, as: actor)
    let answer = try service.answer(query, as: actor, now: SampleClinic.moment)
    if let ahead { #expect(ahead == answer) }
    pages.read(after: query, as: actor)
    return ahead != nil
  }

  @Test("it is there from the third page on, in either direction") func turning() throws {
    #expect(try [0, 1, 2, 3].map { try turn(to: day($0)) } == [false, false, true, true])
    #expect(try [2, 1, 0].map { try turn(to: day($0)) } == [false, true, true])
    // A jump leads nowhere in particular.
    #expect(try [300, 301].map { try turn(to: day($0)) } == [false, false])
    let doctor: PractitionerID = SampleClinic.id(.doctor, 0)
    let weeks = (0..<3).map {
      ReadAgendaWeek(practitioner: doctor, monday: monday.adding(days: 7 * $0))
    }
    #expect(try weeks.map { try turn(to: $0) } == [false, false, true])
    let months = (0..<3).map { ReadAgendaMonth(month: monday.adding(months: $0)) }
    #expect(try months.map { try turn(to: $0) } == [false, false, true])
  }

  @Test("what was written since, here or elsewhere, makes it useless") func changed() throws {
    for page in 0...2 { _ = try turn(to: day(page)) }
    try SampleClinic.addDoctors(1, from: 1, to: service)
    #expect(try turn(to: day(3)) == false)
    #expect(try turn(to: day(4)))
    let other = try SampleClinic(root: root).open()
    try SampleClinic.addDoctors(1, from: 2, to: other)
    try other.close()
    #expect(try turn(to: day(5)) == false)
    // Who asks again since there was a change still goes on in the same direction.
    #expect(try turn(to: day(5)) == false)
    #expect(try turn(to: day(6)))
  }

  @Test("it is for who turned the pages alone") func another() throws {
    for page in 0...2 { _ = try turn(to: day(page)) }
    #expect(try turn(to: day(3), as: SampleClinic.manager) == false)
  }
}
