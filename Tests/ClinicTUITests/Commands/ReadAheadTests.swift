import Testing

@testable import ClinicTUI

@Suite struct ReadAheadTests {
  struct Broken: Error {}

  @Test func itemsComeInTheirOrderAndThenTheEndForGood() throws {
    var count = 0
    let ahead = ReadAhead<Int>(items: 2) {
      count += 1
      return count > 100 ? nil : count
    }
    var items: [Int] = []
    while let item = try ahead.next() { items.append(item) }
    #expect(items == Array(1...100))
    #expect(try ahead.next() == nil)
  }

  @Test func anErrorComesAfterTheItemsBeforeIt() throws {
    var count = 0
    let ahead = ReadAhead<Int>(items: 2) {
      count += 1
      if count == 3 { throw Broken() }
      return count
    }
    #expect(try ahead.next() == 1)
    #expect(try ahead.next() == 2)
    #expect(throws: Broken.self) { try ahead.next() }
  }
}
