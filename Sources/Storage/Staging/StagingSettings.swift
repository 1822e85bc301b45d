/// Where the staging area is, by the environment or the `.env` file beside the data folder.
struct StagingSettings {
  let root: String

  init(folder: DataFolder, environment: [String: String]) {
    let file = Self.settings(in: folder.settings)
    func setting(_ name: String) -> String? {
      [environment[name], file[name]].compactMap { $0 }.first { !$0.isEmpty }
    }
    guard let path = setting("STAGING_AREA_PATH") else {
      root = folder.path + "/staging"
      return
    }
    let isAbsolute = ["1", "true", "yes", "on"]
      .contains((setting("IS_ABSOLUTE_STAGING_AREA_PATH") ?? "").lowercased())
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    if isAbsolute {
      root = trimmed.hasPrefix("/") ? trimmed : "/" + trimmed
    } else {
      root = folder.path + "/" + trimmed.drop { $0 == "/" }
    }
  }

  /// Lines of `NAME=value`; quotes around the value and lines beginning with `#` are dropped.
  static func settings(in path: String) -> [String: String] {
    guard let bytes = try? Files.read(path, limit: 64 << 10) else { return [:] }
    var settings: [String: String] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, !line.hasPrefix("#") else { continue }
      var value = trimmed(pair[1])
      for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) {
        if value.hasSuffix(quote) { value = String(value.dropFirst().dropLast()) }
      }
      settings[trimmed(pair[0])] = value
    }
    return settings
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop(while: \.isWhitespace)
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
