/// Writes Prometheus' text format 0.0.4.
public struct PrometheusText {
  public enum Kind: String, Sendable { case counter, gauge, histogram }

  /// The type that goes with the text over HTTP.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  public private(set) var text = ""
  private var name = ""

  public init() {}

  /// Begins a family; what is added next belongs to it.
  public mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// Adds a sample of the family begun last.
  public mutating func add(
    _ labels: [(String, String)], _ value: some Numeric & LosslessStringConvertible,
    suffix: String = ""
  ) {
    text += name + suffix
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
      text += "{" + pairs.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
