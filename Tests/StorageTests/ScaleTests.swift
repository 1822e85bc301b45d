import ClinicDomain
import Foundation
import GRDB
import Testing

@testable import Storage

/// Costs minutes: only where CLINIC_SCALE gives the number of patients.
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["CLINIC_SCALE"] != nil, "set CLINIC_SCALE"))
struct ScaleTests {
  static let first = [
    "Maria", "José", "Ana", "João", "Antônio", "Francisco", "Carlos", "Paulo", "Mariana", "Lucas",
    "Luiz", "Marcos", "Márcia", "Gabriel", "Rafael", "Daniel", "Juliana", "Bruno", "Zilda", "Ivo",
  ]
  static let last = [
    "Silva", "Santos", "Oliveira", "Souza", "Rodrigues", "Ferreira", "Alves", "Pereira", "Lima",
    "Gomes", "Costa", "Ribeiro", "Martins", "Carvalho", "Almeida", "Lopes", "Soares", "Vieira",
    "Conceição", "Sanches", "Xavier", "Ypiranga",
  ]

  /// A name by its number: common ones often, rare syllables seldom.
  static func name(_ number: Int) -> String {
    var seed = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    func next(_ count: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % count
    }
    let syllables = ["ba", "ri", "to", "lu", "mel", "dan", "go", "vi", "ze", "qua", "nor", "tei"]
    let rare = (0..<3).map { _ in syllables[next(syllables.count)] }.joined().capitalized
    return [first[next(first.count)], rare, last[next(last.count)], last[next(last.count)]]
      .joined(separator: " ")
  }

  @Test func `a letter's results stand within their time among many patients`() throws {
    let count = Int(ProcessInfo.processInfo.environment["CLINIC_SCALE"] ?? "") ?? 10_000
    let fixture = try Fixture()
    let clock = ContinuousClock()
    let began = clock.now
    var number = 0
    while number < count {
      try fixture.service.bulk(
        "scale", .patient, as: Fixture.operatorActor, now: Fixture.now
      ) { batch in
        while number < count, !batch.isFull {
          number += 1
          var details = PatientDetails(
            name: try PersonName(parsing: Self.name(number)),
            birthDate: CivilDate(dayNumber: number % 30_000 - 10_000))
          details.phones = [try Phone(parsing: "(27) 9\(10_000_000 + number)")]
          _ = try batch.row { store in
            try store.insert(
              Patient(
                id: fixture.id(), chartNumber: try store.nextChartNumber(), details: details,
                registeredAt: Fixture.now))
          }
        }
      }
    }
    let seconds = began.duration(to: clock.now) / .seconds(1)
    print("stored \(count) patients: \(Int(Double(count) / seconds)) rows/s")
    let reader = fixture.actor([.reception])
    var times: [Double] = []
    for text in [
      "mar sil", "jose conceicao", "zilda ypi", "mariana xavier", "maria silva", "lubaqua",
    ] {
      for length in 1...text.count {
        let typed = String(text.prefix(length))
        let started = clock.now
        let answer = try fixture.service.answer(
          SearchPatients(text: typed), as: reader, now: Fixture.now)
        let taken = started.duration(to: clock.now) / .milliseconds(1)
        times.append(taken)
        print("\(typed): \(String(format: "%.2f", taken)) ms, \(answer.rows.count) rows")
      }
    }
    for typed in ["10000", "(27) 91000", "14/02/1951", "12345"] {
      let started = clock.now
      let answer = try fixture.service.answer(
        SearchPatients(text: typed), as: reader, now: Fixture.now)
      let taken = started.duration(to: clock.now) / .milliseconds(1)
      print("\(typed): \(String(format: "%.2f", taken)) ms, \(answer.rows.count) rows")
    }
    times.sort()
    #expect(times[times.count / 2] < 10, "median \(times[times.count / 2])")
    #expect(times[times.count * 99 / 100] < 25, "p99 \(times[times.count * 99 / 100])")
  }
}
