/// How the columns of a foreign CSV file become the fields of one kind of import.
///
/// Written as a small text file; docs/import.md describes it.
public struct ImportMapping: Sendable, Equatable {
  /// What the rows become.
  public let kind: ImportKind
  /// Where the foreign ids come from, such as `synthea`.
  public let namespace: String
  /// What happens to a row whose foreign id came before in the same file.
  public let repeated: Repetition
  /// The byte between fields, or nil to find it in the header.
  public let separator: UInt8?
  /// How the bytes stand for characters.
  public let encoding: CSVEncoding
  /// What a row must fulfil to be taken.
  public let filters: [RowFilter]
  /// How each field is made, in the order of the file; a field may have a second, filling rule.
  public let rules: [FieldRule]
  /// Value tables by name.
  public let tables: [String: ValueTable]

  /// What happens to a row whose foreign id came before in the same file.
  public enum Repetition: String, Sendable, Hashable, CaseIterable {
    /// It goes on; whoever stores it decides.
    case keep
    /// It is passed over: the first row counts.
    case skip
    /// Its foreign id gets `#2`, `#3`… behind it.
    case number
  }

  /// Reads a mapping file's text.
  ///
  /// - Throws: `MappingError`, naming the line and the key.
  public init(parsing text: String) throws(MappingError) {
    var parser = MappingParser()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      try parser.read(String(line), number: index + 1)
    }
    self = try parser.finish()
  }

  init(
    kind: ImportKind, namespace: String, repeated: Repetition, separator: UInt8?,
    encoding: CSVEncoding, filters: [RowFilter], rules: [FieldRule], tables: [String: ValueTable]
  ) {
    self.kind = kind
    self.namespace = namespace
    self.repeated = repeated
    self.separator = separator
    self.encoding = encoding
    self.filters = filters
    self.rules = rules
    self.tables = tables
  }
}

/// How one field is made.
public struct FieldRule: Sendable, Equatable {
  /// The field.
  public let field: String
  /// What its text is made of.
  public let expression: MappingExpression
  /// Whether the value isn't the source's own: the result names the field as filled.
  public let isFilling: Bool
  /// The line of the mapping file.
  public let line: Int
}

/// A condition on one column.
public struct RowFilter: Sendable, Equatable {
  /// The column.
  public let column: String
  /// What it must hold.
  public let condition: Condition
  /// The line of the mapping file.
  public let line: Int

  /// What a column must hold.
  public enum Condition: Sendable, Equatable {
    case filled
    case empty
    case oneOf([String])
    case noneOf([String])
  }

  func accepts(_ text: String) -> Bool {
    switch condition {
    case .filled: !text.isEmpty
    case .empty: text.isEmpty
    case .oneOf(let values): values.contains(text)
    case .noneOf(let values): !values.contains(text)
    }
  }
}

/// What foreign values mean.
public struct ValueTable: Sendable, Equatable {
  /// Meanings by foreign value.
  public var values: [String: String] = [:]
  /// What any other value means: `*` itself, nil refuses it.
  public var otherwise: String?

  func meaning(of text: String) -> String? {
    values[text] ?? (otherwise == "*" ? text : otherwise)
  }
}

/// Why a mapping file can't be used.
public struct MappingError: Error, Equatable, Sendable {
  /// The line, from 1; 0 when it is about the file as a whole.
  public let line: Int
  /// The key, section or name it is about.
  public let key: String
  /// What is wrong.
  public let reason: Reason

  /// What can be wrong.
  public enum Reason: Equatable, Sendable {
    case missing
    case unknownSection
    case unknownKey
    case unknownValue
    case unknownField
    case unknownColumn
    case unknownFunction
    case unknownTable
    case givenTwice
    case notKeyAndValue
    case expression
    case arguments
  }
}
