import ClinicDomain
import Foundation
import GRDB

extension QueryRunner {
  /// A sealed reason of a stay or an attendance, told to those only whose reading of the chart is on
  /// the audit trail; nil for others, empty where there is none.
  func reason(of patient: PatientID, _ blob: Data?, _ place: SealedPlace) throws -> String? {
    guard let reader = actor.userID, grant(.readChart) != .denied,
      let access = try RecordReader(db: db, keyring: keyring).access(to: patient, by: reader),
      access.expiresAt > now
    else { return nil }
    return try opened(blob, of: patient, place)
  }

  /// A sealed text, for a reader whose right to it is certain; empty where there is none.
  func opened(_ blob: Data?, of patient: PatientID, _ place: SealedPlace) throws -> String {
    guard let blob else { return "" }
    return try keyring.open(blob, of: patient, place, in: db)
  }
}
