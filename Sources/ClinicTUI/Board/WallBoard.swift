import ClinicDomain
import TerminalKit

/// The wall of the waiting room: who is called to which room, and which tickets wait.
///
/// Nothing typed does anything but quit.
struct WallBoard: Equatable, Sendable {
  var now: Instant
  let zone: SiteZone
  let wording: Wording
  let clinicName: String
  var size: Size
  private(set) var board: Board?
  /// Since when the data can't be read.
  private(set) var failedAt: Instant?

  init(
    now: Instant, zone: SiteZone, wording: Wording, clinicName: String,
    size: Size = Size(columns: 80, rows: 24)
  ) {
    self.now = now
    self.zone = zone
    self.wording = wording
    self.clinicName = clinicName
    self.size = size
  }

  var today: CivilDate { zone.civil(at: now).date }

  /// Whether a key ends it: no other key does anything.
  static func quits(_ key: Key) -> Bool {
    key == .character("q") || key == .control("q") || key == .control("c")
  }

  /// Takes what was read, or that it could not be; whether somebody new is called.
  mutating func take(_ answer: Board?) -> Bool {
    guard let answer else {
      failedAt = failedAt ?? now
      return false
    }
    failedAt = nil
    let known = Set(board?.calls.map(Self.call) ?? [])
    let isNew = board != nil && answer.calls.contains { !known.contains(Self.call($0)) }
    board = answer
    return isNew
  }

  private static func call(_ call: BoardCall) -> [Int64] {
    [Int64(call.ticket.ticket), call.calledAt.milliseconds]
  }

  /// The whole wall as cells.
  func view() -> CellBuffer {
    var buffer = CellBuffer(size: size)
    let rect = Rect(size)
    guard rect.rows >= 12, rect.columns >= 40 else {
      for (row, line) in wording.tooSmall(size, needed: Frame.minimum).enumerated()
      where row < rect.rows {
        buffer.put(line, in: rect.line(row))
      }
      return buffer
    }
    buffer.put(clinicName, in: rect.line(0).inset(left: 2), style: .strong)
    buffer.put(
      zone.civil(at: now).time.text, in: rect.line(0).inset(right: 2), style: .strong,
      alignment: .right)
    drawCalls(into: &buffer, in: rect.inset(left: 4, top: 2, right: 2, bottom: 5))
    drawWaiting(into: &buffer, in: rect.split(rows: -4).bottom.inset(left: 4, right: 2))
    return buffer
  }

  /// The newest call in large letters, the others too as long as there is room, else on a line.
  private func drawCalls(into buffer: inout CellBuffer, in rect: Rect) {
    let calls = board?.calls ?? []
    guard !calls.isEmpty else {
      buffer.put(wording.nobodyCalled, in: rect.inset(top: 1), style: .dim)
      return
    }
    var rest = rect
    for (index, call) in calls.enumerated() where !rest.isEmpty {
      let style: Style = index == 0 ? .accent : .normal
      let poster = CallPoster(
        call, wording, columns: rect.columns, rows: rest.rows)
      // What is large is whole: half a call tells nobody where to go.
      if poster.rows <= rest.rows {
        poster.draw(into: &buffer, in: rest, style: style)
        rest = rest.inset(top: poster.rows + 1)
      } else {
        let line = "\(wording.ticket(call.ticket))  \(wording.boardCall(call))"
        buffer.put(line, in: rest.line(0), style: index == 0 ? .strong : .normal)
        rest = rest.inset(top: 1)
      }
    }
  }

  private func drawWaiting(into buffer: inout CellBuffer, in rect: Rect) {
    if let failedAt {
      buffer.put(
        wording.boardFailed(since: zone.civil(at: failedAt).time), in: rect, style: .warning)
      return
    }
    let tickets = (board?.waiting ?? []).map { wording.ticket($0) }
    guard !tickets.isEmpty else { return }
    buffer.put(wording.boardWaiting(tickets.count), in: rect, style: .strong)
    let lines = WrappedLines.wrap(tickets.joined(separator: "  "), columns: rect.columns)
    for (row, line) in lines.prefix(3).enumerated() { buffer.put(line, in: rect, row: row + 1) }
  }
}
