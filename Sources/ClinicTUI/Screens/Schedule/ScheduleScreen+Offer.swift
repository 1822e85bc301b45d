import ClinicDomain

extension ScheduleScreen {
  /// Asks who waits for the time of a visit that is gone from it.
  mutating func offer(_ visit: VisitRow, _ context: inout ScreenContext) -> [Effect] {
    guard let time = visit.ownTime else { return [] }
    var offer = OfferPanel(time, practitionerName: visit.practitionerName)
    let effects = offer.ask(&context)
    freed = offer
    return effects
  }

  /// Offers the freed time where anybody waits for it and nothing else was begun meanwhile.
  mutating func showOffer() -> [Effect] {
    defer { freed = nil }
    guard let freed, !freed.candidates.isEmpty, panel == nil, carried == nil else { return [] }
    panel = .offer(freed)
    return []
  }

  mutating func follow(_ step: OfferPanel.Step, _ context: inout ScreenContext) -> [Effect] {
    switch step {
    case .stay(let effects): return effects
    case .close:
      panel = nil
      return []
    case .booked(let name):
      panel = nil
      return [.tell(Message(context.wording.called(name, .accepted), .done))]
    }
  }
}
