import ClinicDomain

/// Which line of an invoice is being written, and the lines it began from.
struct LineEdit: Equatable, Sendable {
  private(set) var base: [InvoiceLine]
  /// nil for a new line.
  private(set) var index: Int?
  /// Whether the lines were refused because someone else changed them.
  var isContested = false

  init(base: [InvoiceLine], index: Int?) {
    self.base = base
    self.index = index
  }

  /// All lines with the written one in its place.
  func lines(with line: InvoiceLine) -> [InvoiceLine] {
    var lines = base
    if let index, lines.indices.contains(index) { lines[index] = line } else { lines.append(line) }
    return lines
  }

  /// Goes on from the lines as they are now: the written one keeps its place where its line is
  /// still there, or was changed where it stands; else it is a new one.
  mutating func rebase(on lines: [InvoiceLine]) {
    if let index, base.indices.contains(index) {
      let old = base[index]
      if lines.indices.contains(index), lines[index] == old || lines.count == base.count {
        self.index = index
      } else {
        self.index = lines.firstIndex(of: old)
      }
    }
    base = lines
    isContested = false
  }
}
