import ClinicDomain
import TerminalKit

extension ScheduleScreen {
  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    switch panel {
    case nil: break
    case .date:
      return [KeyHint("Enter", wording.goKey), KeyHint("Esc", wording.goBack)]
        + wording.dateHelp
    case .booking(let form): return form.keys(context)
    case .line(let form): return form.keys(context)
    case .reason(let reason): return reason.keys(wording)
    case .plan(let plan): return plan.keys(context)
    case .seriesMove(let move): return move.keys(wording)
    case .shift(let shift): return shift.keys(wording)
    case .copy(let copy): return copy.keys(wording)
    case .newPatient(let quick): return quick.keys(wording)
    case .free(let finder): return finder.keys(wording)
    case .displaced(let list): return list.keys(context)
    case .requests(let list): return list.keys(context)
    case .finder:
      return [
        KeyHint("Enter", wording.goToVisitKey), KeyHint("↑↓", wording.chooseKey),
        KeyHint("Esc", wording.goBack),
      ]
    case .offer(let offer):
      return offer.keys(wording) + [KeyHint("u", wording.undoKey, isSecondary: true)]
    case .month(let month): return month.keys(wording)
    case .filter(let filter): return filter.keys(wording)
    case .visits(let visits): return visits.keys(wording)
    case .card(let card):
      var hints = visitKeys(card.visit, context)
      if let payer = card.nextPayer, VisitAction.pay(payer).isOffered(for: card.visit, context) {
        hints.append(
          KeyHint(String(VisitCard.payerKey), wording.payerKey, isSecondary: true))
      }
      hints += [
        KeyHint("l", wording.patientVisitsKey), KeyHint("Esc", wording.goBack),
        KeyHint("o", wording.exportVisitKey),
      ]
      if !context.undo.steps.isEmpty {
        hints.append(KeyHint("u", wording.undoKey, isSecondary: true))
      }
      return hints
    case .group(let list): return groupKeys(list, context)
    case .answer:
      return [
        KeyHint(String(wording.acceptLetter), wording.acceptKey),
        KeyHint(String(wording.refuseLetter), wording.refuseKey), KeyHint("Esc", wording.goBack),
      ]
    }
    return gridKeys(context)
  }

  private func gridKeys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    var hints: [KeyHint] = []
    if movesVisits {
      hints.append(KeyHint("Enter", wording.moveHereKey))
      if !mover.near.isEmpty {
        hints.append(KeyHint("1–\(mover.near.count)", wording.chooseTimeKey))
      }
      hints += [
        KeyHint("f", wording.freeTimesKey), KeyHint("F", wording.nextFreeKey, isSecondary: true),
        KeyHint("d", wording.dayKey),
        KeyHint("Esc", wording.putBackKey),
      ]
      return hints + pageKeys(wording)
    }
    if let visit {
      hints.append(KeyHint("Enter", wording.openKey))
      hints += visitKeys(visit, context)
    } else if let group, !group.members.isEmpty {
      hints.append(KeyHint("Enter", wording.groupKey))
      if mayMove(group, context) { hints.append(KeyHint("m", wording.moveGroupKey)) }
    } else if mayBookHere(context) {
      hints.append(KeyHint("Enter", wording.bookKey))
    }
    if context.may(.changeBookings), bookingTime(isOverbooking: false, context) != nil {
      hints += [
        KeyHint("n", wording.bookKey, isSecondary: visit == nil || hints.count > 5),
        KeyHint(":", wording.bookLineKey, isSecondary: visit != nil),
        KeyHint(wording.spaceKey, wording.bookLineKey, isSecondary: true),
      ]
    }
    if context.may(.changeBookings), bookingTime(isOverbooking: true, context) != nil {
      hints.append(KeyHint("e", wording.overbookKey, isSecondary: visit != nil))
    }
    if context.may(.changeBookings), column.map({ $0.date >= context.today }) ?? false {
      hints.append(KeyHint("0–9", wording.bookAtTimeKey, isSecondary: true))
    }
    hints += [
      KeyHint("f", wording.freeTimesKey), KeyHint("F", wording.nextFreeKey, isSecondary: true),
      KeyHint("/", wording.findKey),
      KeyHint("d", wording.dayKey),
    ]
    switch span {
    case .day: hints.append(KeyHint("w", wording.weekKey))
    case .week: hints.append(KeyHint("w", wording.dayViewKey))
    }
    if carried != nil {
      hints.append(KeyHint("Esc", wording.putBackKey))
    } else if filter != nil {
      hints.append(KeyHint("Esc", wording.unfilterKey))
    }
    if column != nil { hints.append(KeyHint("o", wording.exportAgendaKey)) }
    if column != nil, context.may(.readPatients) {
      hints.append(KeyHint("P", wording.printDayKey, isSecondary: true))
    }
    if !context.undo.steps.isEmpty {
      hints.append(KeyHint("u", wording.undoKey, isSecondary: true))
    }
    if context.may(.changeBookings), column != nil {
      hints += [
        KeyHint("S", wording.shiftKey, isSecondary: true),
        KeyHint("Y", wording.copyWeekKey, isSecondary: true),
      ]
    }
    return hints + pageKeys(wording)
  }

  private func groupKeys(_ list: GroupPanel, _ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    var hints: [KeyHint] = []
    if let group = group(of: list) {
      let member = list.selected(in: group)
      if member != nil { hints.append(KeyHint("Enter", wording.openKey)) }
      if mayJoin(group, context) { hints.append(KeyHint("n", wording.addMemberKey)) }
      if let member { hints += visitKeys(member, context) }
    }
    return hints + [KeyHint("Esc", wording.goBack)]
  }

  private func pageKeys(_ wording: Wording) -> [KeyHint] {
    [
      KeyHint("M", wording.monthKey, isSecondary: true),
      KeyHint("\\", wording.filterKey, isSecondary: true),
      KeyHint("V", wording.displacedKey, isSecondary: true),
      KeyHint("R", wording.requestsKey, isSecondary: true),
      KeyHint("PgUp PgDn", wording.pageDayKey, isSecondary: true),
      KeyHint("H L", wording.pageDayKey, isSecondary: true),
      KeyHint("[ ]", wording.pageWeekKey, isSecondary: true),
      KeyHint("{ }", wording.pageMonthKey, isSecondary: true),
      KeyHint("Home", wording.nowKey, isSecondary: true),
      KeyHint("h l", wording.columnsKey, isSecondary: true),
      KeyHint("Ctrl-D Ctrl-U", wording.pageRowsKey, isSecondary: true),
    ]
  }

  /// What may be done to a visit now.
  private func visitKeys(_ visit: VisitRow, _ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    var hints: [KeyHint] = []
    if VisitAction.accept.isOffered(for: visit, context) {
      hints.append(KeyHint("R", wording.answerKey))
    }
    if VisitAction.checkIn.isOffered(for: visit, context) {
      hints.append(KeyHint("i", wording.checkInKey))
    } else if VisitAction.markAttended.isOffered(for: visit, context) {
      hints.append(KeyHint("i", wording.attendedKey))
    }
    if VisitAction.consent.isOffered(for: visit, context) {
      hints.append(KeyHint("T", wording.consentKey, isSecondary: panel == nil))
    } else if VisitAction.revokeConsent.isOffered(for: visit, context) {
      hints.append(KeyHint("T", wording.revokeConsentKey, isSecondary: true))
    }
    if VisitAction.confirm.isOffered(for: visit, context) {
      hints.append(KeyHint("c", wording.confirmKey))
    } else if VisitAction.unconfirm.isOffered(for: visit, context) {
      hints.append(KeyHint("c", wording.unconfirmKey, isSecondary: true))
    }
    if visit.mayChange(context) {
      hints += [KeyHint("m", wording.moveKey), KeyHint("x", wording.cancelVisitKey)]
    }
    if VisitAction.last(0).isOffered(for: visit, context) {
      hints.append(KeyHint("+ -", wording.lengthKey, isSecondary: true))
    }
    if VisitAction.markMissed.isOffered(for: visit, context) {
      hints.append(KeyHint("!", wording.missedKey))
    }
    if VisitAction.reopen.isOffered(for: visit, context) {
      hints.append(KeyHint("U", wording.reopenKey))
    }
    if VisitAction.earlier.isOffered(for: visit, context) {
      hints.append(KeyHint("<", wording.earlierKey, isSecondary: true))
    }
    if VisitAction.recall.isOffered(for: visit, context) {
      hints.append(KeyHint("v", wording.recallKey, isSecondary: true))
    }
    if context.may(.readPatients) {
      hints.append(KeyHint("p", wording.patientKey, isSecondary: true))
    }
    if context.may(.readChart) { hints.append(KeyHint("r", wording.recordKey, isSecondary: true)) }
    return hints
  }
}
