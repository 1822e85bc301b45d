extension CivilDate {
  /// The day as `yyyy-MM-dd`.
  public var isoText: String {
    let (year, month, day) = components
    var text = ""
    text.reserveCapacity(10)
    Digits.append(year, width: 4, to: &text)
    text += "-"
    Digits.append(month, width: 2, to: &text)
    text += "-"
    Digits.append(day, width: 2, to: &text)
    return text
  }

  /// The day as `dd/MM/yyyy`.
  public var brazilianText: String {
    var text = shortText
    text += "/"
    Digits.append(year, width: 4, to: &text)
    return text
  }

  /// The day as `dd/MM`.
  public var shortText: String {
    let (_, month, day) = components
    var text = ""
    Digits.append(day, width: 2, to: &text)
    text += "/"
    Digits.append(month, width: 2, to: &text)
    return text
  }

  /// Reads exactly `yyyy-MM-dd`.
  public init(iso text: String) throws(ParseError) {
    guard let date = CivilDate(isoBytes: Array(text.utf8)[...]) else { throw .form }
    self = date
  }

  init?(isoBytes bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"),
      bytes[start + 7] == UInt8(ascii: "-"),
      let year = Digits.number(bytes[start..<start + 4]),
      let month = Digits.number(bytes[start + 5..<start + 7]),
      let day = Digits.number(bytes[start + 8..<start + 10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}
