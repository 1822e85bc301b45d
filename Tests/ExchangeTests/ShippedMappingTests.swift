import ClinicDomain
import Exchange
import Foundation
import Testing

@Suite(.enabled(if: SharedData.isPresent, "the shared data folder isn't beside the package"))
struct ShippedMappingTests {
  struct Counts: Equatable {
    var ready = 0
    var passedOver = 0
    var rejected = 0
  }

  static func load(_ mapping: String, _ file: String) throws -> (
    counts: Counts, rows: [ImportRow], rejections: [RejectedRow]
  ) {
    let mapping = try SharedData.mapping(mapping)
    return try SharedData.withReader(file, mapping) { reader in
      let rows = try ImportRows(
        reader: reader, mapping: mapping, today: CivilDate(dayNumber: 20_587))
      var counts = Counts()
      var ready: [ImportRow] = []
      var rejections: [RejectedRow] = []
      while let outcome = try rows.next() {
        switch outcome {
        case .ready(let row, _):
          counts.ready += 1
          ready.append(row)
        case .passedOver: counts.passedOver += 1
        case .rejected(let row):
          counts.rejected += 1
          rejections.append(row)
        }
      }
      return (counts, ready, rejections)
    }
  }

  @Test(arguments: [
    ("synthea-patients", "synthea-A/patients.csv", 27, 0, 0),
    ("synthea-patients", "synthea-B/patients.csv", 111, 0, 0),
    ("synthea-providers", "synthea-A/providers.csv", 166, 0, 0),
    ("synthea-providers", "synthea-B/providers.csv", 215, 0, 0),
    ("synthea-encounters", "synthea-A/encounters.csv", 604, 0, 0),
    ("synthea-encounters", "synthea-B/encounters.csv", 7584, 0, 0),
    ("synthea-allergies", "synthea-A/allergies.csv", 40, 0, 0),
    ("synthea-allergies", "synthea-B/allergies.csv", 90, 0, 0),
    ("synthea-conditions", "synthea-A/conditions.csv", 438, 0, 0),
    ("synthea-conditions", "synthea-B/conditions.csv", 4428, 0, 0),
    ("synthea-medications", "synthea-A/medications.csv", 663, 0, 0),
    ("synthea-medications", "synthea-B/medications.csv", 6124, 0, 0),
    ("synthea-claims", "synthea-A/claims.csv", 1267, 0, 0),
    ("synthea-claims-transactions", "synthea-A/claims_transactions.csv", 3388, 1840, 0),
  ])
  func syntheaLoadsWhole(
    _ mapping: String, _ file: String, _ ready: Int, _ passedOver: Int, _ rejected: Int
  ) throws {
    let (counts, rows, rejections) = try Self.load(mapping, file)
    #expect(
      counts == Counts(ready: ready, passedOver: passedOver, rejected: rejected),
      "\(rejections.prefix(3))")
    #expect(Set(rows.map(\.foreignID)).count == ready)
  }

  @Test func syntheaRowsCarryWhatTheSourceSays() throws {
    let (_, rows, _) = try Self.load("synthea-patients", "synthea-A/patients.csv")
    guard case .patient(let first) = try #require(rows.first) else { return }
    #expect(first.details.name.value == "Maynard Mosciski")
    #expect(first.details.sex == .male)
    #expect(first.details.birthDate?.isoText == "2014-10-06")
    #expect(first.details.address?.municipality == "Somerville, Massachusetts")
    let (_, visits, _) = try Self.load("synthea-encounters", "synthea-B/encounters.csv")
    let lengths = visits.compactMap { row -> Int? in
      if case .appointment(let visit) = row, visit.isHistorical { visit.minutes } else { nil }
    }
    #expect(lengths.count == 7584)
    #expect(lengths.filter { $0 > 360 }.count == 90)
    #expect(lengths.max() == 144_015)
    let notes = try Self.load("synthea-encounter-notes", "synthea-B/encounters.csv").counts
    #expect(notes.ready > 0 && notes.ready + notes.passedOver == 7584)
  }

  @Test func billingAddsUpToWhatTheSourceCharged() throws {
    let (_, rows, _) = try Self.load(
      "synthea-claims-transactions", "synthea-A/claims_transactions.csv")
    var charged = Money.zero
    var paid = Money.zero
    for case .invoice(let part) in rows {
      switch part.part {
      case .line(let line): charged += line.total
      case .payment(let payment): paid += payment.amount
      case .invoice: break
      }
    }
    #expect(charged == Money(centavos: 109_240_273))
    // More than was charged: in the source, 190 claims are paid by a copay above their price.
    #expect(paid == Money(centavos: 110_350_395))
  }

  @Test func theNoShowDataLoadsWholeWithItsFilledFieldsNamed() throws {
    let patients = try Self.load("noshow-patients", "noshow/KaggleV2-May-2016.csv")
    #expect(
      patients.counts == Counts(ready: 62_299, passedOver: 110_527 - 62_299, rejected: 0),
      "\(patients.rejections.prefix(3))")
    guard case .patient(let first) = try #require(patients.rows.first) else { return }
    #expect(first.details.name.value == "Paciente 29872499824296")
    #expect(first.details.birthDate?.isoText == "1954-04-29")
    #expect(first.details.filledFields == ["name", "birthDate", "address"])
    let teams = try Self.load("noshow-practitioners", "noshow/KaggleV2-May-2016.csv").counts
    #expect(teams == Counts(ready: 81, passedOver: 110_527 - 81, rejected: 0))
    let visits = try Self.load("noshow-appointments", "noshow/KaggleV2-May-2016.csv")
    #expect(visits.counts == Counts(ready: 110_527, passedOver: 0, rejected: 0))
    let missed = visits.rows.filter { row in
      if case .appointment(let visit) = row { visit.status == .noshow } else { false }
    }
    #expect(missed.count == 22_319)
    guard case .appointment(let visit) = try #require(visits.rows.first) else { return }
    #expect(visit.start == ImportedMoment("2016-04-29T08:00"))
    #expect(visit.filledFields == ["practitioner", "time", "minutes", "kind"])
  }
}
