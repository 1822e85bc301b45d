import ClinicDomain

/// Keeps what is written at every change: one order at a time, the newest text wins.
struct DraftKeeper: Equatable, Sendable {
  private var order = Order()
  private var next: KeepDraft?

  init() {}

  /// Whether the newest text is not stored yet.
  var isBehind: Bool { order.isPending || next != nil }

  mutating func keep(_ draft: KeepDraft, _ context: inout ScreenContext) -> [Effect] {
    guard !order.isPending else {
      next = draft
      return []
    }
    return [order.give(draft, &context)]
  }

  /// A signed or discarded note needs no further keeping.
  mutating func forget() { next = nil }

  /// nil where the ticket is not its own.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket) else { return nil }
    if let draft = next {
      next = nil
      return [order.give(draft, &context)]
    }
    return context.wording.message(for: performed).map { [.tell($0)] } ?? []
  }
}
