import ClinicDomain
import TerminalKit

/// A day's visits as plain text for an A4 sheet: 80 columns, 60 lines, each doctor on pages of her
/// own.
struct DayListText {
  static let width = 80
  static let height = 60
  /// Between the columns stand two blanks.
  private static let columns = (time: 11, phone: 15, kind: 4, state: 14)
  private static let nameWidth = width - 11 - 15 - 4 - 14 - 8
  /// Rows that a page has beside its visits and the legend: heading, rules, titles, foot.
  private static let fixed = 7

  let clinicName: String
  let date: CivilDate
  let list: ReadDayList.Answer
  let printedAt: CivilDateTime

  private struct Page {
    let doctor: PractitionerRow
    let count: Int
    /// The rows of whole visits.
    let rows: [String]
    /// What the letters of the kinds mean.
    let legend: [String]
  }

  /// The pages, parted by form feeds.
  func text(_ wording: Wording) -> String {
    let pages = list.doctors.flatMap { self.pages(of: $0, wording) }
    return pages.enumerated().map { index, page in
      lines(of: page, number: index + 1, of: pages.count, wording)
        .map { Self.plain($0) + "\n" }.joined()
    }.joined(separator: "\u{0C}")
  }

  private func pages(of doctor: ReadDayList.Doctor, _ wording: Wording) -> [Page] {
    let legend = legend(of: doctor, wording)
    let room = Self.height - Self.fixed - legend.count
    var pages: [[String]] = []
    for visit in doctor.visits {
      let rows = rows(of: visit, wording)
      if let last = pages.last, last.count + rows.count <= room {
        pages[pages.count - 1] += rows
      } else {
        pages.append(rows)
      }
    }
    return pages.map {
      Page(
        doctor: doctor.practitioner, count: doctor.visits.count, rows: $0, legend: legend)
    }
  }

  private func lines(
    of page: Page, number: Int, of count: Int, _ wording: Wording
  ) -> [String] {
    let rule = String(repeating: "-", count: Self.width)
    let (name, detail) = wording.title(of: page.doctor)
    let titles = wording.dayListTitles
    return [
      Self.between(clinicName, wording.pageNumber(number, of: count)),
      Self.between(
        [name, detail].filter { !$0.isEmpty }.joined(separator: " · "), wording.longDay(date)),
      rule,
      row(titles.time, titles.name, titles.phone, titles.kind, titles.state),
      rule,
    ] + page.rows + [rule] + page.legend + [
      Self.between(wording.visitCount(page.count), wording.printedOn(at: printedAt))
    ]
  }

  /// A visit's row, and one more for each that her name needs.
  private func rows(of line: ReadDayList.Line, _ wording: Wording) -> [String] {
    let visit = line.visit
    let mark = visit.isOverbooked ? " (\(wording.overbookedShort))" : ""
    let names = Self.wrapped(visit.patientName + mark, " ", to: Self.nameWidth)
    let first = row(
      "\(visit.start.text)-\(visit.end.text)", names.first ?? "", line.phone,
      Self.letter(of: visit.kind, wording), wording.standing(of: visit))
    return [first] + names.dropFirst().map { row("", $0, "", "", "") }
  }

  /// What a kind is written as: its letter; an ordinary visit needs none.
  private static func letter(of kind: VisitKind, _ wording: Wording) -> String {
    let letter = wording.kinds[kind]?.letter ?? ""
    return letter.isEmpty && kind != .routine
      ? String(wording.visitKind(kind).prefix(columns.kind)) : letter
  }

  private func legend(of doctor: ReadDayList.Doctor, _ wording: Wording) -> [String] {
    var seen: Set<VisitKind> = []
    let meanings = doctor.visits.map(\.visit.kind).filter { seen.insert($0).inserted }
      .map { kind in (letter: Self.letter(of: kind, wording), name: wording.visitKind(kind)) }
      .filter { !$0.letter.isEmpty }.sorted { $0.letter < $1.letter }
      .map { "\($0.letter) \($0.name)" }
    guard !meanings.isEmpty else { return [] }
    return Self.wrapped(meanings.joined(separator: " · "), " · ", to: Self.width)
  }

  /// Lines of whole parts; only a part that is wider than a line is cut.
  private static func wrapped(_ text: String, _ separator: String, to width: Int) -> [String] {
    var lines: [String] = []
    for part in plain(text).split(separator: separator).map(String.init) {
      let longer = lines.last.map { $0 + separator + part }
      if let longer, TextWidth.width(of: longer) <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(TextWidth.truncated(part, to: width))
      }
    }
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
