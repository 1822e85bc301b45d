import ClinicDomain
import Testing

@Suite struct NameTests {
  @Test func namesAreTrimmedComposedAndSingleSpaced() throws {
    let name = try PersonName(parsing: "  Jose\u{301}  da\tConceic\u{327}a\u{303}o ")
    #expect(Array(name.value.unicodeScalars) == Array("José da Conceição".unicodeScalars))
    #expect(name.initial == "J")
    #expect(name.first == "José")
    #expect(name.last == "Conceição")
    #expect(try PersonName(parsing: "Ana Lima").value == "Ana Lima")
    #expect(try PersonName(parsing: "Ng\u{F4}\u{301} Ba\u{309}o").value.unicodeScalars.count == 7)
  }

  @Test(arguments: [
    ("", PersonName.ParseError.empty), ("  \t ", .empty), ("Ana\u{7}", .controlCharacter),
    ("Ana\u{202E}", .controlCharacter), ("123", .noLetter), ("…", .noLetter),
    (String(repeating: "a", count: 201), .tooLong), (String(repeating: "é", count: 201), .tooLong),
  ])
  func refusesWhatIsNoName(_ text: String, _ reason: PersonName.ParseError) {
    #expect(throws: reason) { try PersonName(parsing: text) }
  }

  @Test func namesOfExactlyTheLimitPass() throws {
    #expect(try PersonName(parsing: String(repeating: "é", count: 200)).value.count == 200)
  }

  @Test(arguments: [
    ("João  D'Ávila", "joao d avila"), ("Straße", "strasse"), ("Łódź Øre", "lodz ore"),
    ("ÇÃÑ", "can"), ("ＡＢ", "ａｂ"), ("  --x--  ", "x"), ("", ""), ("Œuvre ﬁ", "oeuvre ﬁ"),
    ("Nguyễn", "nguyen"), ("Å\u{212B}", "aa"), ("İstanbul", "istanbul"), ("Иван", "иван"),
    ("Ana-Maria 2ª", "ana maria 2a"), ("a\u{200B}b", "ab"), ("e\u{301}", "e"),
  ])
  func foldsCaseAccentsAndPunctuation(_ text: String, _ folded: String) {
    #expect(TextFolding.fold(text) == folded)
    #expect(TextFolding.tokens(text) == folded.split(separator: " ").map(String.init))
  }

  @Test(arguments: [
    ("Souza", "Sousa"), ("Melo", "Mello"), ("Menezes", "Meneses"), ("Luís", "Luiz"),
    ("Filipe", "Philippe"), ("Teresa", "Thereza"), ("Matos", "Mattos"), ("Vilma", "Wilma"),
    ("Iara", "Yara"), ("Gonçalves", "Gonsalves"), ("Abraão", "Abrahão"), ("Ana", "Anna"),
    ("Campos", "Canpos"), ("Cavalcante", "Cavalcanti"), ("Geraldo", "Jeraldo"),
    ("Kátia", "Cátia"), ("Queiroz", "Queirós"),
  ])
  func spellingsOfOneNameShareAKey(_ left: String, _ right: String) {
    #expect(PhoneticKey(left) == PhoneticKey(right))
    #expect(!PhoneticKey(left).value.isEmpty)
  }

  @Test(arguments: [("Souza", "Silva"), ("Lima", "Lemos"), ("Ana", "Ada"), ("Costa", "Castro")])
  func differentNamesHaveDifferentKeys(_ left: String, _ right: String) {
    #expect(PhoneticKey(left) != PhoneticKey(right))
  }

  @Test func foldingIsFastEnoughForImports() {
    let names = (0..<2000).map { "Maria Aparecida da Silva \($0)" }
    let clock = ContinuousClock()
    var length = 0
    let elapsed = clock.measure {
      for name in names { length += TextFolding.fold(name).utf8.count }
    }
    #expect(length > 50_000)
    #expect(elapsed < .milliseconds(200), "a debug build on a busy machine")
  }
}
