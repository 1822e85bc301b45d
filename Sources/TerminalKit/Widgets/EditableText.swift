/// Text with a cursor between its characters: what the text widgets share.
struct EditableText: Equatable, Sendable {
  private(set) var characters: [Character]
  private(set) var cursor: Int

  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  var text: String { String(characters) }
  var beforeCursor: String { String(characters[..<cursor]) }

  /// Puts text at the cursor; combining marks join the character before.
  mutating func insert(_ text: String) {
    let before = Array(beforeCursor + text)
    characters = before + characters[cursor...]
    cursor = before.count
  }

  /// Inserts as much as keeps the text at most `limit` characters long; tells whether all went in.
  mutating func insert(_ text: String, limit: Int?) -> Bool {
    guard let limit else {
      insert(text)
      return true
    }
    if characters.count + text.unicodeScalars.count <= limit {
      insert(text)
      return true
    }
    var kept = self
    for scalar in text.unicodeScalars {
      var next = kept
      next.insert(String(Character(scalar)))
      guard next.characters.count <= limit else {
        self = kept
        return false
      }
      kept = next
    }
    self = kept
    return true
  }

  mutating func move(to position: Int) { cursor = min(max(position, 0), characters.count) }

  mutating func deleteBackward() -> Bool {
    guard cursor > 0 else { return false }
    cursor -= 1
    characters.remove(at: cursor)
    return true
  }

  mutating func deleteForward() -> Bool {
    guard cursor < characters.count else { return false }
    characters.remove(at: cursor)
    return true
  }

  mutating func delete(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = min(range.lowerBound, characters.count)
  }

  /// Where the word before the cursor begins.
  var wordStart: Int {
    var position = cursor
    while position > 0, characters[position - 1].isWhitespace { position -= 1 }
    while position > 0, !characters[position - 1].isWhitespace { position -= 1 }
    return position
  }

  /// Handles the keys that move and erase within one line; nil when the key is another.
  mutating func edit(_ key: Key) -> Outcome? {
    switch key {
    case .left:
      guard cursor > 0 else { return .handled }
      cursor -= 1
    case .right:
      guard cursor < characters.count else { return .handled }
      cursor += 1
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .alt("b"): cursor = wordStart
    case .backspace: return deleteBackward() ? .changed : .handled
    case .delete: return deleteForward() ? .changed : .handled
    case .control("u"):
      guard cursor > 0 else { return .handled }
      delete(0..<cursor)
      return .changed
    case .control("k"):
      guard cursor < characters.count else { return .handled }
      delete(cursor..<characters.count)
      return .changed
    case .control("w"):
      guard cursor > 0 else { return .handled }
      delete(wordStart..<cursor)
      return .changed
    default: return nil
    }
    return .handled
  }
}
