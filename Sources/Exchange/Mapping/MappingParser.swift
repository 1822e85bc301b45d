/// Reads mapping files line by line.
struct MappingParser {
  private enum Section: Equatable {
    case source, filter, fields
    case table(String)
  }

  private var section: Section?
  private var kind: ImportKind?
  private var namespace: String?
  private var repeated: ImportMapping.Repetition?
  private var separator: UInt8?
  private var encoding: CSVEncoding?
  private var filters: [RowFilter] = []
  private var rules: [FieldRule] = []
  private var tables: [String: ValueTable] = [:]
  private var seenKeys: Set<String> = []

  mutating func read(_ raw: String, number: Int) throws(MappingError) {
    let line = raw.trimmingSpaces
    if line.isEmpty || line.hasPrefix("#") { return }
    if line.hasPrefix("["), line.hasSuffix("]"), !line.contains("=") {
      try open(String(line.dropFirst().dropLast()).trimmingSpaces, number)
      return
    }
    guard let section else { throw MappingError(line: number, key: line, reason: .missing) }
    let (key, mark, value) = try split(line, number)
    guard mark != "~=" || section == .fields, mark != "!=" || section == .filter
    else { throw MappingError(line: number, key: key, reason: .notKeyAndValue) }
    switch section {
    case .source: try source(key, value, number)
    case .filter: try filter(key, value, isNegated: mark == "!=", number)
    case .fields: try field(key, value, isFilling: mark == "~=", number)
    case .table(let name): try row(of: name, key, value, number)
    }
  }

  private mutating func open(_ name: String, _ number: Int) throws(MappingError) {
    switch name {
    case "source": section = .source
    case "filter": section = .filter
    case "fields": section = .fields
    default:
      guard name.hasPrefix("table ") else {
        throw MappingError(line: number, key: name, reason: .unknownSection)
      }
      let table = String(name.dropFirst(6)).trimmingSpaces
      guard tables[table] == nil else {
        throw MappingError(line: number, key: table, reason: .givenTwice)
      }
      tables[table] = ValueTable()
      section = .table(table)
    }
  }

  /// Parts a line at its first `=`, `~=` or `!=` outside brackets and quotes.
  private func split(
    _ line: String, _ number: Int
  ) throws(MappingError) -> (key: String, mark: String, value: String) {
    var depth = 0
    var isQuoted = false
    var previous: Character?
    for index in line.indices {
      let character = line[index]
      if character == "\"" { isQuoted.toggle() }
      if character == "[", !isQuoted { depth += 1 }
      if character == "]", !isQuoted { depth -= 1 }
      if character == "=", depth == 0, !isQuoted {
        let mark = previous == "~" ? "~=" : previous == "!" ? "!=" : "="
        let end = mark == "=" ? index : line.index(before: index)
        let key = String(line[..<end]).trimmingSpaces
        let value = String(line[line.index(after: index)...]).trimmingSpaces
        guard !key.isEmpty else { break }
        return (key, mark, value)
      }
      previous = character
    }
    throw MappingError(line: number, key: line, reason: .notKeyAndValue)
  }

  private mutating func source(
    _ key: String, _ value: String, _ number: Int
  ) throws(MappingError) {
    guard seenKeys.insert(key).inserted else {
      throw MappingError(line: number, key: key, reason: .givenTwice)
    }
    let isKnown: Bool
    switch key {
    case "kind":
      kind = ImportKind(rawValue: value)
      isKnown = kind != nil
    case "namespace":
      namespace = value
      isKnown = !value.isEmpty
    case "repeated":
      repeated = ImportMapping.Repetition(rawValue: value)
      isKnown = repeated != nil
    case "encoding":
      encoding = CSVEncoding(rawValue: value)
      isKnown = encoding != nil
    case "separator":
      separator = value == "tab" ? 9 : value.utf8.count == 1 ? value.utf8.first : nil
      isKnown = separator != nil
    default: throw MappingError(line: number, key: key, reason: .unknownKey)
    }
    guard isKnown else { throw MappingError(line: number, key: key, reason: .unknownValue) }
  }

  private mutating func filter(
    _ key: String, _ value: String, isNegated: Bool, _ number: Int
  ) throws(MappingError) {
    let column = key.hasPrefix("[") && key.hasSuffix("]") ? String(key.dropFirst().dropLast()) : key
    let condition: RowFilter.Condition
    switch value {
    case "filled": condition = isNegated ? .empty : .filled
    case "empty": condition = isNegated ? .filled : .empty
    default:
      var values: [String] = []
      for part in value.split(separator: "|") {
        let text = String(part).trimmingSpaces
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else {
          throw MappingError(line: number, key: key, reason: .unknownValue)
        }
        values.append(String(text.dropFirst().dropLast()))
      }
      condition = isNegated ? .noneOf(values) : .oneOf(values)
    }
    filters.append(RowFilter(column: column, condition: condition, line: number))
  }

  private mutating func field(
    _ key: String, _ value: String, isFilling: Bool, _ number: Int
  ) throws(MappingError) {
    guard !rules.contains(where: { $0.field == key && $0.isFilling == isFilling }) else {
      throw MappingError(line: number, key: key, reason: .givenTwice)
    }
    do throws(ExpressionParser.Failure) {
      let expression = try ExpressionParser.parse(value)
      rules.append(
        FieldRule(field: key, expression: expression, isFilling: isFilling, line: number))
    } catch {
      switch error {
      case .form: throw MappingError(line: number, key: key, reason: .expression)
      case .unknownFunction(let name):
        throw MappingError(line: number, key: name, reason: .unknownFunction)
      case .arguments(let name): throw MappingError(line: number, key: name, reason: .arguments)
      }
    }
  }

  private mutating func row(
    of table: String, _ key: String, _ value: String, _ number: Int
  ) throws(MappingError) {
    var entries = tables[table] ?? ValueTable()
    let isNew: Bool
    if key == "*" {
      isNew = entries.otherwise == nil
      entries.otherwise = unquoted(value)
    } else {
      isNew = entries.values.updateValue(unquoted(value), forKey: unquoted(key)) == nil
    }
    guard isNew else { throw MappingError(line: number, key: key, reason: .givenTwice) }
    tables[table] = entries
  }

  private func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast())
  }

  func finish() throws(MappingError) -> ImportMapping {
    guard let kind else { throw MappingError(line: 0, key: "kind", reason: .missing) }
    guard let namespace else { throw MappingError(line: 0, key: "namespace", reason: .missing) }
    let known = Set(kind.fields)
    for rule in rules {
      guard known.contains(rule.field) else {
        throw MappingError(line: rule.line, key: rule.field, reason: .unknownField)
      }
      try checkTables(rule.expression, rule.line)
    }
    for field in kind.requiredFields where !rules.contains(where: { $0.field == field }) {
      throw MappingError(line: 0, key: field, reason: .missing)
    }
    return ImportMapping(
      kind: kind, namespace: namespace, repeated: repeated ?? .keep, separator: separator,
      encoding: encoding ?? .automatic, filters: filters, rules: rules, tables: tables)
  }

  private func checkTables(
    _ expression: MappingExpression, _ line: Int
  ) throws(MappingError) {
    switch expression {
    case .text, .column: return
    case .concatenation(let parts): for part in parts { try checkTables(part, line) }
    case .call(let function, let arguments):
      if function == .table, case .text(let name) = arguments[1], tables[name] == nil {
        throw MappingError(line: line, key: name, reason: .unknownTable)
      }
      for argument in arguments { try checkTables(argument, line) }
    }
  }
}
