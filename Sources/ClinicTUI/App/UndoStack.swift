import ClinicDomain
import TerminalKit

/// What the person at this terminal did to visits, newest last: `u` takes one after the other back.
struct UndoStack: Equatable, Sendable {
  /// One change that was made.
  struct Step: Equatable, Sendable {
    /// nil where the change can't be taken back.
    let visit: AppointmentID?
    let command: CommandKind
    /// What is taken back by a command of its own.
    var made: Made?
    /// What the message line said of it.
    var told = ""

    var isUndoable: Bool { visit != nil || made != nil }
  }

  /// Something that a command made and another takes away.
  enum Made: Equatable, Sendable {
    case exception(AgendaExceptionID)
    case wait(WaitingEntryID)
    case encounter(EncounterID)
    case arrival(AppointmentID)
    /// A task of the hub that was settled.
    case rebooking(SyncTaskID)
    case identity(SyncTaskID)
  }

  private static let limit = 20
  private(set) var steps: [Step] = []
  private var given: [Ticket: Step] = [:]

  /// Keeps in mind what an order would change.
  mutating func note(_ ticket: Ticket, _ command: any ClinicCommand) {
    let (visit, kind) = (command.undoableVisit, type(of: command).kind)
    guard visit != nil || command.made != nil || Self.lasting.contains(kind) else { return }
    given[ticket] = Step(visit: visit, command: kind, made: command.made)
  }

  /// What is done to visits and waits for good: `u` stops there rather than take back what came
  /// before it.
  private static let lasting: Set<CommandKind> = [
    .reopenAppointment, .keepDisplacedVisit, .takeTicket, .recordTeleConsent,
    .changeWaitingEntry, .recordCall, .withdrawWaiting, .removeAgendaException,
    .repairHeld, .settleReplay,
  ]

  /// Takes a change that was made in; whether it is one that can be taken back.
  mutating func settle(_ ticket: Ticket, _ performed: Performed, told: String) -> Bool {
    guard var step = given.removeValue(forKey: ticket), case .done = performed else {
      return false
    }
    step.told = told
    steps.append(step)
    steps.removeFirst(max(0, steps.count - Self.limit))
    return step.isUndoable
  }

  mutating func removeLast() {
    if !steps.isEmpty { steps.removeLast() }
  }
}

extension ClinicCommand {
  /// What the command makes, where another takes it away.
  fileprivate var made: UndoStack.Made? {
    switch self {
    case let command as AddAgendaException: .exception(command.exception.id)
    case let command as AddToWaitingList: .wait(command.id)
    case let command as StartEncounter: .encounter(command.id)
    case let command as FinishEncounter: .encounter(command.id)
    case let command as RecordTriage: .arrival(command.id)
    case let command as CallToRoom: .arrival(command.id)
    case let command as SettleRebooking: .rebooking(command.id)
    case let command as SettleIdentity: .identity(command.id)
    default: nil
    }
  }

  /// The visit by which what the command did is taken back.
  fileprivate var undoableVisit: AppointmentID? {
    switch self {
    case let command as BookAppointment: command.id
    case let command as MoveAppointment: command.newID
    case let command as ChangeVisitLength: command.id
    case let command as ChangePayer: command.id
    case let command as BookVisits: command.bookings.first?.id
    case let command as MoveVisits: command.moves.first?.newID
    case let command as CancelVisits: command.visits.first
    case let command as CancelAppointment: command.id
    case let command as RecordConfirmation: command.id
    case let command as MarkNoShow: command.id
    case let command as MarkAttended: command.id
    case let command as AnswerRequest: command.id
    case let command as AcceptOffer: command.visit
    case let command as CheckIn: command.id
    case let command as RegisterWalkIn: command.id
    default: nil
    }
  }
}

/// The order that takes the last change back.
struct UndoOrder: Equatable, Sendable {
  private var order = Order()

  var isPending: Bool { order.isPending }

  mutating func begin(_ context: inout ScreenContext) -> [Effect] {
    guard !isPending else { return [] }
    guard let step = context.undo.steps.last else {
      return [.tell(Message(context.wording.nothingToUndo, .warning))]
    }
    switch step.made {
    case .exception(let id): return [order.give(RemoveAgendaException(id: id), &context)]
    case .wait(let id): return [order.give(WithdrawWaiting(id: id), &context)]
    case .encounter(let id):
      return [order.give(UndoEncounter(id: id, command: step.command), &context)]
    case .arrival(let id):
      return [
        step.command == .recordTriage
          ? order.give(UndoTriage(id: id), &context) : order.give(UndoCall(id: id), &context)
      ]
    case .rebooking(let id): return [order.give(ReopenRebooking(id: id), &context)]
    case .identity(let id): return [order.give(ReopenIdentity(id: id), &context)]
    case nil: break
    }
    guard let visit = step.visit else {
      context.undo.removeLast()
      let text = context.wording.lasting(
        step.told, before: context.undo.steps.last?.told, columns: context.size.columns - 4)
      return [.tell(Message(text, .warning))]
    }
    let isArrival = step.command == .checkIn || step.command == .registerWalkIn
    return [
      isArrival
        ? order.give(UndoCheckIn(id: visit), &context)
        : order.give(UndoVisitChange(id: visit, command: step.command), &context)
    ]
  }

  /// The news, and what was undone; nil where the ticket is another's.
  ///
  /// A change that can't be taken back makes way for the one before it.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> (message: Message, undone: UndoneChange?)? {
    guard order.settle(ticket) else { return nil }
    let told = context.undo.steps.last?.told ?? ""
    switch performed {
    case .failed(let fault): return (Message(context.wording.fault(fault), .error), nil)
    case .refused(let refusal):
      context.undo.removeLast()
      return (Message(context.wording.notUndone(told, refusal), .error), nil)
    case .staged: return (Message(context.wording.keptNotDone, .warning), nil)
    case .done(let value):
      context.undo.removeLast()
      let before = context.undo.steps.last?.told
      let text = context.wording.undone(told, before: before, columns: context.size.columns - 4)
      return (Message(text, .done), value.base as? UndoneChange)
    }
  }
}

extension AppState {
  /// Keeps what was done for `u`, and says so where the line has room.
  mutating func remember(
    _ ticket: Ticket, _ performed: Performed, _ effects: [Effect]
  ) -> [Effect] {
    var told: (index: Int, text: String)?
    for (index, effect) in effects.enumerated() {
      if case .tell(let message) = effect, message.tone == .done {
        told = (index, message.text)
        break
      }
    }
    guard context.undo.settle(ticket, performed, told: told?.text ?? ""), let told else {
      return effects
    }
    let text = told.text + context.wording.undoHint
    guard [.schedule, .desk, .calls, .sync].contains(place),
      TextWidth.width(of: text) <= context.size.columns - 4
    else { return effects }
    var said = effects
    said[told.index] = .tell(Message(text, .done))
    return said
  }
}
