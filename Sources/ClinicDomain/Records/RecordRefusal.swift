/// Why the record says no.
public enum RecordRefusal: Hashable, Codable, Sendable {
  /// Not one of the actor's own patients; a doctor may break the glass with a reason.
  case notOwnPatient
  /// Nobody breaks the glass of her own chart.
  case ownChart
  /// Breaking the glass needs a reason.
  case reasonRequired
  /// Only the author amends.
  case notAuthor
  /// A retracted or superseded entry takes no amendment.
  case closed(RecordEntry.Status)
  /// There are allergies on record: "none known" would contradict them.
  case allergiesOnRecord
  case wrongExamStatus(Exam.Status)
  /// Pieces of the file are still on their way.
  case filePending
}
