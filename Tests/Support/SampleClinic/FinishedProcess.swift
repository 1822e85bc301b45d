import CSpawn
public import Foundation
import Glibc

/// A program that ran to its end: what it wrote went to memory, so nothing waits for whoever else may
/// hold its streams.
public struct FinishedProcess: Sendable {
  /// The exit code, or 128 plus the number of the signal that ended it.
  public let status: Int32
  public let output: String
  public let error: String

  /// Runs a program on an input.
  ///
  /// - Throws: `SampleFailure.impossible` where it can't be started.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    folder: String? = nil, input: some DataProtocol = Data()
  ) throws {
    let files = try (Self.memory("input"), Self.memory("output"), Self.memory("errors"))
    defer { for file in [files.0, files.1, files.2] { close(file) } }
    let bytes = Array(input)
    guard bytes.isEmpty || pwrite(files.0, bytes, bytes.count, 0) == bytes.count else {
      throw SampleFailure.impossible("no memory for the input")
    }
    let child = try ChildProcess.spawn(program, arguments, environment, folder, streams: files)
      .get()
    status = ChildProcess.end(of: child)
    output = Self.text(files.1)
    error = Self.text(files.2)
  }

  private static func memory(_ name: String) throws -> Int32 {
    let file = memory_file(name)
    guard file >= 0 else { throw SampleFailure.impossible("no file in memory") }
    return file
  }

  private static func text(_ file: Int32) -> String {
    let length = Int(lseek(file, 0, Int32(SEEK_END)))
    var bytes = [UInt8](repeating: 0, count: max(0, length))
    let count = pread(file, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
