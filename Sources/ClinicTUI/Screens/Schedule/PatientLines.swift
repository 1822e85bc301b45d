import ClinicDomain
import TerminalKit

/// The line that heads a panel over the grid.
enum PanelTitle {
  static func draw(_ title: String, into buffer: inout CellBuffer, in rect: Rect) {
    buffer.fill(rect.line(0), with: "─", style: Style(.border))
    buffer.put(
      " \(title) ", in: rect.line(0).inset(left: 1, right: 2), style: .strong)
  }
}

/// Candidates for a patient in as many lines as there are.
enum PatientLines {
  static func draw(
    _ rows: [PatientRow], selected: Int, isNumbered: Bool, into buffer: inout CellBuffer,
    in rect: Rect, emptyText: String, showsEmpty: Bool, _ wording: Wording
  ) {
    guard !rows.isEmpty else {
      if showsEmpty { buffer.put(emptyText, in: rect.inset(left: 3), style: .dim) }
      return
    }
    let first = max(0, min(selected - rect.rows + 1, rows.count - rect.rows))
    for (line, row) in rows[max(first, 0)...].prefix(rect.rows).enumerated() {
      let index = max(first, 0) + line
      let area = rect.line(line)
      if index == selected { buffer.put("▌", in: area, style: .accent) }
      let number = isNumbered && index < 9 ? "\(index + 1)" : " "
      buffer.put(number, in: area.inset(left: 1), style: Style(.key))
      let right = 46
      buffer.put(
        row.calledName, in: area.inset(left: 3, right: right),
        style: index == selected ? .strong : .normal)
      var column = area.endColumn - right + 1
      for (text, width) in [
        (row.birthDate.map { wording.date($0) } ?? "—", 12), (document(of: row), 16),
        (row.phone, 16),
      ] {
        buffer.put(
          text, at: Position(column: column, row: area.row), style: .dim, maxWidth: width - 1)
        column += width
      }
    }
  }

  /// The CPF as shown, else the CNS.
  static func document(of row: PatientRow) -> String {
    if !row.cpf.isEmpty { return Mask.cpf.display(row.cpf) }
    return row.cns.isEmpty ? "—" : row.cns
  }
}
