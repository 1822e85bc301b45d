import ClinicDomain
import TerminalKit

/// A day's visits as plain text for an A4 sheet: 80 columns, 60 lines, each doctor on pages of her
/// own.
struct DayListText {
  static let width = 80
  static let height = 60
  /// Between the columns stand two blanks.
  private static let columns = (time: 11, phone: 15, kind: 9, state: 10)
  private static let nameWidth = width - 11 - 15 - 9 - 10 - 8
  /// Rows that a page has beside its visits: heading, rules, titles, foot.
  private static let fixed = 7

  let clinicName: String
  let date: CivilDate
  let list: ReadDayList.Answer
  let printedAt: CivilDateTime

  private struct Page {
    let doctor: PractitionerRow
    let count: Int
    let visits: [ReadDayList.Line]
  }

  /// The pages, parted by form feeds.
  func text(_ wording: Wording) -> String {
    let pages = pages
    return pages.enumerated().map { index, page in
      lines(of: page, number: index + 1, of: pages.count, wording)
        .map { Self.plain($0) + "\n" }.joined()
    }.joined(separator: "\u{0C}")
  }

  private var pages: [Page] {
    let room = Self.height - Self.fixed
    return list.doctors.flatMap { doctor in
      stride(from: 0, to: doctor.visits.count, by: room).map { first in
        Page(
          doctor: doctor.practitioner, count: doctor.visits.count,
          visits: Array(doctor.visits.dropFirst(first).prefix(room)))
      }
    }
  }

  private func lines(
    of page: Page, number: Int, of count: Int, _ wording: Wording
  ) -> [String] {
    let rule = String(repeating: "-", count: Self.width)
    let (name, detail) = wording.title(of: page.doctor)
    let titles = wording.dayListTitles
    var lines = [
      Self.between(clinicName, wording.pageNumber(number, of: count)),
      Self.between(
        [name, detail].filter { !$0.isEmpty }.joined(separator: " · "), wording.longDay(date)),
      rule,
      row(titles.time, titles.name, titles.phone, titles.kind, titles.state),
      rule,
    ]
    lines += page.visits.map { line in
      let visit = line.visit
      let mark = visit.isOverbooked ? " (\(wording.overbookedShort))" : ""
      return row(
        "\(visit.start.text)-\(visit.end.text)", visit.patientName + mark, line.phone,
        wording.visitKind(visit.kind), wording.standing(of: visit))
    }
    lines += [
      rule,
      Self.between(wording.visitCount(page.count), wording.printedOn(at: printedAt)),
    ]
    return lines
  }

  private func row(
    _ time: String, _ name: String, _ phone: String, _ kind: String, _ state: String
  ) -> String {
    let widths = Self.columns
    let cells = [
      Self.cell(time, widths.time), Self.cell(name, Self.nameWidth),
      Self.cell(phone, widths.phone), Self.cell(kind, widths.kind),
      Self.cell(state, widths.state),
    ]
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func cell(_ text: String, _ width: Int) -> String {
    let cut = TextWidth.truncated(plain(text), to: width)
    return cut + String(repeating: " ", count: max(0, width - TextWidth.width(of: cut)))
  }

  private static func between(_ left: String, _ right: String) -> String {
    let room = width - TextWidth.width(of: right) - 1
    let cut = TextWidth.truncated(plain(left), to: room)
    return cut + String(repeating: " ", count: max(1, room + 1 - TextWidth.width(of: cut))) + right
  }

  /// Without control and direction characters: a printer obeys them.
  private static func plain(_ text: String) -> String { TextWidth.displayText(text) }
}

/// The day list on its way into a text file in the export folder.
struct DayListPrint: Equatable, Sendable {
  private var list = Question<ReadDayList>()

  mutating func begin(
    _ date: CivilDate, of practitioners: [PractitionerID], _ context: inout ScreenContext
  ) -> [Effect] {
    [list.ask(ReadDayList(date: date, practitioners: practitioners), &context)]
  }

  /// Writes the file; nil where the ticket is another's.
  mutating func receive(
    _ ticket: Ticket, _ reply: Reply, _ context: inout ScreenContext
  ) -> [Effect]? {
    guard list.take(ticket, reply) else { return nil }
    let wording = context.wording
    if let fault = list.fault { return [.tell(wording.problem(fault))] }
    guard let answer = list.answer, !answer.doctors.isEmpty, let date = list.query?.date else {
      return [.tell(Message(wording.noVisitsToExport, .warning))]
    }
    let text = DayListText(
      clinicName: context.clinicName, date: date, list: answer, printedAt: context.civilNow
    ).text(wording)
    return [.writeFile(context.makeTicket(), name: wording.dayListFileName(date), text: text)]
  }
}

extension ScheduleScreen {
  /// The list of the cursor's day: the doctor of the week, those that the filter leaves, or all.
  mutating func printDay(_ context: inout ScreenContext) -> [Effect] {
    guard context.may(.readPatients), let cursor, !isTurning else { return [] }
    let practitioners: [PractitionerID] =
      span == .day && filter == nil ? [] : grid.columns.map(\.practitioner.id)
    return printing.begin(cursor.date, of: practitioners, &context)
  }
}
