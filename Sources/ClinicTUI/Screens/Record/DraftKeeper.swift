import ClinicDomain

/// Keeps what is written at every change: one order at a time, the newest text wins.
struct DraftKeeper: Equatable, Sendable {
  private var order = Order()
  private var next: KeepDraft?
  /// What the order under way keeps.
  private var sent: KeepDraft?
  /// What could not be stored: the next change or `tryAgain` keeps it.
  private var failed: KeepDraft?
  /// Whether a rule refused it: trying again may not help.
  private(set) var wasRefused = false

  init() {}

  /// Whether the newest text could not be stored.
  var hasFailed: Bool { failed != nil }

  /// Whether the newest text is not stored yet.
  var isBehind: Bool { order.isPending || next != nil || failed != nil }

  mutating func keep(_ draft: KeepDraft, _ context: inout ScreenContext) -> [Effect] {
    guard !order.isPending else {
      next = draft
      return []
    }
    failed = nil
    wasRefused = false
    sent = draft
    return [order.give(draft, &context)]
  }

  /// Keeps once more what could not be stored.
  mutating func tryAgain(_ context: inout ScreenContext) -> [Effect] {
    failed.map { keep($0, &context) } ?? []
  }

  /// A signed or discarded note needs no further keeping.
  mutating func forget() {
    next = nil
    failed = nil
    wasRefused = false
    if !order.isPending { sent = nil }
  }

  /// nil where the ticket is not its own.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket) else { return nil }
    if let draft = next {
      next = nil
      return keep(draft, &context)
    }
    switch performed {
    case .failed: failed = sent
    case .refused:
      failed = sent
      wasRefused = sent != nil
    case .done, .staged: break
    }
    sent = nil
    return context.wording.message(for: performed).map { [.tell($0)] } ?? []
  }
}
