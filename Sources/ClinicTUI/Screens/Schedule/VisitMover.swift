import ClinicDomain

/// Moves the visit that was picked up; a refusal offers the free times near the wanted one.
struct VisitMover: Equatable, Sendable {
  private(set) var target: MoveAppointment?
  private(set) var near: [CivilTime] = []
  private var order = Order()

  var isPending: Bool { order.isPending }

  mutating func move(
    _ visit: AppointmentID, to practitioner: PractitionerID, _ date: CivilDate, _ start: CivilTime,
    _ context: inout ScreenContext
  ) -> [Effect] {
    guard !isPending else { return [] }
    near = []
    let command = MoveAppointment(
      id: visit, newID: context.makeID(), practitioner: practitioner, date: date, start: start)
    target = command
    return [order.give(command, &context)]
  }

  /// Moves to one of the times that were offered.
  mutating func move(toChoice number: Int, _ context: inout ScreenContext) -> [Effect] {
    guard let target, near.indices.contains(number - 1) else { return [] }
    return move(target.id, to: target.practitioner, target.date, near[number - 1], &context)
  }

  mutating func settle(_ ticket: Ticket, _ performed: Performed) -> Bool {
    guard order.settle(ticket) else { return false }
    switch performed {
    case .refused(.scheduling(.taken(_, _, let near))): self.near = near
    case .refused(.scheduling(let refusal)): near = refusal.groupStarts ?? []
    default: break
    }
    return true
  }

  mutating func forget() { self = VisitMover() }
}
