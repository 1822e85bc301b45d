import ClinicDomain
import TerminalKit

/// What waits to be sent and what waits for a person, told plainly; Tab shows the hub's sites.
struct SyncScreen: Screen {
  /// What is listed.
  enum Page: Equatable, Sendable {
    case queue, sites
  }

  private(set) var status = Question<ReadSyncStatus>()
  private(set) var tasks = Question<ListSyncTasks>()
  private(set) var page = Page.queue
  var table = Table(
    columns: [
      TableColumn("", .fixed(2)), TableColumn("", .fixed(11)), TableColumn("", .flexible()),
      TableColumn("", .fixed(15)),
    ], showsTitles: false)
  /// The reason for which a held command is discarded, while it is asked.
  var discard: DiscardPanel?
  var order = SyncOrder()
  var undoing = UndoOrder()

  init() {}

  mutating func enter(_ context: inout ScreenContext) -> [Effect] {
    resize(context)
    return ask(&context)
  }

  private mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    [status.ask(ReadSyncStatus(), &context), tasks.ask(ListSyncTasks(), &context)]
  }

  mutating func refresh(_ topics: Topics, _ context: inout ScreenContext) -> [Effect] {
    ask(&context)
  }

  mutating func tick(_ context: inout ScreenContext) -> [Effect] {
    status.askAgain(&context)
  }

  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    resize(context)
    if var panel = discard {
      let (command, isOver) = panel.handle(key, context.wording)
      discard = isOver ? nil : panel
      return command.map { order.give(.repair($0.repair), $0, &context) } ?? []
    }
    guard !order.isPending, !undoing.isPending else { return [] }
    switch key {
    case .tab, .backTab:
      page = page == .queue ? .sites : .queue
      table.select(0)
      show()
      return []
    case .character("r"): return ask(&context)
    case .character("o") where page == .sites && context.may(.switchServices):
      guard let service = results else { return [] }
      return order.give(
        .service(!service.isOn), SwitchService(name: service.name, isOn: !service.isOn), &context)
    case .character("u"): return undoing.begin(&context)
    default:
      if page == .queue, let item = selected, let effects = act(key, on: item, &context) {
        return effects
      }
      _ = table.handle(key)
      return []
    }
  }

  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect] {
    // Who stands at the top sees what comes in above.
    let kept = table.selected == 0 ? nil : selected
    guard status.take(ticket, reply) || tasks.take(ticket, reply) else { return [] }
    show()
    if let kept, let row = items.firstIndex(where: { $0.isSame(as: kept) }) { table.select(row) }
    return []
  }

  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    if let (message, _) = undoing.settle(ticket, performed, &context) {
      return [.tell(message)] + ask(&context)
    }
    guard let effects = order.settle(ticket, performed, &context) else { return [] }
    return effects + ask(&context)
  }

  private mutating func show() {
    table.setRowCount(page == .queue ? items.count : status.answer?.peers.count ?? 0)
  }

  private mutating func resize(_ context: ScreenContext) {
    table.resize(rows: max(1, context.size.rows - 4 - Self.rowsAbove - Self.detailRows - 1))
  }

  /// Headline, promise and a banner or a blank.
  static let rowsAbove = 3
  static let detailRows = 4

  var items: [SyncItem] {
    // Both or none: what needs a person stands first from the beginning.
    guard let status = status.answer, tasks.answer != nil || tasks.fault != nil else { return [] }
    return SyncItem.items(status, tasks.answer ?? SyncTasks())
  }

  var selected: SyncItem? {
    guard page == .queue else { return nil }
    return table.selected.flatMap { items.indices.contains($0) ? items[$0] : nil }
  }

  /// The hub's service for the results of exams.
  var results: HubServiceRow? {
    status.answer?.services.first { $0.name == HubServiceRow.results }
  }

  var isTyping: Bool { discard != nil }

  var hasUnsavedText: Bool { discard?.isDirty ?? false }

  var showsOverview: Bool { discard == nil }
}
