import ClinicDomain
import TerminalKit

/// The invoices of a filter, newest first, page by page.
struct InvoiceList: Equatable, Sendable {
  private(set) var filter = ListInvoices.Filter.open
  /// Whose invoices they are, where they are one patient's.
  private(set) var patientName = ""
  private var question = Question<ListInvoices>()
  private(set) var rows: [InvoiceRow] = []
  private var hasMore = false
  private var table = Table(columns: Self.columns(isWide: false))

  /// A narrow window has no room for the doctor.
  private static func columns(isWide: Bool) -> [TableColumn] {
    [
      TableColumn("", .fixed(9)), TableColumn("", .fixed(10)),
      TableColumn("", .flexible(weight: 3)),
    ] + (isWide ? [TableColumn("", .flexible(weight: 2))] : []) + [
      TableColumn("", .fixed(13)), TableColumn("", .fixed(10), alignment: .right),
      TableColumn("", .fixed(10), alignment: .right),
    ]
  }

  var isOfOnePatient: Bool { if case .patient = filter { true } else { false } }

  private var isWide: Bool { table.columns.count == 7 }

  init() {}

  var selected: InvoiceRow? {
    table.selected.flatMap { rows.indices.contains($0) ? rows[$0] : nil }
  }

  mutating func resize(_ context: ScreenContext) {
    table.columns = Self.columns(isWide: context.size.columns >= 100)
    table.resize(rows: max(2, context.size.rows - 8))
  }

  mutating func choose(_ filter: ListInvoices.Filter, name: String = "") {
    self.filter = filter
    patientName = name
    rows = []
    table.setRowCount(0)
  }

  /// Open ones, then all, then open ones again.
  mutating func switchFilter(_ context: inout ScreenContext) -> [Effect] {
    choose(filter == .open ? .all : .open)
    return ask(&context)
  }

  /// Asks for all that is loaded, at least for a page: the cursor keeps its place.
  mutating func ask(_ context: inout ScreenContext) -> [Effect] {
    let count = max(rows.count, ListInvoices.pageSize)
    return [question.ask(ListInvoices(filter: filter, count: count), &context)]
  }

  mutating func take(_ ticket: Ticket, _ reply: Reply) -> Bool {
    guard question.take(ticket, reply) else { return false }
    guard let answer = question.answer, let query = question.query, query.filter == filter else {
      return true
    }
    let kept = selected?.id
    rows = Array(rows.prefix(query.skipping)) + answer.rows
    hasMore = answer.hasMore
    table.setRowCount(rows.count)
    if let kept, let row = rows.firstIndex(where: { $0.id == kept }) { table.select(row) }
    return true
  }

  /// Moves; near the end of what is loaded the next page is asked for.
  mutating func handle(_ key: Key, _ context: inout ScreenContext) -> [Effect] {
    _ = table.handle(key)
    guard hasMore, !question.isPending, table.cursor + 50 > rows.count else { return [] }
    return [question.ask(ListInvoices(filter: filter, skipping: rows.count), &context)]
  }

  func draw(into buffer: inout CellBuffer, in rect: Rect, _ context: ScreenContext) {
    let wording = context.wording
    buffer.put(
      wording.invoiceListTitle(filter, patientName, count: rows.count, hasMore: hasMore),
      in: rect.inset(left: 1, right: 1), style: .strong)
    let body = rect.inset(top: 2)
    guard !rows.isEmpty else {
      if !question.isPending {
        buffer.put(
          wording.noInvoices(canCreate: context.may(.issueInvoice)), in: body.inset(left: 2),
          style: .dim)
      }
      return
    }
    var titled = table
    for (index, title) in wording.invoiceColumns(isWide: isWide).enumerated() {
      titled.columns[index].title = title
    }
    titled.draw(into: &buffer, in: body) { range in
      rows[range].map { row in
        TableRow(
          [
            TableCell(row.number.isEmpty ? "—" : row.number),
            TableCell(wording.date(row.createdOn)),
            TableCell(row.patientName, style: .strong),
          ] + (isWide ? [TableCell(row.practitionerName, style: .dim)] : []) + [
            TableCell(
              wording.invoiceStatus(row.status), style: row.status.isOpen ? .warning : .dim),
            TableCell(row.total.text), TableCell(row.open > .zero ? row.open.text : "—"),
          ])
      }
    }
  }
}
