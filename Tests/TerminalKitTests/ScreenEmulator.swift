@testable import TerminalKit

/// As much of a terminal as the frame encoder speaks to: applies its bytes and knows each cell.
struct ScreenEmulator {
  struct Spot: Equatable {
    var text = " "
    var look = Look()
  }

  let size: Size
  private(set) var spots: [Spot]
  private(set) var column = 0
  private(set) var row = 0
  private(set) var isCursorVisible = true
  private(set) var unknown: [String] = []
  private var look = Look()
  private var isAtEdge = false
  private var region: Range<Int>
  /// The cell of the last base character, which marks join.
  private var printed = 0

  init(size: Size) {
    self.size = size
    region = 0..<size.rows
    spots = Array(repeating: Spot(), count: size.columns * size.rows)
  }

  mutating func apply(_ bytes: [UInt8]) {
    var characters = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
    while let scalar = characters.popFirst() {
      switch scalar {
      case "\r": (column, isAtEdge) = (0, false)
      case "\n":
        isAtEdge = false
        if row + 1 == region.upperBound {
          scroll(up: true)
        } else {
          row = min(row + 1, size.rows - 1)
        }
      case "\u{8}": (column, isAtEdge) = (max(column - 1, 0), false)
      case "\u{1B}": escape(&characters)
      default: print(scalar)
      }
    }
  }

  /// A cell as the encoder should have left it; blanks compare equal when nothing of them shows.
  func spot(_ column: Int, _ row: Int) -> Spot {
    let spot = spots[row * size.columns + column]
    return spot.text == " " && spot.look.leavesBlanksBlank ? Spot() : spot
  }

  private mutating func print(_ scalar: Unicode.Scalar) {
    let width = TextWidth.width(of: scalar.value)
    let index = row * size.columns + column
    guard width > 0 else {
      spots[printed].text.unicodeScalars.append(scalar)
      return
    }
    if isAtEdge { unknown.append("print at the edge") }
    split(index)
    printed = index
    spots[index] = Spot(text: String(scalar), look: look)
    if width == 2 {
      split(index + 1)
      spots[index + 1] = Spot(text: "", look: look)
    }
    column += width
    if column >= size.columns {
      column = size.columns - 1
      isAtEdge = true
    }
  }

  /// Overwriting half a wide character leaves a blank in the other half.
  private mutating func split(_ index: Int) {
    if spots[index].text.isEmpty, index > 0 { spots[index - 1].text = " " }
    if index + 1 < spots.count, spots[index + 1].text.isEmpty { spots[index + 1].text = " " }
  }

  private mutating func scroll(up: Bool) {
    let columns = size.columns
    let blank = Array(repeating: Spot(look: Look(.standard, on: look.background)), count: columns)
    let (top, end) = (region.lowerBound * columns, region.upperBound * columns)
    if up {
      spots.replaceSubrange(top..<end, with: spots[(top + columns)..<end] + blank)
    } else {
      spots.replaceSubrange(top..<end, with: blank + spots[top..<(end - columns)])
    }
  }

  private mutating func escape(_ rest: inout ArraySlice<Unicode.Scalar>) {
    let kind = rest.popFirst()
    if kind == "M", row == region.lowerBound { return scroll(up: false) }
    guard kind == "[" else {
      unknown.append("escape")
      return
    }
    var parameters = ""
    while let scalar = rest.popFirst() {
      guard scalar.value >= 0x40 else {
        parameters.unicodeScalars.append(scalar)
        continue
      }
      sequence(scalar, parameters)
      return
    }
  }

  private mutating func sequence(_ final: Unicode.Scalar, _ parameters: String) {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
      .map { Int($0) ?? 0 }
    let count = max(numbers.first ?? 1, 1)
    isAtEdge = isAtEdge && final == "m"
    switch final {
    case "A": row = max(row - count, 0)
    case "C": column = min(column + count, size.columns - 1)
    case "D": column = max(column - count, 0)
    case "H":
      row = min(count, size.rows) - 1
      column = min(max(numbers.count > 1 ? numbers[1] : 1, 1), size.columns) - 1
    case "J":
      spots = Array(repeating: Spot(look: look), count: spots.count)
    case "K":
      split(row * size.columns + column)
      for column in column..<size.columns {
        spots[row * size.columns + column] = Spot(look: Look(.standard, on: look.background))
      }
    case "m": numbers.forEach { attribute($0) }
    case "r":
      region = numbers.count == 2 ? (numbers[0] - 1)..<numbers[1] : 0..<size.rows
      (column, row) = (0, 0)
    case "h": isCursorVisible = true
    case "l": isCursorVisible = false
    default: unknown.append("\(parameters)\(final)")
    }
  }

  private mutating func attribute(_ number: Int) {
    switch number {
    case 0: look = Look()
    case 1: look.attributes.insert(.bold)
    case 2: look.attributes.insert(.faint)
    case 4: look.attributes.insert(.underline)
    case 7: look.attributes.insert(.reverse)
    case 30...37: look.foreground = Colour(rawValue: UInt8(number - 30)) ?? .standard
    case 39: look.foreground = .standard
    case 40...47: look.background = Colour(rawValue: UInt8(number - 40)) ?? .standard
    case 49: look.background = .standard
    default: unknown.append("\(number)m")
    }
  }
}
