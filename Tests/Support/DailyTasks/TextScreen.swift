/// The text on a terminal's screen: as much of an xterm as is needed to read what a program shows.
struct TextScreen {
  private let columns: Int
  private let rows: Int
  private var cells: [Character]
  private var column = 0
  private var row = 0
  private var top = 0
  private var bottom: Int
  /// Bytes of a character or sequence whose end has not come yet.
  private var pending: [UInt8] = []

  init(columns: Int, rows: Int) {
    (self.columns, self.rows, bottom) = (columns, rows, rows - 1)
    cells = Array(repeating: " ", count: columns * rows)
  }

  var text: String {
    (0..<rows).map { line in
      let start = line * columns
      var end = start + columns
      while end > start, cells[end - 1] == " " { end -= 1 }
      return String(cells[start..<end])
    }.joined(separator: "\n")
  }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var next = 0
    while next < pending.count, let length = apply(pending[next...]) { next += length }
    pending.removeFirst(next)
  }

  /// Applies what stands in front and says how long it is; nil where its end is still to come.
  private mutating func apply(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    switch first {
    case 0x1B: return escape(bytes)
    case 0x0D: column = 0
    case 0x08: column = max(0, column - 1)
    case 0x0A:
      if row == bottom { scroll(by: 1) } else { row = min(row + 1, rows - 1) }
    case ..<0x20: break
    default:
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard bytes.count >= length else { return nil }
      put(Character(String(decoding: bytes.prefix(length), as: UTF8.self)))
      return length
    }
    return 1
  }

  private mutating func put(_ character: Character) {
    if column >= columns { (column, row) = (0, min(row + 1, rows - 1)) }
    cells[row * columns + column] = character
    column += 1
  }

  private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
    let body = bytes.dropFirst()
    guard let kind = body.first else { return nil }
    switch kind {
    case UInt8(ascii: "["):
      guard let end = body.dropFirst().firstIndex(where: { (0x40...0x7E).contains($0) }) else {
        return nil
      }
      let parameters = String(decoding: body.dropFirst()[..<end], as: UTF8.self)
      sequence(Character(Unicode.Scalar(bytes[end])), parameters)
      return end - bytes.startIndex + 1
    case UInt8(ascii: "]"):
      return body.firstIndex(of: 0x07).map { $0 - bytes.startIndex + 1 }
    case UInt8(ascii: "("), UInt8(ascii: ")"): return body.count > 1 ? 3 : nil
    case UInt8(ascii: "M"):
      if row == top { scroll(by: -1) } else { row -= 1 }
      return 2
    default: return 2
    }
  }

  private mutating func sequence(_ final: Character, _ parameters: String) {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
      .map { Int($0) ?? 0 }
    let count = max(numbers.first ?? 1, 1)
    let second = numbers.count > 1 ? max(numbers[1], 1) : 1
    switch final {
    case "A": row = max(row - count, 0)
    case "B": row = min(row + count, rows - 1)
    case "C": column = min(column + count, columns - 1)
    case "D": column = max(column - count, 0)
    case "G": column = min(count, columns) - 1
    case "d": row = min(count, rows) - 1
    case "H": (row, column) = (min(count, rows) - 1, min(second, columns) - 1)
    case "J" where numbers.first == 2: blank(0..<cells.count)
    case "J": blank((row * columns + column)..<cells.count)
    case "K" where numbers.first == 1: blank(row * columns..<(row * columns + column + 1))
    case "K": blank((row * columns + min(column, columns))..<((row + 1) * columns))
    case "X": blank((row * columns + column)..<(row * columns + min(column + count, columns)))
    case "S": scroll(by: count)
    case "T": scroll(by: -count)
    case "r" where !parameters.hasPrefix("?"):
      (top, bottom) = numbers.count > 1 ? (count - 1, min(second, rows) - 1) : (0, rows - 1)
      (row, column) = (0, 0)
    default: break
    }
  }

  private mutating func blank(_ range: Range<Int>) {
    for index in range { cells[index] = " " }
  }

  /// Lines of the region go up, or down where the count is negative.
  private mutating func scroll(by count: Int) {
    let lines = Array((top...bottom).map { Array(cells[($0 * columns)..<(($0 + 1) * columns)]) })
    let empty = Array(repeating: Character(" "), count: columns)
    for line in top...bottom {
      let source = line - top + count
      let moved = lines.indices.contains(source) ? lines[source] : empty
      cells.replaceSubrange((line * columns)..<((line + 1) * columns), with: moved)
    }
  }
}
