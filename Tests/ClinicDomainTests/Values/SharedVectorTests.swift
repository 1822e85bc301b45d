import ClinicDomain
import Foundation
import Testing

@Suite(.enabled(if: SharedData.isPresent, "the shared data folder isn't beside the package"))
struct SharedVectorTests {
  /// Rows on which libraries disagree, with what is meant here.
  ///
  /// Lower-case letters in a CNPJ: one library refuses them, another takes them; people type them,
  /// so they are read and stored in upper case.
  static let disagreements: [String: Bool] = ["CNPJ 12.ABc.345/01DE-35": true]

  @Test(arguments: ["CPF", "CNPJ", "CNS", "CEP", "PHONE", "EMAIL"])
  func agreesWithValidationLibraries(_ kind: String) throws {
    var rows = 0
    for line in try SharedData.text("vectors/br-documents.csv").split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 3, fields[0] == kind else { continue }
      rows += 1
      let text = String(fields[1])
      let expected = Self.disagreements["\(kind) \(text)"] ?? (fields[2] == "valid")
      #expect(accepts(kind, text) == expected, "\(kind) \(text)")
    }
    #expect(rows >= 4)
  }

  private func accepts(_ kind: String, _ text: String) -> Bool {
    switch kind {
    case "CPF": (try? CPF(parsing: text)) != nil
    case "CNPJ": (try? CNPJ(parsing: text)) != nil
    case "CNS": (try? CNS(parsing: text)) != nil
    case "CEP": (try? PostalCode(parsing: text)) != nil
    case "PHONE": (try? Phone(parsing: text)) != nil
    default: (try? EmailAddress(parsing: text)) != nil
    }
  }

  @Test func everyParserSurvivesNaughtyStrings() throws {
    let texts = try SharedData.text("blns/blns.txt").split(separator: "\n").map(String.init)
    #expect(texts.count > 400)
    for text in texts {
      let values: [any ParsedValue.Type] = [
        CPF.self, CNPJ.self, CNS.self, PostalCode.self, Phone.self, EmailAddress.self,
        FederativeUnit.self, CouncilRegistration.self, ICD10Code.self, PersonName.self,
      ]
      for type in values { try expectRoundTrip(type, text) }
      _ = try? Money(parsing: text)
      _ = try? CivilTime(parsing: text)
      _ = try? Instant(iso: text)
      _ = try? CivilDate(iso: text)
      _ = try? CivilDate.parse(text, today: CivilDate(dayNumber: 20_587))
      _ = try? CivilDate.parseBirthDate(text, today: CivilDate(dayNumber: 20_587))
      _ = try? PatientID(parsing: text)
      _ = PhoneticKey(text)
      let folded = TextFolding.fold(text)
      #expect(TextFolding.fold(folded) == folded)
    }
  }

  private func expectRoundTrip<Value: ParsedValue>(_ type: Value.Type, _ text: String) throws {
    guard let value = try? Value(parsing: text) else { return }
    #expect(try Value(parsing: value.value) == value)
  }
}
