import ClinicDomain
import Storage
import Synchronization

/// A query whose pages are turned one after the other: days, weeks and months of agendas.
protocol TurnedQuery: ClinicQuery {
  /// The page after this one for who came here from another; nil where nothing tells which.
  func next(after previous: Self) -> Self?
}

/// The page that is probably turned to next, read while the one before is looked at.
///
/// It is of use only while nothing was written since, by whomever: the database's own count of changes
/// tells.
final class PageAhead: Sendable {
  private struct Content {
    var actor: Actor
    var turned: any TurnedQuery
    var next: (any TurnedQuery)?
    var answer: (version: Int64, value: any Sendable)?
  }

  private let service: ClinicService
  private let content = Mutex<Content?>(nil)

  init(service: ClinicService) { self.service = service }

  /// The answer that was read ahead, if it is still what the database has.
  func answer<Query: ClinicQuery>(to query: Query, as actor: Actor) -> Query.Answer? {
    guard let query = query as? any TurnedQuery,
      let kept = content.withLock({ content in
        content.flatMap { $0.actor == actor && query.isSame(as: $0.next) ? $0.answer : nil }
      }), kept.version == (try? service.dataVersion())
    else { return nil }
    return kept.value as? Query.Answer
  }

  /// Reads the page after one that was answered.
  func read(after query: any ClinicQuery, as actor: Actor) {
    guard let query = query as? any TurnedQuery else { return }
    let before = content.withLock { $0 }
    guard let before, before.actor == actor else {
      content.withLock { $0 = Content(actor: actor, turned: query) }
      return
    }
    // Who asks for the same again heard of changes.
    let next = query.isSame(as: before.turned) ? before.next : query.next(afterAny: before.turned)
    var found = Content(actor: actor, turned: query, next: next)
    // The version first: what is written between the two makes the answer useless, never wrong.
    if let next, let version = try? service.dataVersion(),
      let value = next.read(by: service, as: actor)
    {
      found.answer = (version, value)
    }
    content.withLock { [found] in $0 = found }
  }
}

extension TurnedQuery {
  fileprivate func isSame(as other: (any TurnedQuery)?) -> Bool { self == other as? Self }

  fileprivate func next(afterAny previous: any TurnedQuery) -> (any TurnedQuery)? {
    (previous as? Self).flatMap { next(after: $0) }
  }

  fileprivate func read(by service: ClinicService, as actor: Actor) -> (any Sendable)? {
    try? service.answer(self, as: actor, now: Clock.now())
  }
}

extension ReadAgendaDay: TurnedQuery {
  func next(after previous: ReadAgendaDay) -> ReadAgendaDay? {
    let days = date.dayNumber - previous.date.dayNumber
    return (1...7).contains(abs(days)) ? ReadAgendaDay(date: date.adding(days: days)) : nil
  }
}

extension ReadAgendaWeek: TurnedQuery {
  func next(after previous: ReadAgendaWeek) -> ReadAgendaWeek? {
    let days = monday.dayNumber - previous.monday.dayNumber
    guard practitioner == previous.practitioner, abs(days) == 7 else { return nil }
    return ReadAgendaWeek(practitioner: practitioner, monday: monday.adding(days: days))
  }
}

extension ReadAgendaMonth: TurnedQuery {
  func next(after previous: ReadAgendaMonth) -> ReadAgendaMonth? {
    guard scope == previous.scope else { return nil }
    let step = [1, -1].first { previous.month.adding(months: $0) == month }
    return step.map { ReadAgendaMonth(scope: scope, month: month.adding(months: $0)) }
  }
}
