import Foundation
import HTTPTypes
import HubCore
import Hummingbird
import NIOCore
import SyncProtocol

/// Sends all documents, as they are at one moment.
///
/// They are written to a file first: the database's transaction doesn't wait for a slow line.
struct SnapshotRoute: Sendable {
  let service: HubService

  private static let pieceSize = 256 << 10

  func respond(to request: Request, _ context: some RequestContext) async throws -> Response {
    let spool = SpoolFile()
    let service = service
    let answer = await service.respond(
      to: request, context, route: "GET /v1/snapshot", on: service.threads
    ) { incoming, now in
      let site = try incoming.signer(by: service.hub, at: now)
      try spool.open()
      try service.hub.snapshot(for: site) { try spool.write($0) }
      return HubReply(contentType: "application/x-ndjson")
    }
    guard answer.status == .ok else { return answer }
    var response = answer
    let length = try await service.threads.run { try spool.rewind() }
    response.body = ResponseBody(contentLength: length) { writer in
      while true {
        let piece = try await service.threads.run { try spool.read(Self.pieceSize) }
        guard !piece.isEmpty else { break }
        try await writer.write(ByteBuffer(bytes: piece))
      }
      try await writer.finish(nil)
    }
    return response
  }
}

/// A file without a name, gone when nobody holds it.
// Sendable, for one thread after the other uses it: a snapshot is written whole before it is read.
private final class SpoolFile: @unchecked Sendable {
  private var file: UnsafeMutablePointer<FILE>?

  struct Failure: Error {}

  deinit { if let file { fclose(file) } }

  func open() throws {
    guard let file = tmpfile() else { throw Failure() }
    self.file = file
  }

  func write(_ bytes: [UInt8]) throws {
    guard let file, fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure() }
  }

  func rewind() throws -> Int {
    guard let file, fflush(file) == 0 else { throw Failure() }
    let length = ftell(file)
    guard length >= 0, fseek(file, 0, SEEK_SET) == 0 else { throw Failure() }
    return length
  }

  func read(_ count: Int) throws -> [UInt8] {
    guard let file else { throw Failure() }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
      length = fread(buffer.baseAddress, 1, count, file)
    }
    guard ferror(file) == 0 else { throw Failure() }
    return bytes
  }
}
