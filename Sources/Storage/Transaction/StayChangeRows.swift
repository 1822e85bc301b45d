import ClinicDomain
import Foundation
import GRDB
import SyncProtocol

extension StoreTransaction {
  func hasStayChange(_ id: StayChangeID) throws -> Bool {
    try int("SELECT count(*) FROM stay_change WHERE id = ?", [id.blob]) > 0
  }

  func insert(_ change: StayChange) throws {
    var (practitioners, reasons) = (
      [Int64?](repeating: nil, count: 2), [Data?](repeating: nil, count: 2)
    )
    var body = JSONObject()
    body["stay"] = .string(change.stay.text)
    body["patient"] = .string(change.patient.text)
    body["at"] = .int(change.at.milliseconds)
    body["by"] = .string(change.by)
    switch change.content {
    case .practitioner(let from, let to):
      practitioners = [try key(.practitioner, from), try key(.practitioner, to)]
      body["practitionerWas"] = .string(from.text)
      body["practitioner"] = .string(to.text)
    case .reason(let from, let to):
      reasons = [try sealed(from, "reasonWas", change), try sealed(to, "reason", change)]
      for (name, blob) in zip(["reasonWas", "reason"], reasons) {
        body[name] = blob.map { .string(BinaryText.base64(Array($0))) }
      }
    }
    try run(
      """
      INSERT INTO stay_change(id, stay, patient, what, practitioner_was, practitioner, reason_was,
        reason, changed_at, changed_by, hlc)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        change.id.blob, try key(.stay, change.stay), try key(.patient, change.patient),
        practitioners[1] == nil ? "reason" : "practitioner", practitioners[0], practitioners[1],
        reasons[0], reasons[1], change.at.milliseconds, change.by, hlc,
      ])
    try logAppend(change, body)
    touched.insert(.beds)
  }

  private func sealed(_ text: String, _ field: String, _ change: StayChange) throws -> Data? {
    guard !text.isEmpty else { return nil }
    return try sealOnce(text, of: change.patient, .stayChange, change.id.text, field)
  }
}
