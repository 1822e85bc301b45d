import ClinicDomain
import Testing

@Suite struct DocumentTests {
  @Test(arguments: ["39053344705", "529.982.247-25", "00000000191", " 529 982 247 25 "])
  func acceptsIssuedCPFs(_ text: String) throws {
    let cpf = try CPF(parsing: text)
    #expect(cpf.digits.count == 11)
    #expect(try CPF(parsing: cpf.formatted) == cpf)
  }

  @Test(arguments: [
    ("23100299900", DocumentNumberError.checkDigits), ("11111111111", .neverIssued),
    ("5299822472", .length), ("529.982.247=25", .character), ("", .empty), ("-", .empty),
  ])
  func refusesOtherCPFs(_ text: String, _ reason: DocumentNumberError) {
    #expect(throws: reason) { try CPF(parsing: text) }
  }

  @Test func showsDocumentsInTheirUsualForm() throws {
    #expect(try CPF(parsing: "52998224725").formatted == "529.982.247-25")
    #expect(try CNPJ(parsing: "12abc34501de35").formatted == "12.ABC.345/01DE-35")
    #expect(try CNS(parsing: "123456789010000").formatted == "123 4567 8901 0000")
    #expect(try PostalCode(parsing: "01310-100").formatted == "01310-100")
  }

  @Test(arguments: ["12ABC34501DE35", "11222333000181"])
  func acceptsCNPJs(_ text: String) throws {
    #expect(try CNPJ(parsing: text).value == text)
  }

  @Test(arguments: [
    "123456789010000", "100000000060018", "898000000000002", "704012345678906",
  ])
  func acceptsCNS(_ text: String) throws {
    #expect(try CNS(parsing: text).digits == text)
  }

  @Test(arguments: ["198000000000000", "398000000000002", "1234567890100001", "898000000000003"])
  func refusesOtherCNS(_ text: String) {
    #expect(throws: DocumentNumberError.self) { try CNS(parsing: text) }
  }

  @Test(arguments: [
    ("11994029275", "(11) 99402-9275", Phone.Kind.mobile),
    ("+55 (11) 99402-9275", "(11) 99402-9275", .mobile),
    ("5511994029275", "(11) 99402-9275", .mobile),
    ("011 3881-4933", "(11) 3881-4933", .landline),
    ("55 99999-9999", "(55) 99999-9999", .mobile),
    ("+1 308 432-5586", "+13084325586", .international),
  ])
  func readsPhones(_ text: String, _ formatted: String, _ kind: Phone.Kind) throws {
    let phone = try Phone(parsing: text)
    #expect(phone.formatted == formatted)
    #expect(phone.kind == kind)
    #expect(try Phone(parsing: phone.value) == phone)
    #expect(try Phone(parsing: phone.formatted) == phone)
  }

  @Test(arguments: [
    ("CRM-SP 123456", "CRM-SP 123456"), ("crm/sp 123.456", "CRM-SP 123456"),
    ("CRM SP 12345-P", "CRM-SP 12345-P"), ("CRM 0123456 RJ", "CRM-RJ 123456"),
    ("CRP-SP 06/12345", "CRP-SP 06/12345"), ("CREFONO MG 77", "CRFa-MG 77"),
    ("CRF-BA 12", "CRF-BA 12"), ("CRM-SP: 99", "CRM-SP 99"),
  ])
  func readsCouncilRegistrations(_ text: String, _ value: String) throws {
    let registration = try CouncilRegistration(parsing: text)
    #expect(registration.value == value)
    #expect(try CouncilRegistration(parsing: registration.value) == registration)
  }

  @Test(arguments: ["", "CRM", "CRM 123", "XYZ-SP 12", "CRM-SP", "CRM-SP 0", "CRM-SP 123456789"])
  func refusesOtherRegistrations(_ text: String) {
    #expect(throws: CouncilRegistration.ParseError.self) { try CouncilRegistration(parsing: text) }
  }

  @Test func readsFederativeUnitsByLettersAndName() throws {
    #expect(FederativeUnit.allCases.count == 27)
    #expect(try FederativeUnit(parsing: "sp") == .sp)
    #expect(try FederativeUnit(parsing: "sao paulo") == .sp)
    #expect(try FederativeUnit(parsing: "Espírito Santo") == .es)
    #expect(throws: FederativeUnit.ParseError.unknown) { try FederativeUnit(parsing: "NE") }
  }

  @Test func readsDiseaseCodesByShape() throws {
    #expect(try ICD10Code(parsing: "a000").formatted == "A00.0")
    #expect(try ICD10Code(parsing: "A00.0").value == "A000")
    #expect(try ICD10Code(parsing: "J00").formatted == "J00")
    #expect(try ICD10Code(parsing: "J00").category == "J00")
    for text in ["A0", "A0000", "1A00", "A00.", "A-00", "ÁB0"] {
      #expect(throws: ICD10Code.ParseError.form) { try ICD10Code(parsing: text) }
    }
  }
}
