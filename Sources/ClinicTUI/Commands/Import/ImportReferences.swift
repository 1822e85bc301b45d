import ClinicDomain
import Storage

/// The ids that foreign names stand for, remembered between rows.
final class ImportReferences {
  private var patients: [ForeignID: PatientID] = [:]
  private var practitioners: [ForeignID: PractitionerID] = [:]
  private var appointments: [ForeignID: AppointmentID] = [:]

  func patient(_ foreign: ForeignID, _ batch: BulkBatch) throws -> PatientID {
    try find(foreign, "patient", .patient, in: \.patients, batch)
  }

  func practitioner(_ foreign: ForeignID, _ batch: BulkBatch) throws -> PractitionerID {
    try find(foreign, "practitioner", .practitioner, in: \.practitioners, batch)
  }

  func appointment(_ foreign: ForeignID, _ batch: BulkBatch) throws -> AppointmentID {
    try find(foreign, "appointment", .appointment, in: \.appointments, batch)
  }

  private func find<Entity>(
    _ foreign: ForeignID, _ field: String, _ kind: EntityKind,
    in cache: ReferenceWritableKeyPath<ImportReferences, [ForeignID: EntityID<Entity>]>,
    _ batch: BulkBatch
  ) throws -> EntityID<Entity> {
    if let id = self[keyPath: cache][foreign] { return id }
    guard let id: EntityID<Entity> = try batch.known(kind, foreign) else {
      throw UnknownReference(field: field, foreign: foreign)
    }
    self[keyPath: cache][foreign] = id
    return id
  }
}

/// A row refers to something that was never imported.
struct UnknownReference: Error {
  let field: String
  let foreign: ForeignID
}
