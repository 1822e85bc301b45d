import ClinicDomain
import TerminalKit

/// Every command of the moment by name: Ctrl-P.
struct Palette: Equatable, Sendable {
  /// One line of it.
  struct Item: Equatable, Sendable {
    let title: String
    let key: String
    let action: Action
  }

  /// What choosing it does.
  enum Action: Equatable, Sendable {
    case go(Place)
    case open(Route)
    case press(Key)
    case help, redraw, logOut, quit
  }

  let items: [Item]
  var filter = ""
  var selected = 0

  /// Items whose title holds every word of the filter, accents and case folded.
  var matches: [Item] {
    let words = TextFolding.tokens(filter)
    guard !words.isEmpty else { return items }
    return items.filter { item in
      let title = TextFolding.fold(item.title)
      return words.allSatisfy { title.contains($0) }
    }
  }

  /// What the key chose; `close` says that the palette is done.
  mutating func handle(_ key: Key) -> (chosen: Action?, close: Bool) {
    switch key {
    case .escape: return (nil, true)
    case .enter:
      let matches = matches
      guard matches.indices.contains(selected) else { return (nil, false) }
      return (matches[selected].action, true)
    case .up, .control("p"): selected = max(0, selected - 1)
    case .down, .control("n"): selected = max(0, min(matches.count - 1, selected + 1))
    case .backspace:
      _ = filter.popLast()
      selected = 0
    case .character(let character):
      filter.append(character)
      selected = 0
    case .paste(let text):
      filter = String((filter + text.filter { !$0.isNewline }).prefix(60))
      selected = 0
    default: break
    }
    return (nil, false)
  }
}
