import ClinicDomain
import TerminalKit

extension SyncScreen {
  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    guard let answer = status.answer else { return }
    let wording = context.wording
    let head = rect.inset(left: 1, right: 1)
    buffer.put(
      wording.syncHeadline(answer, now: context.now, context.zone), in: head,
      style: answer.needsPerson ? .danger : .strong)
    let banner =
      wording.clockBanner(answer.hub) ?? wording.leaseBanner(answer.hub, now: context.now)
    let promise = WrappedLines.wrap(
      wording.syncPromise(answer, now: context.now, context.zone), columns: head.columns)
    let isWell = answer.hub?.failingSince == nil && answer.hub?.isWorkerRunning != false
    for (index, line) in promise.prefix(banner == nil ? 2 : 1).enumerated() {
      buffer.put(line, in: head, row: 1 + index, style: isWell ? .dim : .warning)
    }
    if let banner { buffer.put("! " + banner, in: head, row: 2, style: .danger) }
    let list = rect.inset(top: Self.rowsAbove, bottom: Self.detailRows + 1)
    if page == .sites { return drawSites(&buffer, list, answer, wording) }
    let items = items
    if items.isEmpty {
      guard tasks.answer != nil else { return }
      buffer.put(wording.syncNothing, in: list.inset(left: 2), style: .dim)
      return
    }
    table.draw(into: &buffer, in: list) { range in
      items[range].map { item in
        let line = SyncLine(item, context)
        return TableRow([
          TableCell(line.sign, style: line.style), TableCell(line.moment, style: .dim),
          TableCell(line.text), TableCell(line.note, style: .dim),
        ])
      }
    }
    let below = rect.split(rows: -Self.detailRows).bottom.inset(left: 2, right: 2)
    if let discard { return discard.draw(into: &buffer, in: below, wording) }
    guard let selected else { return }
    let lines = SyncLine(selected, context).detail.flatMap {
      WrappedLines.wrap($0, columns: below.columns)
    }
    for (index, line) in lines.prefix(below.rows).enumerated() {
      buffer.put(line, in: below, row: index, style: index == 0 ? .normal : .dim)
    }
  }

  private func drawSites(
    _ buffer: inout CellBuffer, _ rect: Rect, _ status: SyncStatus, _ wording: Wording
  ) {
    let below = Rect(
      column: 2, row: rect.endRow + 1, columns: rect.columns - 4, rows: Self.detailRows)
    for (index, service) in status.services.enumerated() {
      buffer.put(
        wording.service(service), in: below, row: index,
        style: service.isOn ? .warning : .dim)
    }
    guard !status.peers.isEmpty else {
      buffer.put(wording.syncNoSites, in: rect.inset(left: 2), style: .dim)
      return
    }
    var shown = table
    let titles = wording.syncSiteColumns
    shown.showsTitles = true
    shown.columns = [
      TableColumn(titles[0], .fixed(4), alignment: .right), TableColumn(titles[1], .fixed(8)),
      TableColumn(titles[2], .flexible()), TableColumn(titles[3], .fixed(30)),
    ]
    shown.draw(into: &buffer, in: rect) { range in
      status.peers[range].map { peer in
        TableRow([
          TableCell("\(peer.number)"), TableCell(peer.prefix),
          TableCell(peer.name, style: .strong),
          TableCell(
            wording.peerState(peer.state), style: peer.state == .active ? .dim : .warning),
        ])
      }
    }
  }

  func keys(_ context: ScreenContext) -> [KeyHint] {
    let wording = context.wording
    if let discard { return discard.keys(wording) }
    var hints = selected.map { keys(for: $0, context) } ?? []
    if page == .sites, let service = results, context.may(.switchServices) {
      hints.append(KeyHint("o", wording.switchServiceKey(service.isOn)))
    }
    hints.append(
      KeyHint("Tab", page == .queue ? wording.syncSitesKey : wording.syncQueueKey))
    if !context.undo.steps.isEmpty { hints.append(KeyHint("u", wording.undoKey)) }
    hints.append(KeyHint("r", wording.syncAskAgain, isSecondary: !hints.isEmpty))
    return hints
  }
}
