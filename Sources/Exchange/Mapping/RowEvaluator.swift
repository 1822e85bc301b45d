import ClinicDomain

/// Makes field texts out of rows; keeps what rules need to remember between rows.
struct RowEvaluator {
  private indirect enum Bound {
    case text(String)
    case column(Int)
    case absent
    case concatenation([Bound])
    case call(MappingFunction, [Bound])
  }

  private struct BoundRule {
    let field: String
    let expression: Bound
    let isFilling: Bool
  }

  private let rules: [BoundRule]
  private let filters: [(column: Int, filter: RowFilter)]
  private let tables: [String: ValueTable]
  private var spreadCounts: [String: Int] = [:]

  /// Ties a mapping to a file's header.
  init(_ mapping: ImportMapping, header: [String]) throws(MappingError) {
    var columns: [String: Int] = [:]
    for (index, name) in header.enumerated() { columns[name] = columns[name] ?? index }
    tables = mapping.tables
    var rules: [BoundRule] = []
    for rule in mapping.rules {
      let bound = try Self.bind(rule.expression, columns, rule.line)
      rules.append(
        BoundRule(field: rule.field, expression: bound, isFilling: rule.isFilling))
    }
    // A filling rule comes into play where the plain one gave nothing.
    self.rules = rules.filter { !$0.isFilling } + rules.filter(\.isFilling)
    var filters: [(column: Int, filter: RowFilter)] = []
    for filter in mapping.filters {
      guard let column = columns[filter.column] else {
        throw MappingError(line: filter.line, key: filter.column, reason: .unknownColumn)
      }
      filters.append((column, filter))
    }
    self.filters = filters
  }

  private static func bind(
    _ expression: MappingExpression, _ columns: [String: Int], _ line: Int
  ) throws(MappingError) -> Bound {
    switch expression {
    case .text(let text): return .text(text)
    case .column(let name, let isOptional):
      if let index = columns[name] { return .column(index) }
      guard isOptional else {
        throw MappingError(line: line, key: name, reason: .unknownColumn)
      }
      return .absent
    case .concatenation(let parts):
      var bound: [Bound] = []
      for part in parts { bound.append(try bind(part, columns, line)) }
      return .concatenation(bound)
    case .call(let function, let arguments):
      var bound: [Bound] = []
      for argument in arguments { bound.append(try bind(argument, columns, line)) }
      return .call(function, bound)
    }
  }

  func accepts(_ row: CSVRow) -> Bool {
    filters.allSatisfy { $0.filter.accepts(row[$0.column].trimmingSpaces) }
  }

  /// The texts of all fields that have one.
  mutating func fields(of row: CSVRow) -> RowFields {
    var fields = RowFields()
    for rule in rules where fields.texts[rule.field] == nil {
      do throws(ImportProblem) {
        let text = try text(rule.expression, row)
        guard !text.isEmpty else { continue }
        fields.texts[rule.field] = text
        if rule.isFilling { fields.filled.append(rule.field) }
      } catch {
        fields.problems.append(ImportProblem(rule.field, error.reason))
      }
    }
    return fields
  }

  private mutating func text(
    _ expression: Bound, _ row: CSVRow
  ) throws(ImportProblem) -> String {
    switch expression {
    case .text(let text): return text
    case .absent: return ""
    case .column(let index): return row[index].trimmingSpaces
    case .concatenation(let parts):
      var text = ""
      for part in parts { text += try self.text(part, row) }
      return text
    case .call(let function, let arguments):
      var texts: [String] = []
      texts.reserveCapacity(arguments.count)
      for argument in arguments { texts.append(try text(argument, row)) }
      return try call(function, texts, row)
    }
  }

  private mutating func call(
    _ function: MappingFunction, _ texts: [String], _ row: CSVRow
  ) throws(ImportProblem) -> String {
    switch function {
    case .line: return String(row.line)
    case .table:
      guard let meaning = tables[texts[1]]?.meaning(of: texts[0]) else {
        throw ImportProblem(nil, .notInTable)
      }
      return meaning
    case .spread: return try spread(texts)
    default: return try RowFunctions.call(function, texts)
    }
  }

  /// The next time of day of a group: from, to, step in minutes, then what makes the group.
  ///
  /// The times go round again when the group has more members than there are times.
  private mutating func spread(_ texts: [String]) throws(ImportProblem) -> String {
    guard let from = try? CivilTime(parsing: texts[0]), let to = try? CivilTime(parsing: texts[1]),
      let step = Int(texts[2]), step > 0, to > from
    else { throw ImportProblem(nil, .form) }
    let group = texts.dropFirst(3).joined(separator: "\u{1F}")
    let count = spreadCounts[group, default: 0]
    spreadCounts[group] = count + 1
    let places = max(1, (to.minuteOfDay - from.minuteOfDay) / step)
    return from.adding(minutes: count % places * step)?.text ?? from.text
  }
}
