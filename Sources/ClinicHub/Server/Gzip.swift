internal import CZip
import SyncProtocol

/// A body that can't be read.
struct UnreadableBody: Error {}

/// Gzip, with a limit to what may come out.
enum Gzip {
  static func pack(_ bytes: [UInt8]) throws -> [UInt8] {
    var output: UnsafeMutablePointer<UInt8>?
    var length = 0
    let result = czip_gzip(bytes, bytes.count, &output, &length)
    return try taken(result, output, length)
  }

  /// The content of a gzip stream; `tooLarge` is a problem where it is more than the limit.
  static func unpack(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    var output: UnsafeMutablePointer<UInt8>?
    var length = 0
    let result = czip_gunzip(bytes, bytes.count, limit, &output, &length)
    if result == CZIP_TOO_LARGE { throw HubProblem(.tooLarge) }
    return try taken(result, output, length)
  }

  private static func taken(
    _ result: czip_result, _ output: UnsafeMutablePointer<UInt8>?, _ length: Int
  ) throws -> [UInt8] {
    guard result == CZIP_OK, let output else { throw UnreadableBody() }
    defer { czip_free(output) }
    return Array(UnsafeBufferPointer(start: output, count: length))
  }
}
