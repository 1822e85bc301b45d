import ClinicDomain
import SyncProtocol

/// The numbers by which two registrations are known to be one person's.
enum PatientNumbers {
  static func of(_ entity: String, _ body: JSONObject) -> [String] {
    guard entity == EntityKind.patient.rawValue else { return [] }
    return names.compactMap { name in body[name]?.stringValue.map { "\(name):\($0)" } }
  }

  private static let names = ["cpf", "cns"]

  /// Whether an entry writes any of them, or takes the patient out of use.
  static func mayChange(by entry: SyncEntry) -> Bool {
    entry.operation == .tombstone || names.contains { entry.body[$0] != nil }
  }
}

extension HubWork {
  /// Keeps both values of what a person has to decide about.
  func noteConflicts(_ change: ReplicatedDocument.Change, of entry: SyncEntry) throws {
    for conflict in change.conflicts
    where MergeRules.needsPerson(entity: entry.entity, field: conflict.field) {
      let values = try [conflict.kept, conflict.other].map { field in
        let writer =
          field.clock == entry.timestamp && entry.body[conflict.field] == field.value
          ? entry : try writer(of: entry.reference, field)
        return IdentityConflict.Value(
          value: field.value, clock: field.clock, site: writer?.site ?? "",
          actor: writer?.actor ?? "")
      }
      try note(
        IdentityConflict(
          kind: .field, subject: entry.entity, subjectID: entry.entityID, field: conflict.field,
          values: values),
        named: values.map { "\($0.clock) \($0.value.canonicalText)" }.sorted()
          .joined(separator: "|"))
    }
  }

  private func writer(
    of reference: DocumentReference, _ field: ReplicatedDocument.Field
  ) throws -> SyncEntry? {
    try recent(reference, clock: field.clock)
      ?? tx.entry(of: reference, clock: field.clock)
  }

  /// Tells of patients who have the same number.
  func settleNumbers(of reference: DocumentReference) throws {
    guard let document = try document(reference)?.document else { return }
    let numbers =
      document.removedAt == nil ? PatientNumbers.of(reference.entity, document.body) : []
    try tx.keep(numbers: numbers, of: reference.id)
    for number in numbers {
      let field = String(number.prefix { $0 != ":" })
      for other in try tx.patients(numbered: number) where other != reference.id {
        let pair = [other, reference.id].sorted()
        let value = document.fields[field]
        try note(
          IdentityConflict(
            kind: .samePerson, subject: reference.entity, subjectID: pair[0], field: field,
            values: value.map {
              [IdentityConflict.Value(value: $0.value, clock: $0.clock, site: "", actor: "")]
            } ?? [],
            otherID: pair[1]),
          named: "\(number) \(pair[1])")
      }
    }
  }

  private func note(_ conflict: IdentityConflict, named name: String) throws {
    let clock = conflict.values.map(\.clock).max() ?? 0
    let id = DerivedID.make(
      IdentityConflict.entity, conflict.kind.rawValue, conflict.subject, conflict.subjectID,
      conflict.field, name, at: conflict.kind == .field ? clock >> 16 : 0)
    let reference = DocumentReference(IdentityConflict.entity, id)
    guard try document(reference) == nil,
      let body = try JSONValue(encoding: conflict).objectValue
    else { return }
    try write(
      .create, reference, body,
      transaction: DerivedID.make(id, String(now.milliseconds), at: now.milliseconds))
  }
}
