/// A component with its properties and the components within it, such as VCALENDAR and VEVENT.
public struct CalendarComponent: Hashable, Sendable {
  /// In capitals.
  public let name: String
  public var properties: [ContentLine]
  public var children: [CalendarComponent]
  /// The physical line of its BEGIN; 0 for one made here.
  public let line: Int

  public init(
    _ name: String, _ properties: [ContentLine] = [], _ children: [CalendarComponent] = [],
    line: Int = 0
  ) {
    self.name = name
    self.properties = properties
    self.children = children
    self.line = line
  }

  /// The properties of a name in capitals, in their order.
  public func all(_ name: String) -> [ContentLine] { properties.filter { $0.name == name } }

  /// The first property of a name in capitals.
  public func first(_ name: String) -> ContentLine? { properties.first { $0.name == name } }

  /// The component as sent.
  public var text: String {
    "BEGIN:\(name)\r\n" + properties.map(\.text).joined() + children.map(\.text).joined()
      + "END:\(name)\r\n"
  }
}

/// What a file holds, with what in it could not be read.
public struct CalendarFile: Sendable {
  /// The outermost components: calendars, or whatever else begins there.
  public private(set) var components: [CalendarComponent] = []
  public private(set) var problems: [CalendarProblem]

  /// How deep components may lie in each other.
  static let depthLimit = 16

  public init(reading bytes: [UInt8]) {
    let reader = ContentLineReader(bytes)
    problems = reader.problems
    var open: [CalendarComponent] = []
    var skipped = 0
    for line in reader.lines {
      switch line.name {
      case "BEGIN":
        if open.count >= Self.depthLimit {
          skipped += 1
          note(line, line.value, .tooLarge)
        } else {
          open.append(
            CalendarComponent(CalendarFile.trimmed(line.value).uppercased(), line: line.line))
        }
      case "END":
        if skipped > 0 { skipped -= 1 } else { close(line, &open) }
      default:
        if skipped > 0 { continue }
        if open.isEmpty {
          note(line, line.name, .unmatched)
        } else {
          open[open.count - 1].properties.append(line)
        }
      }
    }
    while let last = open.popLast() {
      problems.append(CalendarProblem(line: last.line, subject: last.name, .unclosed))
    }
    problems.sort { $0.line < $1.line }
  }

  /// Ends the innermost component; an END that fits an outer one leaves out those not ended within.
  private mutating func close(_ line: ContentLine, _ open: inout [CalendarComponent]) {
    let name = CalendarFile.trimmed(line.value).uppercased()
    guard let index = open.lastIndex(where: { $0.name == name }) else {
      return note(line, "END", .unexpectedEnd)
    }
    for lost in open[(index + 1)...] {
      problems.append(CalendarProblem(line: lost.line, subject: lost.name, .unclosed))
    }
    open.removeSubrange((index + 1)...)
    let done = open.removeLast()
    if open.isEmpty {
      components.append(done)
    } else {
      open[open.count - 1].children.append(done)
    }
  }

  private mutating func note(
    _ line: ContentLine, _ subject: String, _ reason: CalendarProblem.Reason
  ) {
    problems.append(
      CalendarProblem(line: line.line, subject: String(subject.prefix(32)), reason))
  }

  static func trimmed(_ text: String) -> Substring {
    var text = text[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
