import ClinicDomain
import Testing

@testable import Storage

@Suite struct BulkTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func add(_ name: String, cpf: String? = nil, to batch: BulkBatch) throws -> Result<
    PatientID, Refusal
  > {
    var details = try fixture.details(name)
    details.cpf = try cpf.map { try CPF(parsing: $0) }
    let id: PatientID = fixture.id()
    return try batch.row { store in
      try store.insert(
        Patient(
          id: id, chartNumber: try store.nextChartNumber(), details: details,
          registeredAt: Fixture.now))
      try batch.remember(.patient, ForeignID(namespace: "old", value: name), as: id)
      return id
    }
  }

  @Test func `a bad row is undone alone, whole, and tells why`() throws {
    let results = try fixture.service.bulk(
      "import", .patient, as: Fixture.operatorActor, now: Fixture.now
    ) { batch in
      [
        try add("Maria", cpf: "39053344705", to: batch),
        try add("Outra Maria", cpf: "39053344705", to: batch),
        try add("José", to: batch),
      ]
    }
    guard case .failure(.duplicate(let found)) = results[1] else {
      Issue.record("\(results[1])")
      return
    }
    #expect(found.isCertain)
    #expect(try fixture.count("SELECT count(*) FROM patient") == 2)
    #expect(try fixture.count("SELECT max(chart) FROM patient") == 2)
    #expect(try fixture.count("SELECT count(*) FROM foreign_id") == 2)
    #expect(try fixture.count("SELECT count(*) FROM sync_log") == 2)
    #expect(try fixture.count("SELECT count(DISTINCT tx) FROM sync_log") == 2)
    #expect(try fixture.count("SELECT count(*) FROM audit_log WHERE action = 'import'") == 1)
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
  }

  @Test func `rows stored and changed in a batch are found by their last name`() throws {
    let id: PatientID = fixture.id()
    try fixture.service.bulk(
      "import", .patient, as: Fixture.operatorActor, now: Fixture.now
    ) { batch in
      var patient = Patient(
        id: id, chartNumber: 7, details: try fixture.details("Zilda Couto"),
        registeredAt: Fixture.now)
      _ = try batch.row { try $0.insert(patient) }
      let loaded = patient
      patient.details.name = try PersonName(parsing: "Teresa Alves")
      _ = try batch.row { try $0.update(patient, from: loaded) }
      let undone = try batch.row { store in
        var other = patient
        other.details.name = try PersonName(parsing: "Ruth Barbosa")
        try store.update(other, from: patient)
        throw Refusal.notFound(.patient)
      }
      #expect(throws: Refusal.self) { try undone.get() }
    }
    #expect(try fixture.service.check(as: Fixture.operatorActor, now: Fixture.now).isSound)
    for (text, count) in [("zilda", 0), ("teresa", 1), ("ruth", 0)] {
      let found = try fixture.service.answer(
        SearchPatients(text: text), as: fixture.reception, now: Fixture.now)
      #expect(found.rows.count == count, "\(text)")
    }
  }

  @Test func `a foreign name is known the second time`() throws {
    let foreign = ForeignID(namespace: "old", value: "Maria")
    let id = try fixture.service.bulk(
      "import", .patient, as: Fixture.operatorActor, now: Fixture.now
    ) { try add("Maria", to: $0).get() }
    let known: PatientID? = try fixture.service.bulk(
      "import", .patient, as: Fixture.operatorActor, now: Fixture.now
    ) { try $0.known(.patient, foreign) }
    #expect(known == id)
    let other: PatientID? = try fixture.service.bulk(
      "import", .patient, as: Fixture.operatorActor, now: Fixture.now
    ) { try $0.known(.patient, ForeignID(namespace: "new", value: "Maria")) }
    #expect(other == nil)
  }

  @Test func `an error that is no refusal undoes the batch`() throws {
    struct Broken: Error {}
    #expect(throws: StorageError.self) {
      try fixture.service.bulk(
        "import", .patient, as: Fixture.operatorActor, now: Fixture.now
      ) { batch in
        _ = try add("Maria", to: batch)
        throw Broken()
      }
    }
    #expect(try fixture.count("SELECT count(*) FROM patient") == 0)
  }

  @Test func `who may not import is denied`() throws {
    #expect(throws: Refusal.denied(.importData)) {
      try fixture.service.bulk("import", .patient, as: fixture.manager, now: Fixture.now) { _ in }
    }
  }

  @Test func `an import wakes the screens but makes nobody recently used`() throws {
    _ = fixture.service.bell.changes()
    _ = try fixture.service.bulk(
      "import", .patient, as: Fixture.operatorActor, now: Fixture.now
    ) { try add("Maria", to: $0) }
    #expect(fixture.service.bell.changes() == .patients)
    #expect(try fixture.count("SELECT count(*) FROM recent_patient") == 0)
  }
}
