/// What a widget made of a key.
public enum Outcome: Hashable, Sendable {
  /// The key isn't for this widget: the owner may use it.
  case ignored
  /// The key is used up; cursor or selection may have moved, the value hasn't changed.
  case handled
  /// The value changed.
  case changed
  /// The value changed and a field of fixed width is full: the next field's turn.
  case filled
  /// The key is this widget's but can't be taken: beep.
  case rejected
  /// Done: save or go on.
  case submitted
  /// Given up.
  case cancelled
  /// An item or answer was chosen, by its index in what was given.
  case chosen(Int)
}

/// An input of one value: takes keys, draws itself, and tells its value as text.
public protocol FieldControl: Equatable, Sendable {
  /// The value as text, without any literals of a mask.
  var value: String { get set }
  /// Whether nothing has been entered.
  var isEmpty: Bool { get }
  /// Rows it would like to have.
  var preferredRows: Int { get }

  /// Takes a key.
  mutating func handle(_ key: Key) -> Outcome
  /// Gets ready to be typed into: the first key replaces a default value.
  mutating func focus()
  /// Draws into a rectangle; sets the buffer's cursor when focused.
  func draw(into buffer: inout CellBuffer, in rect: Rect, isFocused: Bool)
}

extension FieldControl {
  /// Whether nothing has been entered.
  public var isEmpty: Bool { value.isEmpty }
  /// One row.
  public var preferredRows: Int { 1 }
  /// Nothing to prepare.
  public mutating func focus() {}
}
