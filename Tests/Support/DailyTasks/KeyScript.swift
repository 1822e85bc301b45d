import Foundation

/// What somebody does at the desk many times a day, key by key, and what has to come of it.
///
/// Read from a text file of lines, each a word and what it says; `#` begins a remark:
///
///     task    what is done
///     as      who does it: an account of the demo
///     limit   the most keys it may take, apart from what is typed in quotes
///     ready   keys that bring the screen to where the task begins; they don't count
///     keys    the task itself
///     shows   a text that is on the screen at the end
///     change  + or - and a line of the clinic's state that came or went
///     beside  another system's figure for the same, taken earlier
///
/// Keys stand one behind the other: a single character, a name (`Enter`, `Down`, `F2`, `C-s`), a
/// repeated one (`Down*3`), or in quotes what is copied from paper or heard: names, birth dates and
/// phone numbers, counted as letters.
public struct KeyScript: Sendable {
  public enum Failure: Error {
    case malformed(file: String, line: Int, String)
  }

  public let file: String
  public private(set) var task = ""
  public private(set) var login = "recepcao"
  public private(set) var limit = 0
  public private(set) var ready: [Stroke] = []
  public private(set) var keys: [Stroke] = []
  public private(set) var shows: [String] = []
  /// Lines that came, in the order of the alphabet.
  public private(set) var came: [String] = []
  /// Lines that went.
  public private(set) var went: [String] = []
  /// Who else was measured, and the figure.
  public private(set) var beside: String?

  /// Keys that say what to do.
  public var commandKeys: Int { keys.count { !$0.isLetter } }

  /// Letters and digits of what is typed in.
  public var letters: Int { keys.count { $0.isLetter } }

  public init(file: String, text: String) throws {
    self.file = file
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let first = line.first, first != "#" else { continue }
      let word = line.prefix { $0 != " " }
      let rest = String(line.dropFirst(word.count).drop { $0 == " " })
      let isKnown = try take(String(word), rest)
      guard isKnown else { throw Failure.malformed(file: file, line: index + 1, String(line)) }
    }
    came.sort()
    went.sort()
    guard !task.isEmpty, limit > 0, !keys.isEmpty else {
      throw Failure.malformed(file: file, line: 0, "task, limit and keys are needed")
    }
  }

  private mutating func take(_ word: String, _ rest: String) throws -> Bool {
    switch word {
    case "task": task = rest
    case "as": login = rest
    case "limit": limit = Int(rest) ?? 0
    case "ready": ready += try Stroke.read(rest, file)
    case "keys": keys += try Stroke.read(rest, file)
    case "shows": shows.append(rest)
    case "change" where rest.hasPrefix("+ "): came.append(String(rest.dropFirst(2)))
    case "change" where rest.hasPrefix("- "): went.append(String(rest.dropFirst(2)))
    case "beside": beside = rest
    default: return false
    }
    return true
  }
}

extension KeyScript {
  /// The scripts of a folder, by their files' names.
  public static func all(in folder: String) throws -> [KeyScript] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".keys") }
      .map { name in
        try KeyScript(
          file: String(name.dropLast(5)),
          text: String(contentsOfFile: folder + "/" + name, encoding: .utf8))
      }
  }

  /// Writes what came and went into the script's file, in place of what stood there.
  public func record(_ run: TaskRun) throws {
    let path = Self.folder + "/\(file).keys"
    let kept = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("change ") && !$0.isEmpty }.map(String.init)
    let lines = kept + run.went.map { "change - \($0)" } + run.came.map { "change + \($0)" }
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: path, atomically: true, encoding: .utf8)
  }

  /// Where the scripts of the daily tasks are.
  public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Scripts").path
}

/// One key.
public struct Stroke: Sendable {
  /// The bytes that a terminal sends.
  public let bytes: [UInt8]
  /// Whether it belongs to a name, date or number that is typed in.
  public let isLetter: Bool

  static func read(_ text: String, _ file: String) throws -> [Stroke] {
    var strokes: [Stroke] = []
    var rest = text[...]
    while let first = rest.first {
      if first == " " {
        rest = rest.dropFirst()
      } else if first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") {
        strokes += rest[rest.index(after: rest.startIndex)..<end].map {
          Stroke(bytes: Array(String($0).utf8), isLetter: true)
        }
        rest = rest[rest.index(after: end)...]
      } else {
        let word = rest.prefix { $0 != " " }
        rest = rest.dropFirst(word.count)
        strokes += try key(String(word), file)
      }
    }
    return strokes
  }

  private static func key(_ word: String, _ file: String) throws -> [Stroke] {
    let parts = word.split(separator: "*", maxSplits: 1)
    if parts.count == 2, let count = Int(parts[1]) {
      let once = try key(String(parts[0]), file)
      return (0..<count).flatMap { _ in once }
    }
    if let sent = named[word] { return [Stroke(bytes: Array(sent.utf8), isLetter: false)] }
    if word.count == 1 { return [Stroke(bytes: Array(word.utf8), isLetter: false)] }
    if word.hasPrefix("C-"), word.utf8.count == 3, let letter = word.utf8.last {
      return [Stroke(bytes: [letter & 0x1F], isLetter: false)]
    }
    throw KeyScript.Failure.malformed(file: file, line: 0, "no key called \(word)")
  }

  /// As an xterm sends them.
  private static let named: [String: String] = [
    "Enter": "\r", "Tab": "\t", "S-Tab": "\u{1B}[Z", "Esc": "\u{1B}", "Space": " ",
    "Backspace": "\u{7F}", "Up": "\u{1B}OA", "Down": "\u{1B}OB", "Right": "\u{1B}OC",
    "Left": "\u{1B}OD", "Home": "\u{1B}OH", "End": "\u{1B}OF", "PgUp": "\u{1B}[5~",
    "PgDn": "\u{1B}[6~", "F1": "\u{1B}OP", "F2": "\u{1B}OQ", "F3": "\u{1B}OR", "F4": "\u{1B}OS",
    "F5": "\u{1B}[15~", "F6": "\u{1B}[17~", "F7": "\u{1B}[18~", "F8": "\u{1B}[19~",
  ]
}
