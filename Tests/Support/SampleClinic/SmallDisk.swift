import Foundation
import Glibc

/// What only the superuser can try.
public enum Root {
  public static let canMount = geteuid() == 0 && (try? SmallDisk(megabytes: 1)) != nil

  public static let canFreeze: Bool = {
    let path = NSTemporaryDirectory() + "clinic-freeze-\(getpid())"
    guard geteuid() == 0, FileManager.default.createFile(atPath: path, contents: Data("a".utf8))
    else { return false }
    defer { unlink(path) }
    guard let file = fopen(path, "a") else { return false }
    defer { fclose(file) }
    guard (try? run("chattr", "+i", path)) != nil else { return false }
    defer { try? run("chattr", "-i", path) }
    // Older file systems let a file that is open already be written on.
    return write(fileno(file), "b", 1) < 0
  }()

  public static func run(_ arguments: String...) throws {
    let code = try ChildProcess("/usr/bin/env", arguments).wait()
    guard code == 0 else { throw SampleFailure.impossible("\(arguments): \(code)") }
  }
}

/// A tmpfs of a few megabytes, unmounted with the value.
public final class SmallDisk {
  public let name = "clinic-disk-\(UUID().uuidString)"
  public let path: String
  private var ballast: String { path + "/ballast-of-the-test" }

  public init(megabytes: Int) throws {
    path = NSTemporaryDirectory() + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    do {
      try Root.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path)
    } catch {
      rmdir(path)
      throw error
    }
  }

  deinit {
    try? Root.run("umount", "-l", path)
    rmdir(path)
  }

  public func remount(_ mode: String) throws {
    try Root.run("mount", "-o", "remount,\(mode)", path)
  }

  /// Takes every free block.
  public func fill() throws {
    // A child of a test beside this one would keep the blocks in use.
    let descriptor = open(ballast, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let block = [UInt8](repeating: 1, count: 4096)
    while write(descriptor, block, block.count) > 0 {}
    guard errno == ENOSPC else { throw SampleFailure.impossible("fill: \(errno)") }
  }

  public func free() throws {
    guard unlink(ballast) == 0 else { throw SampleFailure.impossible("free") }
  }
}
