/// Turns looks into the bytes that switch the terminal from one to another.
struct Pen {
  /// Appends what changes the look `from` into `to`; nil means nothing is known of the present one.
  static func change(
    from: Look?, to: Look, capabilities: Capabilities, into bytes: inout [UInt8]
  ) {
    if from == to { return }
    guard to != Look() else {
      bytes += capabilities.resetAttributes
      return
    }
    if capabilities.usesANSIAttributes {
      changeANSI(from: from, to: to, into: &bytes)
    } else {
      changeDescribed(to: to, capabilities: capabilities, into: &bytes)
    }
  }

  private static func changeANSI(from: Look?, to: Look, into bytes: inout [UInt8]) {
    // Adding to what is there needs no reset; taking an attribute away does.
    let keeps = from.map { $0.attributes.isSubset(of: to.attributes) } ?? false
    let present = keeps ? from ?? Look() : Look()
    var codes: [UInt8] = keeps ? [] : [0]
    let added = to.attributes.subtracting(present.attributes)
    if added.contains(.bold) { codes.append(1) }
    if added.contains(.faint) { codes.append(2) }
    if added.contains(.underline) { codes.append(4) }
    if added.contains(.reverse) { codes.append(7) }
    if to.foreground != present.foreground {
      codes.append(to.foreground == .standard ? 39 : 30 + to.foreground.rawValue)
    }
    if to.background != present.background {
      codes.append(to.background == .standard ? 49 : 40 + to.background.rawValue)
    }
    bytes += [0x1B, UInt8(ascii: "[")]
    for (index, code) in codes.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ";")) }
      if code >= 10 { bytes.append(0x30 + code / 10) }
      bytes.append(0x30 + code % 10)
    }
    bytes.append(UInt8(ascii: "m"))
  }

  private static func changeDescribed(
    to: Look, capabilities: Capabilities, into bytes: inout [UInt8]
  ) {
    bytes += capabilities.resetAttributes
    if to.attributes.contains(.bold) { bytes += capabilities.bold }
    if to.attributes.contains(.underline) { bytes += capabilities.underline }
    if to.attributes.contains(.reverse) { bytes += capabilities.reverse }
    let foreground = Int(to.foreground.rawValue)
    if foreground < capabilities.foregrounds.count { bytes += capabilities.foregrounds[foreground] }
    let background = Int(to.background.rawValue)
    if background < capabilities.backgrounds.count { bytes += capabilities.backgrounds[background] }
  }
}
