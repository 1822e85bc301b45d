/// One property of a calendar: a name, its parameters and a value as it is written.
///
/// Source: RFC 5545, 3.1; RFC 6868 for marks within parameters.
public struct ContentLine: Hashable, Sendable {
  /// A parameter with its values, without their quotes.
  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let values: [String]

    public init(_ name: String, _ values: String...) {
      self.name = name
      self.values = values
    }

    init(name: String, values: [String]) {
      self.name = name
      self.values = values
    }
  }

  /// In capitals.
  public let name: String
  public let parameters: [Parameter]
  /// As written: a TEXT is still escaped.
  public let value: String
  /// The physical line, from 1, on which it began; 0 for one made here.
  public let line: Int

  public init(_ name: String, _ parameters: [Parameter] = [], _ value: String, line: Int = 0) {
    self.name = name
    self.parameters = parameters
    self.value = value
    self.line = line
  }

  /// A property whose value is a TEXT, escaped here.
  public init(_ name: String, text: String) {
    self.init(name, CalendarText.escaped(text))
  }

  public init(_ name: String, _ value: String) { self.init(name, [], value) }

  /// The first value of a parameter, by its name in capitals.
  public func parameter(_ name: String) -> String? {
    parameters.first { $0.name == name }?.values.first
  }

  /// The line as sent, folded, with its line end.
  public var text: String {
    var line = name
    for parameter in parameters {
      line += ";\(parameter.name)="
      line += parameter.values.map(Self.quoted).joined(separator: ",")
    }
    return Self.folded(line + ":" + value)
  }

  private static func quoted(_ value: String) -> String {
    var marked = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "^": marked += "^^"
      case "\n": marked += "^n"
      case "\"": marked += "^'"
      default: if scalar.value >= 32 || scalar == "\t" { marked.unicodeScalars.append(scalar) }
      }
    }
    return marked.contains { ",;:".contains($0) } ? "\"\(marked)\"" : marked
  }

  /// The most octets of a physical line, its end aside.
  static let foldedLength = 75

  /// Breaks a line so that none is longer than 75 octets and no character is torn.
  static func folded(_ line: String) -> String {
    var text = ""
    var length = 0
    for scalar in line.unicodeScalars {
      let width = UTF8.width(scalar)
      if length + width > foldedLength {
        text += "\r\n "
        length = 1
      }
      text.unicodeScalars.append(scalar)
      length += width
    }
    return text + "\r\n"
  }
}

/// TEXT values.
public enum CalendarText {
  /// Escapes a text; line ends of any kind become `\n`, other control characters are left out.
  public static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\", ";", ",": escaped += "\\\(character)"
      case "\n", "\r", "\r\n": escaped += "\\n"
      default:
        for scalar in character.unicodeScalars where scalar.value >= 32 || scalar == "\t" {
          escaped.unicodeScalars.append(scalar)
        }
      }
    }
    return escaped
  }

  /// Takes the escapes away; a backslash before anything else stands for itself.
  public static func unescaped(_ text: String) -> String {
    var plain = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        switch scalar {
        case "n", "N": plain += "\n"
        case "\\", ";", ",": plain.unicodeScalars.append(scalar)
        default:
          plain += "\\"
          plain.unicodeScalars.append(scalar)
        }
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        plain.unicodeScalars.append(scalar)
      }
    }
    return isEscaped ? plain + "\\" : plain
  }
}
