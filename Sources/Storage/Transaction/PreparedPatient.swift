public import ClinicDomain
import SyncProtocol

/// A patient's details with what is laid down beside them, worked out before the lock is asked for:
/// an import does it on the thread that reads.
public struct PreparedPatient: Sendable {
  let details: PatientDetails
  let members: JSONObject
  let text: String
  let index: PatientIndex

  /// - Throws: `EncodingError` where a value has no JSON.
  public init(_ details: PatientDetails) throws {
    self.details = details
    members = try details.members()
    text = JSONValue.object(members).canonicalText
    index = PatientIndex(details)
  }
}

extension BulkBatch {
  /// Stores a new patient under the next chart number.
  public func insert(
    _ prepared: PreparedPatient, id: PatientID, registeredAt: Instant
  ) throws {
    let patient = Patient(
      id: id, chartNumber: try store.nextChartNumber(), details: prepared.details,
      registeredAt: registeredAt)
    try rows.insert(patient, prepared)
  }
}
