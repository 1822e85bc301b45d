import ClinicDomain
import TerminalKit

/// Registers a patient without leaving the booking: name, birth date and phone suffice.
struct QuickPatient: Equatable, Sendable {
  /// The booking that waits for her.
  enum Booking: Equatable, Sendable {
    case line(QuickLine)
    case form(BookingForm)
  }

  /// What is to happen next.
  enum Step: Equatable, Sendable {
    case stay([Effect])
    /// Back to the booking as it was.
    case back
    case chosen(PatientID, name: String)
  }

  let booking: Booking
  private let id: PatientID
  private var panel: FormPanel
  private var sent: PatientDetails?
  private(set) var duplicates: DuplicateChoice?
  var order = Order()

  /// The fields asked for, in their order; who answers for a minor is asked too.
  private static let asked = [
    PatientFormFields.ID.name, PatientFormFields.ID.birthDate, PatientFormFields.ID.phones[0],
    PatientFormFields.ID.guardianName,
  ]

  init(named name: String, for booking: Booking, _ context: inout ScreenContext) {
    self.booking = booking
    id = context.makeID()
    let all = PatientFormFields(wording: context.wording, today: context.today)
      .fields(nil, name: name)
    let fields = Self.asked.compactMap { id in all.first { $0.id == id } }.map { field in
      var field = field
      field.sharesRow = false
      if field.id == PatientFormFields.ID.guardianName {
        field.label = context.wording.field(.guardian)
        field.heading = nil
      }
      return field
    }
    panel = FormPanel(
      title: context.wording.quickPatientTitle, dates: DateReader(context), fields)
    if !name.isEmpty { panel.form.focus(on: PatientFormFields.ID.birthDate) }
  }

  var isDirty: Bool { panel.isDirty }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> Step {
    guard !order.isPending else { return .stay([]) }
    if var choice = duplicates {
      let answer = choice.handle(key)
      duplicates = choice
      switch answer {
      case .none: return .stay([])
      case .back:
        duplicates = nil
        return .stay([])
      case .registerAnyway:
        duplicates = nil
        return .stay(register(isDistinct: true, &context))
      case .open(let patient):
        let row = choice.rows.first { $0.id == patient }
        return .chosen(patient, name: row?.calledName ?? "")
      }
    }
    let fields = PatientFormFields(wording: context.wording, today: context.today)
    let isLast = panel.form.focusedID == panel.form.fields.last?.id
    let save: Key = isLast && key == .enter ? .control("s") : key
    switch panel.handle(save, context.wording, check: fields.error) {
    case .open: return .stay(panel.told)
    case .leave: return .back
    case .save:
      guard panel.checkAll(context.wording, fields.error),
        let details = fields.details(panel.form, base: nil)
      else { return .stay(panel.told) }
      sent = details
      return .stay(register(isDistinct: false, &context))
    }
  }

  private mutating func register(
    isDistinct: Bool, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let sent else { return [] }
    return [
      order.give(RegisterPatient(id: id, details: sent, isDistinct: isDistinct), &context)
    ]
  }

  mutating func receive(_ ticket: Ticket, _ reply: Reply) { _ = duplicates?.receive(ticket, reply) }

  /// nil where the ticket is another's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> Step? {
    guard order.settle(ticket) else { return nil }
    switch performed {
    case .done, .staged:
      return .chosen(id, name: sent.map { ($0.socialName ?? $0.name).value } ?? "")
    case .refused(.duplicate(let found)):
      var choice = DuplicateChoice(found, canRegister: !found.isCertain)
      let ask = choice.ask(&context)
      duplicates = choice
      return .stay([ask])
    case .refused(let refusal):
      panel.show(refusal, context.wording)
      return .stay(context.wording.message(for: performed).map { [.tell($0)] } ?? panel.told)
    case .failed:
      return .stay(context.wording.message(for: performed).map { [.tell($0)] } ?? [])
    }
  }

  func rows(of size: Size) -> Int {
    duplicates == nil ? 3 + panel.form.height(columns: size.columns) : max(size.rows - 8, 12)
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    buffer.fill(rect)
    PanelTitle.draw(context.wording.bookTitle, into: &buffer, in: rect)
    if let duplicates, let sent {
      duplicates.draw(sent, into: &buffer, in: rect.inset(top: 1), context)
    } else {
      panel.draw(into: &buffer, in: rect.inset(top: 1))
    }
  }

  func keys(_ wording: Wording) -> [KeyHint] { duplicates?.keys(wording) ?? panel.keys(wording) }
}
