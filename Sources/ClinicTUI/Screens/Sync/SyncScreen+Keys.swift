import ClinicDomain
import TerminalKit

extension SyncScreen {
  /// The keys that speak of the line under the cursor; nil for others.
  mutating func act(
    _ key: Key, on item: SyncItem, _ context: inout ScreenContext
  ) -> [Effect]? {
    switch item {
    case .rebooking(let row): return act(key, on: row, &context)
    case .identity(let question):
      if key == .enter || key == .character("p") { return open(question, context) }
      guard let place = key.digit, question.choices.indices.contains(place - 1) else { return nil }
      return order.give(
        .identity, SettleIdentity(id: question.id, choice: question.choices[place - 1]), &context)
    case .held(let held):
      switch key {
      case .character("e"):
        let command = RepairHeld(id: held.id, repair: .resend)
        return order.give(.repair(command.repair), command, &context)
      case .character("x"):
        discard = DiscardPanel(held.id, context.wording)
        return []
      case .character("w"):
        let command = RepairHeld(id: held.id, repair: .passOn)
        return order.give(.repair(command.repair), command, &context)
      default: return nil
      }
    case .replay(let task):
      guard key == .character("c"), context.may(.settleReplays) else { return nil }
      return order.give(.replay, SettleReplay(key: task.key), &context)
    case .asked(let asked):
      return key == .enter ? [.navigate(.visit(asked.visit))] : nil
    case .staged, .entry: return nil
    }
  }

  private mutating func act(
    _ key: Key, on row: RebookingRow, _ context: inout ScreenContext
  ) -> [Effect]? {
    let task = row.task
    func settle(_ outcome: Rebooking.Outcome, _ reason: String) -> SettleRebooking {
      SettleRebooking(id: task.id, outcome: outcome, reason: reason)
    }
    switch key {
    case .enter:
      if let visit = row.visit, visit.status.isOpen { return [.navigate(.move(visit))] }
      return [.navigate(.book(task.patient, name: row.patientName))]
    case .character("p"): return [.navigate(.patient(task.patient))]
    case .character("c"):
      return order.give(
        .rebooking(row.patientName, .booked), settle(.booked, context.wording.lostTimeReason),
        &context)
    case .character("s"):
      return order.give(.rebooking(row.patientName, .unreached), settle(.unreached, ""), &context)
    case .character("x"):
      return order.give(
        .rebooking(row.patientName, .declined), settle(.declined, context.wording.gaveUpReason),
        &context)
    default:
      guard let place = key.digit, row.free.prefix(Wording.offeredTimes).indices.contains(place - 1)
      else { return nil }
      let civil = context.zone.civil(at: row.free[place - 1].start)
      return order.give(
        .moved(row.patientName, civil, task.practitioner),
        MoveAppointment(
          id: task.visit, newID: context.makeID(), practitioner: task.practitioner,
          date: civil.date, start: civil.time), &context)
    }
  }

  private func open(_ question: IdentityQuestion, _ context: ScreenContext) -> [Effect]? {
    guard let person = question.people.first else { return nil }
    if question.subject == .practitioner {
      return (try? PractitionerID(parsing: person.id)).map { [.navigate(.doctor($0))] }
    }
    return (try? PatientID(parsing: person.id)).map { [.navigate(.patient($0))] }
  }

  func keys(for item: SyncItem, _ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch item {
    case .rebooking(let row):
      var hints = [KeyHint("Enter", wording.rebookKey)]
      let count = min(row.free.count, Wording.offeredTimes)
      if count > 0 {
        hints.insert(KeyHint(count == 1 ? "1" : "1–\(count)", wording.takeFreeKey), at: 0)
      }
      return hints + [
        KeyHint("s", wording.unreachedKey), KeyHint("x", wording.givenUpKey),
        KeyHint("c", wording.rebookedKey),
        KeyHint("p", wording.patientKey, isSecondary: true),
      ]
    case .identity(let question):
      return [
        KeyHint("1–\(question.choices.count)", wording.chooseValueKey),
        KeyHint("p", wording.entity(question.subject).lowercased()),
      ]
    case .held:
      return [
        KeyHint("e", wording.resendKey), KeyHint("x", wording.discardHeldKey),
        KeyHint("w", wording.passOnKey),
      ]
    case .replay:
      return context.may(.settleReplays) ? [KeyHint("c", wording.settledKey)] : []
    case .asked: return [KeyHint("Enter", wording.goToVisitKey)]
    case .staged, .entry: return []
    }
  }
}

extension Key {
  /// 1 to 9.
  fileprivate var digit: Int? {
    guard case .character(let character) = self, let digit = character.wholeNumberValue,
      character.isASCII, digit > 0
    else { return nil }
    return digit
  }
}

/// The order under way on the sync screen, with what is said once it is done.
struct SyncOrder: Equatable, Sendable {
  enum Purpose: Equatable, Sendable {
    case rebooking(String, Rebooking.Outcome)
    case moved(String, CivilDateTime, PractitionerID)
    case identity, replay
    case service(Bool)
    case repair(RepairHeld.Repair)
  }

  private var order = Order()
  private var purpose: Purpose?

  var isPending: Bool { order.isPending }

  mutating func give(
    _ purpose: Purpose, _ command: some ClinicCommand, _ context: inout ScreenContext
  ) -> [Effect] {
    self.purpose = purpose
    return [order.give(command, &context)]
  }

  /// Nil where the ticket is another's.
  mutating func settle(
    _ ticket: Ticket, _ performed: Performed, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard order.settle(ticket), let purpose else { return nil }
    self.purpose = nil
    let wording = context.wording
    if let message = wording.message(for: performed) { return [.tell(message)] }
    let text: String
    switch purpose {
    case .rebooking(let name, let outcome): text = wording.rebookingSettled(name, outcome)
    case .moved(let name, let civil, let practitioner):
      text = wording.rebooked(
        name, civil, isAsked: context.promise.isAsked(of: practitioner, at: context.now))
    case .identity: text = wording.identitySettled
    case .replay: text = wording.replaySettled
    case .service(let isOn): text = wording.serviceSwitched(isOn)
    case .repair(.resend): text = wording.heldResent
    case .repair(.discard): text = wording.heldDiscarded
    case .repair(.passOn):
      guard case .done(let value) = performed,
        let file = (value.base as? RepairHeld.Outcome)?.file
      else { return [] }
      let stamp = context.zone.civil(at: context.now)
      return [
        .writeFile(
          context.makeTicket(),
          name: "hub-\(stamp.date.isoText)-\(stamp.time.text.filter { $0 != ":" }).jsonl",
          text: file)
      ]
    }
    return [.tell(Message(text, .done))]
  }
}
