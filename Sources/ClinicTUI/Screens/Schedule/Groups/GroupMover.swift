import ClinicDomain

/// Moves the group that was picked up: all who have a place, in one go.
struct GroupMover: Equatable, Sendable {
  private(set) var moves: [MoveAppointment] = []
  private var order = Order()

  var isPending: Bool { order.isPending }

  mutating func move(
    _ group: VisitGroup, to practitioner: PractitionerID, _ date: CivilDate, _ start: CivilTime,
    _ context: inout ScreenContext
  ) -> [Effect] {
    guard !isPending else { return [] }
    moves = []
    for member in group.moving {
      moves.append(
        MoveAppointment(
          id: member.id, newID: context.makeID(), practitioner: practitioner, date: date,
          start: start))
    }
    return [order.give(MoveVisits(moves: moves), &context)]
  }

  mutating func settle(_ ticket: Ticket) -> Bool { order.settle(ticket) }
}

extension ScheduleScreen {
  /// What came of moving a group: the cursor goes with it, or it stays in hand.
  mutating func settleGroupMove(
    _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect] {
    let wording = context.wording
    guard case .group(let group) = carried, let target = groupMover.moves.first else { return [] }
    switch performed {
    case .done:
      carried = nil
      show(target.practitioner)
      if case .week = span { span = .week(target.practitioner) }
      cursor = GridCursor(
        practitioner: target.practitioner, date: target.date, time: target.start,
        visit: target.newID)
      return [.tell(Message(wording.moved(group, to: target), .done))]
    case .staged: carried = nil
    case .refused(.scheduling(.ofVisit(let place, let refusal))):
      let names = group.moving.map(\.patientName)
      let name = names.indices.contains(place) ? names[place] : ""
      return [.tell(Message(wording.notMoved(group, name, refusal), .warning))]
    case .refused, .failed: break
    }
    return wording.message(for: performed).map { [.tell($0)] } ?? []
  }
}
