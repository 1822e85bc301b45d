import ClinicDomain
import Foundation
import Testing

@Suite struct IdentityTests {
  struct Counter: RandomNumberGenerator {
    var state: UInt64 = 1
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return state
    }
  }

  @Test func identifiersCarryTheirMomentVersionAndVariant() throws {
    var random = Counter()
    let id = PatientID.make(at: Instant(milliseconds: 0x017F_22E2_79B0), random: &random)
    #expect(id.text.hasPrefix("017f22e2-79b0-7"))
    #expect(id.madeAt.milliseconds == 0x017F_22E2_79B0)
    #expect(id.bytes[8] >> 6 == 0b10)
    #expect(try PatientID(parsing: id.text) == id)
    #expect(try PatientID(parsing: id.text.uppercased()) == id)
    #expect(try PatientID(bytes: id.bytes) == id)
    #expect(UUID(uuidString: id.text) != nil)
    #expect(PatientID.make(at: id.madeAt, random: &random) != id)
  }

  @Test func laterIdentifiersSortLaterAsBytesAndText() {
    var random = Counter()
    let ids = (0..<200).map {
      PatientID.make(at: Instant(milliseconds: Int64($0) << 30), random: &random)
    }
    #expect(ids == ids.sorted())
    #expect(ids.map(\.text) == ids.map(\.text).sorted())
  }

  @Test(arguments: [
    "", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-4cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-18c4-dc0c0c07398f", "017f22e2x79b0-7cc3-98c4-dc0c0c07398f",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", "g17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
  ])
  func refusesWhatIsNoVersionSevenIdentifier(_ text: String) {
    #expect(throws: PatientID.ParseError.self) { try PatientID(parsing: text) }
  }

  @Test func refusesBytesOfAnotherLength() {
    #expect(throws: PatientID.ParseError.length) { try PatientID(bytes: [1, 2, 3]) }
  }

  @Test func valuesAreCodedAsSingleIntegersAndTexts() throws {
    struct All: Codable, Equatable {
      var id: PatientID
      var at: Instant
      var day: CivilDate
      var time: CivilTime
      var price: Money
      var cpf: CPF
      var uf: FederativeUnit
      var clock: HybridTimestamp
    }
    let json = """
      {"at":5,"clock":65537,"cpf":"52998224725","day":-3,\
      "id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f","price":250,"time":1440,"uf":"SP"}
      """
    let all = try JSONDecoder().decode(All.self, from: Data(json.utf8))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(all), as: UTF8.self) == json)
    for broken in ["52998224724", "x"] {
      let bad = Data(json.replacingOccurrences(of: "52998224725", with: broken).utf8)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(All.self, from: bad) }
    }
  }

  @Test func hybridClocksNeverGoBack() throws {
    let noon = Instant(milliseconds: 1_000_000)
    let first = HybridTimestamp.next(after: nil, at: noon)
    let second = HybridTimestamp.next(after: first, at: noon)
    let backwards = HybridTimestamp.next(after: second, at: noon.adding(milliseconds: -5000))
    #expect(first < second && second < backwards)
    #expect(second.counter == 1 && backwards.counter == 2)
    #expect(HybridTimestamp.next(after: second, at: noon.adding(milliseconds: 1)).counter == 0)
    let full = try #require(HybridTimestamp(rawValue: first.rawValue | 0xFFFF))
    #expect(HybridTimestamp.next(after: full, at: noon).instant.milliseconds == 1_000_001)
  }

  @Test func aRemoteClockFarAheadCountsOnlySoMuch() {
    let noon = Instant(milliseconds: 1_000_000)
    let near = HybridTimestamp.next(after: nil, at: noon.adding(milliseconds: 2000))
    let far = HybridTimestamp.next(after: nil, at: noon.adding(milliseconds: 86_400_000))
    #expect(HybridTimestamp.receive(near, last: nil, at: noon) > near)
    let clamped = HybridTimestamp.receive(far, last: nil, at: noon)
    #expect(clamped < far)
    #expect(clamped.instant.milliseconds == 1_300_000)
  }
}
