/// What a field's text is made of.
public indirect enum MappingExpression: Sendable, Equatable {
  /// The same text for every row.
  case text(String)
  /// The text of a column, without spaces around it.
  case column(String, isOptional: Bool)
  /// One text after the other.
  case concatenation([MappingExpression])
  /// What a function makes of its arguments.
  case call(MappingFunction, [MappingExpression])
}

/// The functions of mapping files; docs/import.md describes each.
public enum MappingFunction: String, Sendable, CaseIterable {
  case stripDigits = "strip_digits"
  case title, upper, lower, digits
  case first, join
  case table
  case date, instant, day
  case yearsBefore = "years_before"
  case minutes, amount, spread, line

  /// How many arguments it takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .stripDigits, .title, .upper, .lower, .digits, .day, .amount: 1...1
    case .table, .date, .instant, .yearsBefore, .minutes: 2...2
    case .first: 1...20
    case .join: 2...20
    case .spread: 4...20
    case .line: 0...0
    }
  }

  /// The arguments that must be texts in quotes (a table's name may go without), by position.
  var literals: [Int] {
    switch self {
    case .table, .date, .instant: [1]
    case .join: [0]
    case .spread: [0, 1, 2]
    default: []
    }
  }
}

/// Reads expressions: `"text"`, `COLUMN`, `COLUMN?`, `[odd column]`, `function(a, b)` and `a + b`.
struct ExpressionParser {
  private let characters: [Character]
  private var index = 0

  /// What is wrong with an expression.
  enum Failure: Error, Equatable {
    case form
    case unknownFunction(String)
    case arguments(String)
  }

  private init(_ text: String) {
    characters = Array(text)
  }

  static func parse(_ text: String) throws(Failure) -> MappingExpression {
    var parser = ExpressionParser(text)
    let expression = try parser.sum(depth: 0)
    guard parser.peek == nil else { throw .form }
    return expression
  }

  private var peek: Character? {
    mutating get {
      while index < characters.count, characters[index].isWhitespace { index += 1 }
      return index < characters.count ? characters[index] : nil
    }
  }

  private mutating func sum(depth: Int) throws(Failure) -> MappingExpression {
    guard depth < 20 else { throw .form }
    var parts = [try term(depth: depth)]
    while peek == "+" {
      index += 1
      parts.append(try term(depth: depth))
    }
    return parts.count == 1 ? parts[0] : .concatenation(parts)
  }

  private mutating func term(depth: Int) throws(Failure) -> MappingExpression {
    guard let first = peek else { throw .form }
    if first == "\"" { return .text(try delimited(by: "\"")) }
    if first == "[" {
      return .column(try delimited(by: "]"), isOptional: takes("?"))
    }
    let start = index
    while index < characters.count, Self.isName(characters[index]) { index += 1 }
    guard index > start else { throw .form }
    let name = String(characters[start..<index])
    if takes("?") { return .column(name, isOptional: true) }
    guard peek == "(" else { return .column(name, isOptional: false) }
    return try call(name, depth: depth)
  }

  private mutating func call(_ name: String, depth: Int) throws(Failure) -> MappingExpression {
    guard let function = MappingFunction(rawValue: name) else { throw .unknownFunction(name) }
    index += 1
    var arguments: [MappingExpression] = []
    if peek == ")" {
      index += 1
    } else {
      while true {
        arguments.append(try sum(depth: depth + 1))
        guard let next = peek, next == "," || next == ")" else { throw .form }
        index += 1
        if next == ")" { break }
      }
    }
    guard function.arity.contains(arguments.count) else { throw .arguments(name) }
    if function == .table, arguments.count == 2, case .column(let table, false) = arguments[1] {
      arguments[1] = .text(table)
    }
    for position in function.literals {
      guard case .text = arguments[position] else { throw .arguments(name) }
    }
    return .call(function, arguments)
  }

  private mutating func delimited(by end: Character) throws(Failure) -> String {
    index += 1
    var text = ""
    while index < characters.count, characters[index] != end {
      text.append(characters[index])
      index += 1
    }
    guard index < characters.count else { throw .form }
    index += 1
    return text
  }

  private mutating func takes(_ character: Character) -> Bool {
    guard index < characters.count, characters[index] == character else { return false }
    index += 1
    return true
  }

  private static func isName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }
}
