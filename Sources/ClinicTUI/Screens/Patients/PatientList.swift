import ClinicDomain
import TerminalKit

/// The list of patients with its search field: what is typed is searched letter by letter.
struct PatientList: Equatable, Sendable {
  /// What a key asks of the screen.
  enum Request: Equatable, Sendable {
    case none
    case open(PatientID)
    case new(name: String)
    /// The key is none of the list's own.
    case other
  }

  /// Rows from the end at which the next page is asked for.
  static let pagingMargin = 15

  private(set) var field = TextField()
  var isTyping = true
  private(set) var rows: [PatientRow] = []
  private(set) var hasMore = false
  private(set) var table = Table(columns: [], takesLetters: true)
  private(set) var preview: Question<ReadPatientCard> = Question()
  private var search: Question<SearchPatients> = Question()
  private var nextPage: Question<SearchPatients> = Question()
  /// Enter came before the answer to what was typed: the first row opens when it is there.
  private var opensFirst = false
  /// The newest answer takes the place of rows that were there, so the cursor keeps its patient.
  private var isRefreshing = false
  /// Pages of a refresh that is not through yet: the rows shown stay until it has the cursor's.
  private var reloaded: [PatientRow]?

  /// Whether an answer to the newest search has come.
  var isAnswered: Bool { search.answer != nil }

  /// Whether the rows belong to what is typed now.
  var isCurrent: Bool { !search.isPending }

  /// What was typed.
  var text: String { field.value }

  /// The row under the cursor.
  var selected: PatientRow? {
    table.selected.flatMap { rows.indices.contains($0) ? rows[$0] : nil }
  }

  /// The patient under the cursor with what the desk wants to know, once it is there.
  var selectedCard: PatientCard? {
    guard let selected, let card = preview.answer ?? nil, card.patient.id == selected.id
    else { return nil }
    return card
  }

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    field.focus()
    return refresh(&context)
  }

  /// Asks again what is shown.
  mutating func refresh(_ context: inout ScreenContext) -> [Effect] {
    if isCurrent { isRefreshing = true }
    forgetPages()
    return [search.ask(SearchPatients(text: text), &context)]
  }

  private mutating func askAnew(_ context: inout ScreenContext) -> [Effect] {
    isRefreshing = false
    opensFirst = false
    forgetPages()
    return [search.ask(SearchPatients(text: text), &context)]
  }

  private mutating func forgetPages() {
    nextPage.clear()
    reloaded = nil
  }

  /// Takes a key of the field or of the list.
  mutating func handle(
    _ key: Key, height: Int, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    table.resize(rows: height)
    return isTyping ? handleTyping(key, &context) : handleCommand(key, &context)
  }

  private mutating func handleTyping(
    _ key: Key, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    switch key {
    case .enter: return (openSelected(), [])
    case .escape:
      guard field.value.isEmpty else {
        field.value = ""
        return (.none, askAnew(&context))
      }
      isTyping = false
      return (.none, [])
    case .up, .down, .pageUp, .pageDown:
      _ = table.handle(key)
      return (.none, follow(&context))
    case .tab:
      isTyping = false
      return (.none, [])
    case .control("n"): return (.new(name: field.value), [])
    default:
      guard field.handle(key) == .changed else { return (.none, []) }
      return (.none, askAnew(&context))
    }
  }

  private mutating func handleCommand(
    _ key: Key, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    switch key {
    case .character("/"), .tab:
      isTyping = true
      field.focus()
      return (.none, [])
    case .enter: return (openSelected(), [])
    case .character("n"), .control("n"): return (.new(name: field.value), [])
    default:
      guard table.handle(key) != .ignored else { return (.other, []) }
      return (.none, follow(&context))
    }
  }

  private mutating func openSelected() -> Request {
    guard isCurrent else {
      opensFirst = true
      return .none
    }
    return selected.map { .open($0.id) } ?? .none
  }

  /// Puts the cursor on the next patient, as `.` does.
  mutating func advance(_ context: inout ScreenContext) -> (PatientID?, [Effect]) {
    guard table.move(.by(1)) else { return (nil, []) }
    return (selected?.id, follow(&context))
  }

  /// Asks for what the cursor needs: the patient under it, and the next page near the end.
  private mutating func follow(_ context: inout ScreenContext) -> [Effect] {
    var effects: [Effect] = []
    if let selected, preview.query?.patient != selected.id {
      effects.append(preview.ask(ReadPatientCard(patient: selected.id), &context))
    }
    if hasMore, isCurrent, !nextPage.isPending, table.cursor + Self.pagingMargin >= rows.count {
      effects.append(
        nextPage.ask(SearchPatients(text: text, skipping: rows.count), &context))
    }
    return effects
  }

  /// Takes a reply to one of its questions.
  ///
  /// - Returns: nil where the reply is somebody else's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect])? {
    if search.take(ticket, reply) {
      guard search.fault == nil, let page = search.answer else {
        return (.none, problem(reply, context))
      }
      return take(page.rows, hasMore: page.hasMore, &context)
    }
    if nextPage.take(ticket, reply) {
      guard nextPage.fault == nil, let page = nextPage.answer else {
        return (.none, problem(reply, context))
      }
      if let reloaded {
        return take(reloaded + page.rows, hasMore: page.hasMore, &context)
      }
      let known = Set(rows.map(\.id))
      rows += page.rows.filter { !known.contains($0.id) }
      hasMore = page.hasMore
      table.setRowCount(rows.count)
      return (.none, [])
    }
    if preview.take(ticket, reply) { return (.none, []) }
    return nil
  }

  /// Shows rows from the first on; a refresh first gathers the pages down to the cursor.
  private mutating func take(
    _ found: [PatientRow], hasMore more: Bool, _ context: inout ScreenContext
  ) -> (request: Request, effects: [Effect]) {
    if isRefreshing, more, found.count <= table.cursor {
      reloaded = found
      return (
        .none,
        [nextPage.ask(SearchPatients(text: text, skipping: found.count), &context)]
      )
    }
    let kept = isRefreshing ? selected?.id : nil
    let place = isRefreshing ? table.cursor : 0
    rows = found
    hasMore = more
    reloaded = nil
    table.setRowCount(rows.count)
    table.select(kept.flatMap { id in rows.firstIndex { $0.id == id } } ?? place)
    var effects: [Effect] = []
    if isRefreshing, preview.query?.patient == selected?.id {
      effects += preview.askAgain(&context)
    }
    isRefreshing = false
    effects += follow(&context)
    let opens = opensFirst
    opensFirst = false
    return (opens ? openSelected() : .none, effects)
  }

  private func problem(_ reply: Reply, _ context: ScreenContext) -> [Effect] {
    context.wording.message(for: reply).map { [.tell($0)] } ?? []
  }
}
