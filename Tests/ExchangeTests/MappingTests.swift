import Exchange
import Testing

@Suite struct MappingTests {
  static let head = "[source]\nkind = patients\nnamespace = x\n[fields]\nforeign_id = Id\n"

  @Test func readsEveryPartOfAMapping() throws {
    let mapping = try ImportMapping(
      parsing: """
        # a comment
        [source]
        kind = patients
        namespace = old
        separator = ;
        encoding = latin-1
        repeated = skip
        [filter]
        STATUS = "A" | "B"
        [Odd = name] != empty
        [fields]
        foreign_id = Id
        name = A + " " + [Last name]
        sex ~= table(S?, sex)
        [table sex]
        F = female
        "=" = "male"
        * = unknown
        """)
    #expect(mapping.kind == .patients)
    #expect(mapping.separator == 0x3B)
    #expect(mapping.encoding == .latin1)
    #expect(mapping.repeated == .skip)
    #expect(mapping.filters.map(\.condition) == [.oneOf(["A", "B"]), .filled])
    #expect(mapping.filters[1].column == "Odd = name")
    #expect(
      mapping.rules[1].expression
        == .concatenation([
          .column("A", isOptional: false), .text(" "), .column("Last name", isOptional: false),
        ]))
    #expect(mapping.rules[2].isFilling)
    #expect(mapping.tables["sex"]?.values == ["F": "female", "=": "male"])
    #expect(mapping.tables["sex"]?.otherwise == "unknown")
  }

  @Test(arguments: [
    ("name = A\nage = B", 7, "age", MappingError.Reason.unknownField),
    ("name = nope(A)", 6, "nope", .unknownFunction),
    ("name = table(A, sex)", 6, "sex", .unknownTable),
    ("name = table(A)", 6, "table", .arguments),
    ("name = table(A, upper(B))", 6, "table", .arguments),
    ("name = A +", 6, "name", .expression),
    ("name = \"open", 6, "name", .expression),
    ("name = (A", 6, "name", .expression),
    ("name = A\nname = B", 7, "name", .givenTwice),
    ("name", 6, "name", .notKeyAndValue),
    ("= A", 6, "= A", .notKeyAndValue),
    ("name != A", 6, "name", .notKeyAndValue),
    ("sex = A", 0, "name", .missing),
    ("[nonsense]", 6, "nonsense", .unknownSection),
    ("[source]\nkind = pets", 7, "kind", .givenTwice),
    ("name = A\n[source]\ncolour = red", 8, "colour", .unknownKey),
    ("name = A\n[source]\nencoding = ebcdic", 8, "encoding", .unknownValue),
    ("name = A\n[filter]\nB = 1", 8, "B", .unknownValue),
    ("name = A\n[table t]\nx = 1\nx = 2", 9, "x", .givenTwice),
    ("name = A\n[table t]\n[table t]", 8, "t", .givenTwice),
  ])
  func errorsNameLineAndKey(
    _ body: String, _ line: Int, _ key: String, _ reason: MappingError.Reason
  ) {
    let error = #expect(throws: MappingError.self) {
      try ImportMapping(parsing: Self.head + body)
    }
    #expect(error?.line == line)
    #expect(error?.key == key)
    #expect(error?.reason == reason)
  }

  @Test func deepNestingIsRefusedRatherThanFollowed() {
    let deep = String(repeating: "upper(", count: 5000) + "A" + String(repeating: ")", count: 5000)
    #expect(throws: MappingError.self) {
      try ImportMapping(parsing: Self.head + "name = " + deep)
    }
  }
}
