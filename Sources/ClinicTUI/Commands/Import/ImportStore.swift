import ClinicDomain
import Exchange
import Storage

/// Stores rows that are ready: each as a whole, or not at all.
struct ImportStore {
  /// What became of one row.
  enum Outcome {
    case added, known
    case rejected(ImportReason)
  }

  let actor: Actor
  let now: Instant
  let zone: SiteZone
  let references = ImportReferences()

  /// Stores a row unless it was imported before.
  ///
  /// Of a patient, `prepared` is what was worked out while reading.
  func store(
    _ row: ImportRow, _ prepared: PreparedPatient? = nil, in batch: BulkBatch
  ) throws -> Outcome {
    do {
      return switch row {
      case .patient(let row): try store(row, prepared, batch)
      case .practitioner(let row): try store(row, batch)
      case .appointment(let row): try store(row, batch)
      case .record(let row): try store(row, batch)
      case .invoice(let row): try store(row, batch)
      }
    } catch let unknown as UnknownReference {
      return .rejected(.unknownReference(field: unknown.field, unknown.foreign))
    }
  }

  /// Inserts a thing under its foreign name.
  func add<Item: Aggregate>(
    _ type: Item.Type, _ foreign: ForeignID, _ batch: BulkBatch,
    _ insert: (any ClinicStore, EntityID<Item.Entity>) throws -> Item
  ) throws -> Outcome {
    let result = try batch.row(Item.entity, once: foreign) {
      (store, id: EntityID<Item.Entity>) in _ = try insert(store, id)
    }
    return Self.outcome(result)
  }

  static func outcome(_ result: Result<Bool, Refusal>) -> Outcome {
    switch result {
    case .success(let isNew): isNew ? .added : .known
    case .failure(let refusal): .rejected(.refused(refusal))
    }
  }

  static func outcome(_ result: Result<Void, Refusal>) -> Outcome {
    switch result {
    case .success: .added
    case .failure(let refusal): .rejected(.refused(refusal))
    }
  }

  private func store(
    _ row: ImportedPatient, _ prepared: PreparedPatient?, _ batch: BulkBatch
  ) throws -> Outcome {
    let prepared = try prepared ?? PreparedPatient(row.details)
    return Self.outcome(
      try batch.row(Patient.entity, once: row.foreignID) { (_, id: PatientID) in
        try batch.insert(prepared, id: id, registeredAt: now)
      })
  }

  private func store(_ row: ImportedPractitioner, _ batch: BulkBatch) throws -> Outcome {
    try add(Practitioner.self, row.foreignID, batch) { store, id in
      if let registration = row.details.registration,
        try store.practitioner(registeredAs: registration) != nil
      {
        throw Refusal.invalid([FieldProblem(.registration, .taken)])
      }
      let practitioner = Practitioner(id: id, details: row.details)
      try store.insert(practitioner)
      return practitioner
    }
  }

  private func store(_ row: ImportedAppointment, _ batch: BulkBatch) throws -> Outcome {
    let patient = try references.patient(row.patient, batch)
    let practitioner = try references.practitioner(row.practitioner, batch)
    return try add(Appointment.self, row.foreignID, batch) { store, id in
      let start = row.start.civil(in: zone)
      guard
        let time = VisitTime(
          date: start.date, start: start.time, minutes: row.minutes, zone: zone,
          isHistorical: row.isHistorical)
      else { throw Refusal.scheduling(.invalidLength) }
      let visit = Appointment(
        id: id, patient: patient, practitioner: practitioner, time: time, status: row.status,
        kind: row.kind, observation: row.observation, authorisation: row.authorisation,
        exclusivity: row.isHistorical ? .historical : .exclusive, cancellation: row.cancellation,
        bookedBy: actor.reference, bookedAt: row.bookedAt?.instant(in: zone) ?? now,
        filledFields: row.filledFields)
      try store.insert(visit)
      return visit
    }
  }

  private func store(_ row: ImportedRecord, _ batch: BulkBatch) throws -> Outcome {
    let patient = try references.patient(row.patient, batch)
    let practitioner = try row.practitioner.map { try references.practitioner($0, batch) }
    return try add(RecordEntry.self, row.foreignID, batch) { store, id in
      let entry = RecordEntry(
        id: id, patient: patient, author: actor.reference, practitioner: practitioner,
        foreignAuthor: row.author, occurredAt: row.occurredAt.instant(in: zone), enteredAt: now,
        content: row.content)
      try store.insert(entry)
      return entry
    }
  }
}
