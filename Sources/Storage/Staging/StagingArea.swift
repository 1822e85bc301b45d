import ClinicDomain
import CLinux
import Crypto
import Foundation
import Glibc
import SyncProtocol
import Synchronization

/// Keeps commands as files while the database can't take them.
///
/// Each is written under a temporary name, forced to disk and renamed, and so is each folder's
/// entry: what was answered as staged survives a power cut.
final class StagingArea: Sendable {
  let root: String
  private let key: SymmetricKey
  private let lastName = Mutex<UInt64>(0)

  init(folder: DataFolder, environment: [String: String], siteKey: SiteKey) {
    root = StagingSettings(folder: folder, environment: environment).root
    key = siteKey.derived(.staging)
  }

  /// What the folder of a staged command is named after.
  enum Action: String, CaseIterable { case create, update }

  /// A command that waits.
  struct Waiting {
    let path: String
    /// Nanoseconds UTC, by the clock of the moment it was staged.
    let nanoseconds: UInt64
    let entry: StagedEntry
    /// The opened body.
    let body: JSONValue
  }

  /// What the area holds, in the order of its own clock across all folders.
  struct Content {
    var waiting: [Waiting] = []
    var tornCount = 0
  }

  private static let tornFolder = "_torn"

  /// Keeps a command; when this returns it is on disk.
  func keep(_ entry: StagedEntry, body: JSONValue, action: Action) throws(StorageError) {
    let nanoseconds = nextNanoseconds()
    let sealed = try storing {
      try SealedBlob(sealing: body.canonicalBytes, under: key, version: 1, at: place(entry))
    }
    var entry = entry
    entry.body = ["sealed": .string(BinaryText.base64(sealed.bytes))]
    let day = CivilDateTime(
      minuteNumber: Int(nanoseconds / 60_000_000_000)
    ).date
    let folder =
      "\(root)/\(action.rawValue)/\(entry.entity)/\(day.year)/\(twoDigits(day.month))/"
      + twoDigits(day.day)
    try Files.makeFolder(folder)
    let name = "\(nanoseconds)-\(entry.id).json"
    let temporary = "\(folder)/.\(name).tmp"
    try Files.create(temporary, entry.document(by: sha256))
    let status = clinic_rename_exclusive(temporary, "\(folder)/\(name)")
    guard status == 0 else {
      unlink(temporary)
      throw StorageError(errno: -status, "rename")
    }
    try Files.syncFolder(folder)
  }

  /// Reads all that waits; a file that is torn or tampered with is put aside.
  func content() -> Content {
    var content = Content()
    for action in Action.allCases {
      for path in files(below: "\(root)/\(action.rawValue)") {
        if let waiting = try? read(path) {
          content.waiting.append(waiting)
        } else {
          putAside(path)
        }
      }
    }
    content.waiting.sort { ($0.nanoseconds, $0.path) < ($1.nanoseconds, $1.path) }
    content.tornCount = Files.names(in: "\(root)/\(Self.tornFolder)").count
    return content
  }

  /// Whether nothing waits, without reading any file.
  var isEmpty: Bool {
    Action.allCases.allSatisfy { files(below: "\(root)/\($0.rawValue)").isEmpty }
  }

  /// Removes a command that was replayed.
  func remove(_ waiting: Waiting) throws(StorageError) {
    guard unlink(waiting.path) == 0 || errno == ENOENT else {
      throw StorageError(errno: errno, "unlink")
    }
    try Files.syncFolder(Files.parentFolder(waiting.path))
  }

  private func read(_ path: String) throws -> Waiting {
    let document = try JSONValue(parsing: Files.read(path, limit: 4 << 20))
    let entry = try StagedEntry(document: document, by: sha256)
    let name = path.split(separator: "/").last ?? ""
    guard let nanoseconds = UInt64(name.prefix { $0 != "-" }),
      let bytes = BinaryText.bytes(base64: entry.body["sealed"]?.stringValue ?? "")
    else { throw StorageError.corrupt("staged") }
    let body = try SealedBlob(bytes: bytes).open(under: key, at: place(entry))
    return Waiting(
      path: path, nanoseconds: nanoseconds, entry: entry, body: try JSONValue(parsing: body))
  }

  private func place(_ entry: StagedEntry) -> SealedPlace {
    SealedPlace(kind: "staged", id: entry.id, field: "body")
  }

  /// All finished files below a folder; temporary ones begin with a dot.
  private func files(below folder: String) -> [String] {
    Files.names(in: folder).flatMap { name -> [String] in
      if name.hasPrefix(".") { return [] }
      let path = "\(folder)/\(name)"
      return name.hasSuffix(".json") ? [path] : files(below: path)
    }
  }

  private func putAside(_ path: String) {
    let torn = "\(root)/\(Self.tornFolder)"
    guard (try? Files.makeFolder(torn)) != nil else { return }
    let name = path.split(separator: "/").last.map(String.init) ?? "unnamed"
    _ = clinic_rename_exclusive(path, "\(torn)/\(name)")
    try? Files.syncFolder(torn)
  }

  /// The clock, never the same twice and never backwards in this process.
  private func nextNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let now = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    return lastName.withLock { last in
      last = max(now, last + 1)
      return last
    }
  }

  private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
