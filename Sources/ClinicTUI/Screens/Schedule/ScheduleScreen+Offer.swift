import ClinicDomain

extension ScheduleScreen {
  /// Asks who waits for the time of a visit that is gone from it.
  mutating func offer(_ visit: VisitRow, _ context: inout ScreenContext) -> [Effect] {
    guard let time = visit.ownTime else { return [] }
    return offer(time, of: visit.practitionerName, &context)
  }

  private mutating func offer(
    _ time: OfferedTime, of name: String, _ context: inout ScreenContext
  ) -> [Effect] {
    var offer = OfferPanel(time, practitionerName: name)
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
    case .booked(let name, let booked):
      panel = nil
      let told = Effect.tell(Message(context.wording.called(name, .accepted), .done))
      guard let booked else { return [told] }
      return [told] + offer(booked.time, of: booked.practitionerName, &context)
    }
  }
}
