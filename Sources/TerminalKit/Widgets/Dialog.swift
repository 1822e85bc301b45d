/// A question with a key of its own for each answer.
///
/// Enter gives the default answer, but never a dangerous one; Escape gives up.
public struct Dialog: Hashable, Sendable {
  /// An answer.
  public struct Answer: Hashable, Sendable {
    /// The letter that gives it, in lower case.
    public var key: Character
    /// What it does.
    public var label: String
    /// Whether it destroys or can't be taken back: only its own key gives it.
    public var isDangerous: Bool

    /// Makes an answer.
    public init(_ key: Character, _ label: String, isDangerous: Bool = false) {
      self.key = key
      self.label = label
      self.isDangerous = isDangerous
    }
  }

  /// What is asked.
  public var title: String
  /// What one should know before answering; wrapped.
  public var message: String
  /// The answers.
  public var answers: [Answer]
  /// The answer Enter gives, by its index; none by default.
  public var defaultAnswer: Int?

  /// Makes a question.
  public init(
    title: String, message: String = "", answers: [Answer], defaultAnswer: Int? = nil
  ) {
    self.title = title
    self.message = message
    self.answers = answers
    self.defaultAnswer = defaultAnswer
  }

  /// Takes a key: an answer's own, Enter for a harmless default, Escape; all else is refused.
  public mutating func handle(_ key: Key) -> Outcome {
    switch key {
    case .escape: return .cancelled
    case .enter:
      guard let index = defaultAnswer, answers.indices.contains(index),
        !answers[index].isDangerous
      else { return .rejected }
      return .chosen(index)
    case .character(let character):
      let letter = character.lowercased()
      guard let index = answers.firstIndex(where: { $0.key.lowercased() == letter }) else {
        return .rejected
      }
      return .chosen(index)
    default: return .rejected
    }
  }

  /// Draws a frame in the middle of a rectangle; what lies under it is covered.
  public func draw(into buffer: inout CellBuffer, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let answerLines = answers.map { "\($0.key)  \($0.label)" }
    let widest = ([title] + answerLines).map { TextWidth.width(of: $0) }.max() ?? 0
    let width = min(max(widest, min(TextWidth.width(of: message), 56)) + 6, rect.columns)
    let inner = max(width - 4, 1)
    let lines = message.isEmpty ? [] : WrappedLines.wrap(message, columns: inner) + [""]
    let frame = rect.centered(columns: width, rows: lines.count + answers.count + 4)
    buffer.fill(frame)
    buffer.frame(frame, style: Style(.border))
    // Where there is no room for the message the question and its answers still show.
    let content = frame.inset(left: 2, top: frame.rows > 2 ? 1 : 0, right: 2, bottom: 1)
    buffer.put(title, in: content, style: .strong)
    let room = max(content.rows - answers.count - 1, 0)
    for (row, line) in lines.prefix(room).enumerated() {
      buffer.put(line, in: content, row: row + 1)
    }
    let firstAnswer = 1 + min(lines.count, room)
    for (index, answer) in answers.enumerated() {
      let row = firstAnswer + index
      guard row < content.rows else { break }
      let style = answer.isDangerous ? Style.danger : .normal
      let used = buffer.put(String(answer.key), in: content, row: row, style: Style(.key))
      buffer.put(answer.label, in: content.inset(left: used + 2), row: row, style: style)
      if index == defaultAnswer ?? 0 {
        buffer.cursor = Position(column: content.column, row: content.row + row)
      }
    }
  }
}

extension CellBuffer {
  /// Draws a frame along a rectangle's edges; nothing when it is thinner than two cells.
  public mutating func frame(_ rect: Rect, style: Style = Style(.border)) {
    guard rect.columns > 1, rect.rows > 1 else { return }
    let right = rect.endColumn - 1
    let bottom = rect.endRow - 1
    fill(rect.line(0), with: "─", style: style)
    fill(rect.line(rect.rows - 1), with: "─", style: style)
    fill(rect.split(columns: 1).left, with: "│", style: style)
    fill(rect.split(columns: -1).right, with: "│", style: style)
    let corners: [(String, Int, Int)] = [
      ("┌", rect.column, rect.row), ("┐", right, rect.row), ("└", rect.column, bottom),
      ("┘", right, bottom),
    ]
    for (corner, column, row) in corners {
      put(corner, at: Position(column: column, row: row), style: style)
    }
  }
}
