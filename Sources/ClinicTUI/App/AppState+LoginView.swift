import ClinicDomain
import TerminalKit

extension AppState {
  /// The login, or the lock where someone's place is kept behind it.
  func drawLogin(_ form: LoginForm, user: User?, _ buffer: inout CellBuffer) {
    let wording = context.wording
    let size = context.size
    let left = max(2, size.columns / 2 - 22)
    var row = max(2, size.rows / 2 - 7)
    func put(_ text: String, _ style: Style = .normal, at column: Int? = nil) {
      buffer.put(text, at: Position(column: column ?? left, row: row), style: style)
    }
    put(context.clinicName, .strong)
    row += 1
    put(user == nil ? wording.loginTitle : wording.lockedTitle, .accent)
    row += 2
    drawField(
      wording.field(.login), form.login, isFocused: form.focus == .login && user == nil,
      at: Position(column: left, row: row), &buffer)
    row += 1
    drawField(
      wording.field(.password), String(repeating: "•", count: form.password.count),
      isFocused: form.focus == .password || user != nil, at: Position(column: left, row: row),
      &buffer)
    row += 2
    if let error = form.error {
      put("! \(error)", .danger)
    } else if form.isPending {
      put(wording.checkingPassword, .dim)
    } else if user != nil {
      put(wording.placeIsKept, .dim)
    }
    if user == nil, !settings.demoAccounts.isEmpty {
      row += 2
      put(wording.demoTitle, .dim)
      for account in settings.demoAccounts {
        row += 1
        put(account.login)
        put(account.password, .normal, at: left + 14)
        put(wording.role(account.role), .dim, at: left + 28)
      }
    }
    drawLine(wording.loginKeys, row: size.rows - 1, limit: size.columns - 1, &buffer)
  }

  private func drawField(
    _ label: String, _ value: String, isFocused: Bool, at position: Position,
    _ buffer: inout CellBuffer
  ) {
    let width = 28
    buffer.put(label, at: position, style: Style(.label))
    let column = position.column + 10
    buffer.fill(
      Rect(column: column, row: position.row, columns: width, rows: 1),
      style: Style(isFocused ? .fieldFocused : .field, .underline))
    let shown = String(value.suffix(width - 1))
    let used = buffer.put(
      shown, at: Position(column: column, row: position.row),
      style: Style(isFocused ? .fieldFocused : .field, .underline))
    if isFocused { buffer.cursor = Position(column: column + used, row: position.row) }
  }

  /// Key hints on one line, as many as fit; returns the column behind them.
  @discardableResult
  func drawLine(
    _ hints: [KeyHint], row: Int, from start: Int = 1, limit: Int, _ buffer: inout CellBuffer
  ) -> Int {
    var column = start
    for hint in hints {
      let width = TextWidth.width(of: hint.key) + 1 + TextWidth.width(of: hint.action)
      guard column + width <= limit else { continue }
      column += buffer.put(hint.key, at: Position(column: column, row: row), style: Style(.key)) + 1
      column +=
        buffer.put(hint.action, at: Position(column: column, row: row), style: .footer) + 2
    }
    return column
  }
}
