import ClinicDomain

extension RecordScreen {
  /// A doctor calls back her own patients.
  func mayRecall(_ context: ScreenContext) -> Bool {
    context.may(.changeBookings) && context.actor.practitioner != nil
  }

  /// The patient is to come back in the usual time.
  mutating func recall(_ context: inout ScreenContext) -> [Effect] {
    guard let patient else { return [] }
    let due = context.today.adding(months: WaitingEntry.usualRecallMonths)
    return [
      order.give(
        AddToWaitingList(
          id: context.makeID(), patient: patient, purpose: .recall(due: due),
          wish: VisitWish(practitioner: context.actor.practitioner)), &context)
    ]
  }
}
