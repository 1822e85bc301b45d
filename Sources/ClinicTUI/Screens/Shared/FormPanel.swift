import ClinicDomain
import TerminalKit

/// A form with its title, the errors at its fields, and the question before typed text is lost.
///
/// Field ids are `FieldName`s, perhaps with a part behind a point (`address.street`), so that a
/// refusal finds the field it speaks of.
struct FormPanel: Equatable, Sendable {
  /// What a key made of it.
  enum Outcome: Equatable, Sendable {
    /// The form stays open.
    case open
    /// The person wants it saved.
    case save
    /// The person gave up, and nothing typed is left to lose.
    case leave
  }

  var title: String
  var form: Form
  private var discard: ConfirmPanel?
  /// Reads the dates typed in it; nil for a form without any.
  private let dates: DateReader?

  init(title: String, dates: DateReader? = nil, _ fields: [FormField]) {
    self.title = title
    self.dates = dates
    form = Form(fields)
  }

  /// Whether something typed would be lost.
  var isDirty: Bool { form.isDirty }

  /// Whether it asks before it throws typed text away.
  var asksToDiscard: Bool { discard != nil }

  /// Takes a key; `check` says what is wrong with a field that is left, or nothing.
  mutating func handle(
    _ key: Key, _ wording: Wording, check: (String, Form) -> String? = { _, _ in nil }
  ) -> Outcome {
    if var question = discard {
      let answer = question.handle(key)
      discard = answer == .open ? question : nil
      return answer == .answered(0) ? .leave : .open
    }
    let left = form.focusedID
    let outcome = form.handle(key)
    if let left, left != form.focusedID || outcome == .submitted {
      dates?.complete(left, in: &form)
    }
    if let left, left != form.focusedID { form.mark(left, check(left, form)) }
    switch outcome {
    case .submitted: return .save
    case .cancelled:
      guard form.isDirty else { return .leave }
      discard = ConfirmPanel(wording.discardQuestion)
      return .open
    default: return .open
    }
  }

  /// Checks every field; the cursor goes to the first bad one.
  ///
  /// - Returns: whether nothing is wrong.
  mutating func checkAll(_ wording: Wording, _ check: (String, Form) -> String?) -> Bool {
    var errors: [String: String] = [:]
    for field in form.fields {
      if let error = check(field.id, form) { errors[field.id] = error }
    }
    for id in form.missing where errors[id] == nil { errors[id] = wording.requiredField }
    form.show(errors: errors)
    return errors.isEmpty
  }

  /// Shows what a refusal says of single fields.
  mutating func show(_ refusal: Refusal, _ wording: Wording) {
    var errors: [String: String] = [:]
    switch refusal {
    case .invalid(let problems):
      for problem in problems {
        if let id = id(of: problem.field) { errors[id] = wording.problem(problem.reason) }
      }
    case .changedMeanwhile(let fields):
      for field in fields {
        if let id = id(of: field) { errors[id] = wording.changedByAnother }
      }
    default: break
    }
    form.show(errors: errors)
  }

  private func id(of field: FieldName) -> String? {
    let name = field.rawValue
    return form.fields.first { $0.id == name || $0.id.hasPrefix(name + ".") }?.id
  }

  /// What the fixed line says of the field with the cursor.
  var message: Message? {
    guard discard == nil else { return nil }
    return form.message.map { Message($0.text, $0.isError ? .error : .info) }
  }

  /// The message as the effect that shows it.
  var told: [Effect] { message.map { [.tell($0)] } ?? [] }

  func draw(into buffer: inout CellBuffer, in rect: Rect) {
    buffer.put(title, in: rect.inset(left: 2), style: .strong)
    form.draw(
      into: &buffer, in: rect.inset(left: 1, top: 2, right: 1), isFocused: discard == nil,
      note: dates?.note(on: form) ?? [])
    discard?.draw(into: &buffer, in: rect)
  }

  func keys(_ wording: Wording) -> [KeyHint] {
    if let discard { return discard.keys(wording) }
    return wording.formKeys
  }
}

/// A form that can say why what was typed is refused.
protocol RefusableForm {
  mutating func show(_ refusal: Refusal, _ wording: Wording)
}

extension Optional where Wrapped: RefusableForm {
  /// Takes the outcome of saving: the form goes with success and else shows what is wrong.
  mutating func settle(_ performed: Performed, _ wording: Wording) -> Effect {
    switch performed {
    case .done, .staged: self = nil
    case .refused(let refusal): self?.show(refusal, wording)
    case .failed: break
    }
    return .tell(wording.message(for: performed) ?? Message(wording.saved, .done))
  }
}
