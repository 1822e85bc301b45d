import ClinicDomain
import Exchange

/// Why a row was not imported.
enum ImportReason: Equatable {
  /// What reading the row found.
  case problem(ImportProblem)
  /// It refers to something that was never imported.
  case unknownReference(field: String, ForeignID)
  /// A rule or the schema said no.
  case refused(Refusal)
}

/// What became of the rows so far.
struct ImportCounts: Equatable, Encodable {
  var read = 0
  /// Stored by this run; in a dry run, ready to be stored.
  var added = 0
  /// There already, from an earlier run.
  var known = 0
  /// Left out by the mapping.
  var passedOver = 0
  var rejected = 0
}
