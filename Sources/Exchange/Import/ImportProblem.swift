/// What keeps a row from being imported, about one field or about the row as a whole.
public struct ImportProblem: Error, Equatable, Sendable {
  /// The field, or nil for the row as a whole.
  public let field: String?
  /// What is wrong.
  public let reason: Reason

  /// What can be wrong.
  public enum Reason: Equatable, Sendable {
    /// The field must have a value and has none.
    case missing
    /// The text isn't of the field's form.
    case form
    /// The value table has no such value.
    case notInTable
    /// The check digits of a document number are wrong.
    case checkDigits
    /// There is no such day or time.
    case noSuchDay
    /// The value lies outside what is possible.
    case outOfRange
    /// The record itself is malformed.
    case record(CSVRow.Problem)
  }

  /// A problem of a field.
  public init(_ field: String?, _ reason: Reason) {
    self.field = field
    self.reason = reason
  }
}

/// A row that isn't imported, whole, with every reason.
public struct RejectedRow: Equatable, Sendable {
  /// The line of the file on which it begins.
  public let line: Int
  /// Its fields as they are.
  public let fields: [String]
  /// Why, at least one reason.
  public let problems: [ImportProblem]

  /// A rejected row, also for reasons found when it was to be stored.
  public init(line: Int, fields: [String], problems: [ImportProblem]) {
    self.line = line
    self.fields = fields
    self.problems = problems
  }
}
