/// The members of a JSON object, kept in the order of their keys' UTF-8 bytes.
///
/// A sorted array is smaller and faster than a dictionary at the dozen members an entry has, and
/// writing it canonically needs no sorting.
public struct JSONObject: Sendable, Hashable {
  /// One key with its value.
  public struct Member: Sendable, Hashable {
    /// The name, unique in the object.
    public let key: String
    /// What it stands for.
    public var value: JSONValue
  }

  /// All members, in ascending order of key bytes.
  public private(set) var members: [Member] = []

  /// An object without members.
  public init() {}

  /// An object of these members; of equal keys the last one stays.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    for (key, value) in pairs { self[key] = value }
  }

  /// The value of `key`; assigning nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get {
      let index = position(of: key)
      return index.found ? members[index.at].value : nil
    }
    set {
      let index = position(of: key)
      switch (newValue, index.found) {
      case (let value?, true): members[index.at].value = value
      case (let value?, false): members.insert(Member(key: key, value: value), at: index.at)
      case (nil, true): members.remove(at: index.at)
      case (nil, false): break
      }
    }
  }

  /// Adds a member unless the key is already there; false says that it was.
  mutating func insertNew(_ key: String, _ value: JSONValue) -> Bool {
    let index = position(of: key)
    guard !index.found else { return false }
    members.insert(Member(key: key, value: value), at: index.at)
    return true
  }

  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// How many members there are.
  public var count: Int { members.count }

  /// The keys in order.
  public var keys: [String] { members.map(\.key) }

  private func position(of key: String) -> (at: Int, found: Bool) {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      switch compareBytes(members[middle].key, key) {
      case 0: return (middle, true)
      case ..<0: low = middle + 1
      default: high = middle
      }
    }
    return (low, false)
  }
}

/// Compares two strings by their UTF-8 bytes: negative, zero or positive.
///
/// Swift's own `<` compares canonical equivalents as equal, which bytes on a wire are not.
private func compareBytes(_ left: String, _ right: String) -> Int {
  let fast = left.utf8.withContiguousStorageIfAvailable { first in
    right.utf8.withContiguousStorageIfAvailable { second in compareBytes(first, second) }
  }
  if let result = fast ?? nil { return result }
  return Array(left.utf8).withUnsafeBufferPointer { first in
    Array(right.utf8).withUnsafeBufferPointer { second in compareBytes(first, second) }
  }
}

private func compareBytes(
  _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>
) -> Int {
  for index in 0..<min(first.count, second.count) where first[index] != second[index] {
    return Int(first[index]) - Int(second[index])
  }
  return first.count - second.count
}
