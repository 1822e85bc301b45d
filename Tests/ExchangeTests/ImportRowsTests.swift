import ClinicDomain
import Exchange
import Foundation
import Testing

@Suite struct ImportRowsTests {
  static let today = CivilDate(dayNumber: 20_587)

  static func outcomes(_ mapping: String, _ csv: String) throws -> [ImportOutcome] {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("import-\(UUID().uuidString).csv")
    try Data(csv.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let rows = try ImportRows(
      reader: CSVReader(path: file.path), mapping: ImportMapping(parsing: mapping), today: today)
    var outcomes: [ImportOutcome] = []
    while let outcome = try rows.next() { outcomes.append(outcome) }
    return outcomes
  }

  static func name(_ expression: String, _ value: String, tables: String = "") throws -> String? {
    let mapping = """
      [source]
      kind = records
      namespace = t
      [fields]
      foreign_id = line()
      patient = "p"
      occurred_at = "2026-01-01"
      kind = "note"
      subjective = \(expression)
      \(tables)
      """
    let csv = "V,W\n" + CSVWriter().record([value, "w"])
    guard case .ready(.record(let record), _) = try outcomes(mapping, csv).first,
      case .note(let note) = record.content
    else { return nil }
    return note.subjective
  }

  @Test(arguments: [
    ("strip_digits(V)", "María Eugenia578 O'Kon634", "María Eugenia O'Kon"),
    ("title(V)", "JARDIM DA PENHA", "Jardim da Penha"),
    ("upper(V) + lower(W)", "ab", "ABw"),
    ("digits(V)", "(11) 9-9", "1199"),
    ("first(\"\", V, W)", "x", "x"),
    ("join(\"; \", V, \"\", W)", "a", "a; w"),
    ("date(V, \"dd/MM/yyyy\")", "14/05/2026", "2026-05-14"),
    ("date(V, \"ddMMyy\")", "140560", "1960-05-14"),
    ("instant(V, \"epoch\")", "0", "1970-01-01T00:00:00.000Z"),
    ("instant(V, \"epoch-ms\")", "-1", "1969-12-31T23:59:59.999Z"),
    ("instant(V, \"iso\")", "2026-05-14T09:30:00-03:00", "2026-05-14T12:30:00.000Z"),
    ("day(V)", "2016-04-29T00:00:00Z", "2016-04-29"),
    ("years_before(\"2016-04-29\", V)", "62", "1954-04-29"),
    ("minutes(\"2026-01-01T00:00:00Z\", V)", "2026-01-01T00:14:01Z", "15"),
    ("amount(V)", "1234.565", "1.234,57"),
    ("amount(V)", "-0.5", "-0,50"),
    ("table(V, t)", "zzz", "zzz"),
    ("table(V, t)", "-1", "minus"),
    ("line() + V + Absent?", "x", "2x"),
  ])
  func functions(_ expression: String, _ value: String, _ expected: String) throws {
    #expect(try Self.name(expression, value, tables: "[table t]\n-1 = minus\n* = *") == expected)
  }

  @Test(arguments: [
    ("date(V, \"dd/MM/yyyy\")", "31/02/2026", ImportProblem.Reason.noSuchDay),
    ("date(V, \"dd/MM/yyyy\")", "2026-02-01", .form),
    ("instant(V, \"iso\")", "2026-05-14", .form),
    ("instant(V, \"epoch\")", "99999999999999999", .outOfRange),
    ("years_before(\"2016-04-29\", V)", "-1", .outOfRange),
    ("amount(V)", "1,5", .form),
    ("amount(V)", "99999999999999999999", .form),
    ("table(V, t)", "other", .notInTable),
  ])
  func functionsRefuse(_ expression: String, _ value: String, _ reason: ImportProblem.Reason) throws
  {
    let mapping = """
      [source]
      kind = records
      namespace = t
      [fields]
      foreign_id = "1"
      patient = "p"
      occurred_at = "2026-01-01"
      kind = "note"
      subjective = \(expression)
      [table t]
      a = b
      """
    let outcomes = try Self.outcomes(mapping, "V\n" + CSVWriter().record([value]))
    guard case .rejected(let row) = outcomes.first else {
      Issue.record("expected a rejection, got \(outcomes)")
      return
    }
    #expect(row.problems.first == ImportProblem("subjective", reason))
    #expect(row.fields == [value])
    #expect(row.line == 2)
  }

  static let patients = """
    [source]
    kind = patients
    namespace = old
    [filter]
    Status != "deleted"
    [fields]
    foreign_id = Id
    name = Name
    birth_date = date(Birth, "dd/MM/yyyy")
    cpf = CPF
    phone = Phone
    sex ~= "unknown"
    mother_name ~= "Não informada"
    """

  @Test func rowsBecomePatientsOrAreRejectedWithEveryReason() throws {
    let csv = """
      Id,Name,Birth,CPF,Phone,Status
      1,  João  da Silva ,14/05/1980,529.982.247-25,(11) 99402-9275,
      2,,31/02/1980,52998224724,123,
      3,X,01/01/1990,,,deleted
      4,Ana,01/01/2190,,,
      5,too,few
      ,Bia,01/01/1990,,,
      """
    let outcomes = try Self.outcomes(Self.patients, csv)
    #expect(outcomes.count == 6)
    guard case .ready(.patient(let patient), let source) = outcomes[0] else {
      Issue.record("\(outcomes[0])")
      return
    }
    #expect(source.line == 2)
    #expect(patient.foreignID == ForeignID(namespace: "old", value: "1"))
    #expect(patient.details.name.value == "João da Silva")
    #expect(patient.details.birthDate?.isoText == "1980-05-14")
    #expect(patient.details.phones.map(\.formatted) == ["(11) 99402-9275"])
    #expect(patient.details.filledFields == ["sex", "motherName"])
    guard case .rejected(let second) = outcomes[1] else {
      Issue.record("\(outcomes[1])")
      return
    }
    #expect(
      Set(second.problems.map { "\($0.field ?? "") \($0.reason)" }) == [
        "birth_date noSuchDay", "name missing", "cpf checkDigits", "phone form",
      ])
    #expect(outcomes[2] == .passedOver(line: 4))
    let reasons = outcomes[3...].map { outcome -> [ImportProblem] in
      if case .rejected(let row) = outcome { row.problems } else { [] }
    }
    #expect(
      reasons == [
        [ImportProblem("birth_date", .outOfRange)],
        [ImportProblem(nil, .record(.fieldCount(expected: 6, found: 3)))],
        [ImportProblem("foreign_id", .missing)],
      ])
  }

  @Test func aFillingRuleOnlyFillsWhatTheSourceLeftEmpty() throws {
    let mapping = """
      [source]
      kind = patients
      namespace = old
      [fields]
      foreign_id = Id
      name ~= "Sem nome"
      name = Name
      """
    let outcomes = try Self.outcomes(mapping, "Id,Name\n1,Ana\n2,\n")
    let details = outcomes.compactMap { outcome -> PatientDetails? in
      if case .ready(.patient(let patient), _) = outcome { patient.details } else { nil }
    }
    #expect(details.map(\.name.value) == ["Ana", "Sem nome"])
    #expect(details.map(\.filledFields) == [[], ["name"]])
  }

  @Test(arguments: [
    ("keep", ["1", "1", "2"]), ("skip", ["1", "2"]), ("number", ["1", "1#2", "2"]),
  ])
  func repeatedForeignIDs(_ rule: String, _ ids: [String]) throws {
    let mapping = """
      [source]
      kind = patients
      namespace = old
      repeated = \(rule)
      [fields]
      foreign_id = Id
      name = "Ana"
      """
    let found = try Self.outcomes(mapping, "Id,B\n1,a\n1,b\n2,c\n").compactMap {
      outcome -> String? in
      if case .ready(let row, _) = outcome { row.foreignID.value } else { nil }
    }
    #expect(found == ids)
  }

  @Test func spreadLaysTimesOneAfterTheOtherInEachGroup() throws {
    let mapping = """
      [source]
      kind = appointments
      namespace = old
      [fields]
      foreign_id = line()
      patient = "p"
      practitioner = Team
      date = Day
      time ~= spread("08:00", "09:00", "20", Day, Team)
      minutes ~= "20"
      status = "fulfilled"
      """
    let csv = "Day,Team\n" + ["a", "b", "a", "a", "a", "b"].map { "2016-04-29,\($0)\n" }.joined()
    let starts = try Self.outcomes(mapping, csv).compactMap { outcome -> ImportedMoment? in
      if case .ready(.appointment(let visit), _) = outcome { visit.start } else { nil }
    }
    let times = ["08:00", "08:00", "08:20", "08:40", "08:00", "08:20"]
    #expect(starts == times.compactMap { ImportedMoment("2016-04-29T\($0)") })
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared data folder isn't beside the package"))
  func naughtyStringsAreImportedAsTheyAreOrRejected() throws {
    let list = try String(contentsOfFile: SharedData.path("blns/blns.txt"), encoding: .utf8)
    let texts = list.split(separator: "\n").map(String.init)
    let csv =
      "V\n" + texts.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"\n" }.joined()
    let mapping = """
      [source]
      kind = patients
      namespace = old
      [fields]
      foreign_id = line()
      name = V
      """
    let outcomes = try Self.outcomes(mapping, csv)
    #expect(outcomes.count == texts.count)
    for (text, outcome) in zip(texts, outcomes) {
      switch outcome {
      case .ready(.patient(let patient), let source):
        #expect(source.fields == [text])
        #expect(patient.details.name == (try PersonName(parsing: text)))
      case .rejected(let row): #expect(row.problems.map(\.field) == ["name"])
      default: Issue.record("\(outcome)")
      }
    }
    for text in texts { _ = try? ImportMapping(parsing: MappingTests.head + "name = " + text) }
  }

  @Test func aMappingThatNamesAnAbsentColumnIsRefusedBeforeTheFirstRow() {
    let error = #expect(throws: MappingError.self) {
      try Self.outcomes(Self.patients, "A,B\n1,2\n")
    }
    #expect(error?.line == 7)
    #expect(error?.key == "Id")
    #expect(error?.reason == .unknownColumn)
  }

  @Test func momentsAreAsExactAsTheSource() throws {
    let zone = SiteZone.brasilia
    let day = try #require(ImportedMoment("2016-04-29"))
    #expect(day == .day(try CivilDate(iso: "2016-04-29")))
    #expect(day.instant(in: zone).isoText == "2016-04-29T15:00:00.000Z")
    let civil = try #require(ImportedMoment("2016-04-29 08:15"))
    #expect(civil.instant(in: zone).isoText == "2016-04-29T11:15:00.000Z")
    let instant = try #require(ImportedMoment("2016-04-29T01:15:00Z"))
    #expect(instant.civil(in: zone).isoText == "2016-04-28T22:15")
    #expect(ImportedMoment("2016-04-29X") == nil)
    #expect(ImportedMoment("2016-02-30") == nil)
  }
}
