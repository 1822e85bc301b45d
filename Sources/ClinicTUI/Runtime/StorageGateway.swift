import ClinicDomain
import Storage
import Synchronization

/// The storage as the runtime needs it.
///
/// Called off the main thread, since all of it may wait.
final class StorageGateway: ClinicGateway {
  private let service: ClinicService
  private let pageAhead: PageAhead
  /// Whether the search that is going on has its audit row: one for all its keys.
  private let isSearchAudited = Mutex(false)

  init(service: ClinicService) {
    self.service = service
    pageAhead = PageAhead(service: service)
  }

  func answer(_ query: AnyQuery, as actor: Actor) -> Reply {
    func ask<Query: ClinicQuery>(_ query: Query) -> Reply {
      if let answer = pageAhead.answer(to: query, as: actor) {
        return .answer(AnyValue(base: answer))
      }
      do {
        let answer = try service.answer(query, as: actor, now: Clock.now())
        if query is ListEmergencyAccesses {
          try service.record("access.list", Subject(.chartAccess), as: actor, now: Clock.now())
        }
        if let list = query as? ReadDayList {
          try service.recordPrint(of: list, as: actor, now: Clock.now())
        }
        return .answer(AnyValue(base: answer))
      } catch let refusal as Refusal {
        if case .denied(let capability) = refusal { return .denied(capability) }
        return .failed(.other("\(refusal)"))
      } catch {
        return .failed(Fault(error))
      }
    }
    return ask(query.base)
  }

  func lookAhead(after query: AnyQuery, as actor: Actor) {
    pageAhead.read(after: query.base, as: actor)
  }

  func audit(_ query: AnyQuery, _ reply: Reply, as actor: Actor) {
    guard case .answer = reply else { return }
    switch query.base {
    case let search as SearchPatients: audit(search, by: actor)
    case let export as ReadCalendar: audit(Subject(.practitioner, export.practitioner), by: actor)
    case let export as ReadCalendarVisit:
      audit(Subject(.appointment, export.appointment), by: actor)
    default: break
    }
  }

  /// An agenda or a visit that leaves the house as a file.
  private func audit(_ exported: Subject, by actor: Actor) {
    try? service.record("calendar.export", exported, as: actor, now: Clock.now())
  }

  /// A search is audited once, when its first letters were answered; it ends with an empty text.
  private func audit(_ search: SearchPatients, by actor: Actor) {
    let isNew = isSearchAudited.withLock { isAudited in
      defer { isAudited = !search.text.isEmpty }
      return !isAudited && !search.text.isEmpty
    }
    if isNew {
      try? service.record("patient.search", Subject(.patient), as: actor, now: Clock.now())
    }
  }

  func perform(_ command: AnyCommand, as actor: Actor) -> Performed {
    func carryOut<Command: ClinicCommand>(_ command: Command) -> Performed {
      switch service.perform(command, as: actor, now: Clock.now()) {
      case .done(let outcome): .done(AnyValue(base: outcome))
      case .refused(let refusal): .refused(refusal)
      case .staged: .staged
      case .failed(let error): .failed(Fault(error))
      }
    }
    return carryOut(command.base)
  }

  func logIn(login: String, password: String) -> LoginReply {
    LoginReply(service.logIn(login, password: password, now: Clock.now()))
  }

  func recordLogOut(of actor: Actor) {
    guard let user = actor.userID else { return }
    try? service.record("logout", Subject(.user, user), as: actor, now: Clock.now())
  }

  /// Tries what waits in the staging area again; the sync screen tells what came of it.
  func replayStaged() {
    if service.hasStagedCommands { _ = service.replayStaged() }
  }

  var bellDescriptor: Int32 { service.bell.watchDescriptor }

  func changes() -> Topics { service.bell.changes() }
}

extension Fault {
  init(_ error: any Error) {
    switch error as? StorageError {
    case .busy: self = .busy
    case .full: self = .full
    case .readOnly: self = .readOnly
    case .missing: self = .missing
    case .corrupt: self = .damaged
    default: self = .other("\(error)")
    }
  }
}

extension LoginReply {
  init(_ outcome: LogInOutcome) {
    switch outcome {
    case .welcome(let user): self = .welcome(user)
    case .wrong: self = .wrong
    case .locked(let until): self = .locked(until: until)
    case .failed(let error): self = .failed(Fault(error))
    }
  }
}
