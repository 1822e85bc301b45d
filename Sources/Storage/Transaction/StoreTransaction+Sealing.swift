import ClinicDomain
import Foundation

extension StoreTransaction {
  /// The blob that the row holds already where the text did not change: the same in row and log.
  func sealOnce(
    _ text: String?, of patient: PatientID, _ entity: EntityKind, _ id: String, _ field: String
  ) throws -> Data? {
    guard let text else { return nil }
    let place = Self.place(id, field)
    if let known = sealedTexts[place], known.text == text { return known.blob }
    let blob = try seal(text, of: patient, entity, id, field)
    if let blob { sealedTexts[place] = (text, blob) }
    return blob
  }

  /// Keeps what was read sealed, so that it is written as it was.
  func keepSealed(_ known: [String: (text: String, blob: Data)], of id: String) {
    for (field, sealed) in known { sealedTexts[Self.place(id, field)] = sealed }
  }

  private static func place(_ id: String, _ field: String) -> String { "\(id) \(field)" }
}
