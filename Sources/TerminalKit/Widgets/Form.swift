/// The kinds of input a form can hold.
public enum FormControl: Equatable, Sendable {
  /// One line of text.
  case text(TextField)
  /// A pattern with literals.
  case masked(MaskedField)
  /// An amount of money.
  case money(MoneyField)
  /// One of a few options.
  case choice(ChoiceField)
  /// Several lines of text.
  case area(TextArea)

  var field: any FieldControl {
    switch self {
    case .text(let field): field
    case .masked(let field): field
    case .money(let field): field
    case .choice(let field): field
    case .area(let field): field
    }
  }

  mutating func update<Result>(_ change: (inout any FieldControl) -> Result) -> Result {
    var field = field
    defer {
      switch field {
      case let field as TextField: self = .text(field)
      case let field as MaskedField: self = .masked(field)
      case let field as MoneyField: self = .money(field)
      case let field as ChoiceField: self = .choice(field)
      case let field as TextArea: self = .area(field)
      default: break
      }
    }
    return change(&field)
  }
}

/// A labelled input of a form.
public struct FormField: Equatable, Sendable {
  /// Names the field in values and errors.
  public var id: String
  /// What stands in front of it.
  public var label: String
  /// The input.
  public var control: FormControl
  /// Whether the label carries the sign of what must be entered.
  public var isRequired: Bool
  /// Shown on the message line while the field has the cursor.
  public var hint: String
  /// Whether it stands to the right of the field before, when there is room.
  public var sharesRow: Bool
  /// A heading above it, which begins a part of the form.
  public var heading: String?

  /// Makes a field.
  public init(
    _ id: String, label: String, _ control: FormControl, isRequired: Bool = false,
    hint: String = "", sharesRow: Bool = false, heading: String? = nil
  ) {
    self.id = id
    self.label = label
    self.control = control
    self.isRequired = isRequired
    self.hint = hint
    self.sharesRow = sharesRow
    self.heading = heading
  }
}

/// Labelled fields worked through with Enter and Tab; Ctrl-S saves from anywhere.
public struct Form: Equatable, Sendable {
  /// The fields, in the order of the cursor's way.
  public private(set) var fields: [FormField]
  /// The field that takes the keys, by its place.
  public private(set) var focus: Int
  /// What is wrong, by the field's id; shown on the one fixed line.
  public private(set) var errors: [String: String] = [:]
  /// The values of the record before: Ctrl-D takes the focused field's.
  public var previousValues: [String: String] = [:]
  private let pristine: [String: String]

  /// Makes a form whose first field has the cursor.
  public init(_ fields: [FormField], focus: Int = 0) {
    self.fields = fields
    self.focus = fields.indices.contains(focus) ? focus : 0
    pristine = Dictionary(
      fields.map { ($0.id, $0.control.field.value) }, uniquingKeysWith: { first, _ in first })
    enter(self.focus)
  }

  /// The values by field id.
  public var values: [String: String] {
    Dictionary(
      fields.map { ($0.id, $0.control.field.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value of one field; empty when there is no such field.
  public subscript(id: String) -> String {
    get { fields.first { $0.id == id }?.control.field.value ?? "" }
    set {
      guard let index = index(of: id) else { return }
      fields[index].control.update { $0.value = newValue }
    }
  }

  /// The input of one field.
  public func control(_ id: String) -> FormControl? { fields.first { $0.id == id }?.control }

  /// Replaces the input of one field: new options, another default.
  public mutating func setControl(_ control: FormControl, for id: String) {
    guard let index = index(of: id) else { return }
    fields[index].control = control
  }

  /// Whether anything differs from what the form began with.
  public var isDirty: Bool { values != pristine }

  /// The id of the field with the cursor.
  public var focusedID: String? { fields.indices.contains(focus) ? fields[focus].id : nil }

  /// Puts the cursor on a field.
  public mutating func focus(on id: String) {
    if let index = index(of: id) { enter(index) }
  }

  /// Takes what is wrong, by field id, and puts the cursor on the first such field.
  public mutating func show(errors: [String: String]) {
    self.errors = errors
    if let first = fields.firstIndex(where: { errors[$0.id] != nil }) { enter(first) }
  }

  /// Says what is wrong with one field, or that nothing is; the cursor stays where it is.
  public mutating func mark(_ id: String, _ error: String?) { errors[id] = error }

  /// The ids of required fields that are empty.
  public var missing: [String] {
    fields.filter { $0.isRequired && $0.control.field.isEmpty }.map(\.id)
  }

  /// The line for messages: the focused field's error, else the first error, else the field's hint.
  public var message: (text: String, isError: Bool)? {
    guard fields.indices.contains(focus) else { return nil }
    let field = fields[focus]
    if let error = errors[field.id] { return (error, true) }
    if let other = fields.first(where: { errors[$0.id] != nil }), let error = errors[other.id] {
      return ("\(other.label): \(error)", true)
    }
    return field.hint.isEmpty ? nil : (field.hint, false)
  }

  /// Takes a key: the field first, then the ways between fields, saving and giving up.
  public mutating func handle(_ key: Key) -> Outcome {
    guard fields.indices.contains(focus) else {
      return key == .escape ? .cancelled : .ignored
    }
    switch key {
    case .control("s"): return .submitted
    case .escape: return .cancelled
    case .tab: return go(1)
    case .backTab: return go(-1)
    case .control("d"): return duplicate()
    default: break
    }
    let outcome = fields[focus].control.update { $0.handle(key) }
    switch outcome {
    case .changed:
      errors[fields[focus].id] = nil
      return .changed
    case .filled:
      errors[fields[focus].id] = nil
      if focus + 1 < fields.count { enter(focus + 1) }
      return .changed
    case .ignored:
      switch key {
      case .enter: return focus + 1 < fields.count ? go(1) : .submitted
      case .down: return go(1)
      case .up: return go(-1)
      default: return .ignored
      }
    default: return outcome
    }
  }

  private mutating func duplicate() -> Outcome {
    let id = fields[focus].id
    guard let value = previousValues[id] else { return .rejected }
    fields[focus].control.update { $0.value = value }
    errors[id] = nil
    if focus + 1 < fields.count { enter(focus + 1) }
    return .changed
  }

  private mutating func go(_ distance: Int) -> Outcome {
    let next = focus + distance
    guard fields.indices.contains(next) else { return .rejected }
    enter(next)
    return .handled
  }

  private mutating func enter(_ index: Int) {
    guard fields.indices.contains(index) else { return }
    focus = index
    fields[index].control.update { $0.focus() }
  }

  private func index(of id: String) -> Int? { fields.firstIndex { $0.id == id } }

  mutating func updateArea(at index: Int, columns: Int) {
    if case .area(var area) = fields[index].control {
      area.resize(columns: columns)
      fields[index].control = .area(area)
    }
  }
}
