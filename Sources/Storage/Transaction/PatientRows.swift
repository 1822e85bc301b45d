import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  private static let patientColumns = "id, chart, body, registered_at"

  func patient(_ id: PatientID) throws -> Patient? {
    try row("SELECT \(Self.patientColumns) FROM patient WHERE id = ?", [id.blob])
      .map(Patient.init(row:))
  }

  func nextChartNumber() throws -> Int { try next("chart") }

  func patientsLike(_ details: PatientDetails) throws -> [Patient] {
    let beginnings = PatientIndex.beginnings(details.name.value)
    return try rows(
      """
      SELECT \(Self.patientColumns) FROM patient WHERE cpf = ?1 OR cns = ?2
      UNION
      SELECT \(Self.patientColumns) FROM patient WHERE name_key = ?3
      UNION
      SELECT \(Self.patientColumns) FROM patient
        WHERE birth = ?4 AND name_key >= ?5 AND name_key < ?5 || '~'
      LIMIT 50
      """,
      [
        details.cpf?.value, details.cns?.value, TextFolding.fold(details.name.value),
        details.birthDate?.dayNumber, beginnings,
      ]
    ).map(Patient.init(row:))
  }

  func insert(_ patient: Patient) throws {
    try insert(patient, PreparedPatient(patient.details))
  }

  func insert(_ patient: Patient, _ prepared: PreparedPatient) throws {
    let index = prepared.index
    let numbers = try lookUpNumbers(patient)
    try db.store(
      """
      INSERT INTO patient(id, chart, name, social, name_key, birth, sex, cpf, cns, phone, body,
        registered_at, hlc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      patient.id, patient.chartNumber, index.name, index.social, index.nameKey,
      patient.details.birthDate?.dayNumber, patient.details.sex.rawValue,
      numbers.cpf, numbers.cns, index.phone,
      prepared.text, patient.registeredAt.milliseconds, hlc)
    try insertSearchRows(key: db.lastInsertedRowID, index)
    try logCreate(patient, patient.logged(prepared.members))
    touched.insert(.patients)
  }

  func update(_ patient: Patient, from loaded: Patient) throws {
    let rowKey = try key(.patient, patient.id)
    let changed = try PreparedPatient(patient.details)
    let index = changed.index
    let old = PatientIndex(loaded.details)
    let numbers = try lookUpNumbers(patient)
    let keepsCPF = placing == nil && patient.details.cpf == loaded.details.cpf
    let keepsCNS = placing == nil && patient.details.cns == loaded.details.cns
    try run(
      """
      UPDATE patient SET name = ?, social = ?, name_key = ?, birth = ?, sex = ?,
        cpf = CASE WHEN ? THEN cpf ELSE ? END, cns = CASE WHEN ? THEN cns ELSE ? END,
        phone = ?, body = ? WHERE key = ?
      """,
      [
        index.name, index.social, index.nameKey, patient.details.birthDate?.dayNumber,
        patient.details.sex.rawValue, keepsCPF, numbers.cpf, keepsCNS, numbers.cns, index.phone,
        changed.text, rowKey,
      ])
    if index != old {
      try changeWords(WordChange(key: rowKey, text: old.searchText, isRemoval: true))
      for digits in old.phoneDigits {
        try run("DELETE FROM patient_phone WHERE digits = ? AND patient = ?", [digits, rowKey])
      }
      try insertSearchRows(key: rowKey, index)
    }
    try markUsed(patient: rowKey)
    try logPatch(
      patient, patient.logged(changed.members), from: loaded.logged(loaded.details.members()))
    touched.insert(.patients)
  }

  /// The numbers by which a patient is looked up: of one that came from elsewhere only those that
  /// nobody here has, until a person has settled who she is.
  private func lookUpNumbers(_ patient: Patient) throws -> (cpf: String?, cns: String?) {
    let (cpf, cns) = (patient.details.cpf?.value, patient.details.cns?.value)
    guard placing != nil else { return (cpf, cns) }
    func free(_ column: String, _ value: String?) throws -> String? {
      guard let value else { return nil }
      let others = try int(
        "SELECT count(*) FROM patient WHERE \(column) = ? AND id <> ?", [value, patient.id.blob])
      return others == 0 ? value : nil
    }
    return (try free("cpf", cpf), try free("cns", cns))
  }

  private func changeWords(_ change: WordChange) throws {
    if defersWords { waitingWords.append(change) } else { try carryOut(change) }
  }

  func carryOut(_ change: WordChange) throws {
    try db.store(
      change.isRemoval
        ? "INSERT INTO patient_fts(patient_fts, rowid, text) VALUES ('delete', ?, ?)"
        : "INSERT INTO patient_fts(rowid, text) VALUES (?, ?)", change.key, change.text)
  }

  private func insertSearchRows(key: Int64, _ index: PatientIndex) throws {
    try changeWords(WordChange(key: key, text: index.searchText, isRemoval: false))
    for digits in index.phoneDigits {
      try db.store(
        "INSERT OR IGNORE INTO patient_phone(digits, patient) VALUES (?, ?)", digits, key)
    }
  }
}

/// Words that the search gets or loses for a patient.
struct WordChange {
  let key: Int64
  let text: String
  let isRemoval: Bool
}

/// What of a patient is laid down beside the body, to be listed and found.
struct PatientIndex: Equatable {
  let name: String
  let social: String
  let nameKey: String
  let searchText: String
  let phone: String
  let phoneDigits: [String]

  init(_ details: PatientDetails) {
    name = details.name.value
    social = details.socialName?.value ?? ""
    nameKey = TextFolding.fold(name)
    searchText = social.isEmpty ? nameKey : nameKey + " " + TextFolding.fold(social)
    phone = details.phones.first?.formatted ?? ""
    phoneDigits = details.phones.flatMap { phone in
      let digits = phone.digits
      return digits.count >= 10 ? [digits, String(digits.dropFirst(2))] : [digits]
    }
  }

  /// The first two letters of a name, folded.
  static func beginnings(_ name: String) -> String { String(TextFolding.fold(name).prefix(2)) }
}

extension Patient {
  /// Reads id, chart, body and registered_at.
  init(row: Row) throws {
    let body: String = row[2]
    self.init(
      id: try row.id(0), chartNumber: row[1],
      details: try JSONValue(text: body).decode(PatientDetails.self),
      registeredAt: Instant(milliseconds: row[3]))
  }

  /// The members of the details with those that the sync log carries beside them.
  func logged(_ details: JSONObject) -> JSONObject {
    var members = details
    members["chartNumber"] = .int(Int64(chartNumber))
    members["registeredAt"] = .int(registeredAt.milliseconds)
    return members
  }
}
