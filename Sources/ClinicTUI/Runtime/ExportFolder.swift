import Glibc

/// Where a person's exports go: a folder of her own, whatever folder the program was started in.
struct ExportFolder: Equatable, Sendable {
  let path: String

  init(path: String) { self.path = path }

  /// Her documents, else her downloads, as her desktop names them; where she has neither, a folder
  /// beside the clinic's data.
  init(environment: [String: String], dataFolder: String) {
    let home = environment["HOME"] ?? ""
    let config =
      environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
    let named = Self.userFolders(in: Self.text(of: config + "/user-dirs.dirs"), home: home)
    let found = ["XDG_DOCUMENTS_DIR", "XDG_DOWNLOAD_DIR"]
      .compactMap { environment[$0] ?? named[$0] }
      // A desktop that has no such folder names the home itself.
      .first { $0.hasPrefix("/") && $0 != home && Self.isWritableFolder($0) }
    path = found ?? dataFolder + "/exports"
  }

  /// The folders of a `user-dirs.dirs`: lines as `XDG_DOCUMENTS_DIR="$HOME/Documentos"`.
  static func userFolders(in text: String, home: String) -> [String: String] {
    var folders: [String: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("XDG_") {
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      var value = String(parts[1].filter { $0 != "\"" && $0 != "\r" })
      if value.hasPrefix("$HOME/") { value = home + value.dropFirst(5) }
      while value.count > 1, value.hasSuffix("/") { value.removeLast() }
      folders[String(parts[0])] = value
    }
    return folders
  }

  private static func isWritableFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && access(path, W_OK | X_OK) == 0
  }

  /// A small text file; empty where there is none.
  private static func text(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | Int32(O_CLOEXEC))
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : ""
  }

  /// Writes a new file readable by its owner only, and never over another one.
  ///
  /// - Returns: the file's path, or nil where it could not be written.
  func write(_ text: String, name: String) -> String? {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { return nil }
    let safe = String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
    for attempt in 1...99 {
      let candidate = attempt == 1 ? safe : numbered(safe, attempt)
      let file = "\(path)/\(candidate)"
      let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | Int32(O_CLOEXEC), 0o600)
      if descriptor < 0, errno == EEXIST { continue }
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      return writeAll(text, to: descriptor) && fsync(descriptor) == 0 ? file : nil
    }
    return nil
  }

  private func numbered(_ name: String, _ number: Int) -> String {
    guard let dot = name.lastIndex(of: ".") else { return "\(name)-\(number)" }
    return "\(name[..<dot])-\(number)\(name[dot...])"
  }

  private func writeAll(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
