import Foundation
import Glibc
import SyncProtocol

/// Answers `GET /metrics` on this machine's own address, one asker after the other.
final class MetricsListener: Sendable {
  let port: Int
  private let descriptor: Int32
  private let text: @Sendable () -> String?

  struct Failure: Error {}

  /// Begins to listen, on a port that the system chooses for 0; the text is asked for anew each time.
  init(port: Int, text: @escaping @Sendable () -> String?) throws(Failure) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure() }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(clamping: port).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    guard isListening else {
      close(descriptor)
      throw Failure()
    }
    self.descriptor = descriptor
    self.port = Int(UInt16(bigEndian: address.sin_port))
    self.text = text
  }

  /// Answers on a thread of its own, as long as the process lives.
  func start() {
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(descriptor, nil, nil)
        if connection >= 0 {
          answer(connection)
          close(connection)
        } else if errno != EINTR && errno != ECONNABORTED {
          sleep(1)
        }
      }
    }
  }

  private func answer(_ connection: Int32) {
    // Who says nothing for long keeps the others waiting no longer.
    var limit = timeval(tv_sec: 2, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(
        connection, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    var request: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 2048)
    while request.count < 8192, !request.ends(with: Array("\r\n\r\n".utf8)) {
      let count = read(connection, &chunk, chunk.count)
      guard count > 0 else { return }
      request += chunk[..<count]
    }
    let isForMetrics = request.starts(with: Array("GET /metrics ".utf8))
    let body = isForMetrics ? text() : ""
    let status = body == nil ? "503 Unavailable" : isForMetrics ? "200 OK" : "404 Not Found"
    let bytes = Array((body ?? "").utf8)
    let head = """
      HTTP/1.1 \(status)\r\ncontent-type: \(PrometheusText.contentType)\r\n\
      content-length: \(bytes.count)\r\nconnection: close\r\n\r\n
      """
    var left = (Array(head.utf8) + bytes)[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      left = left.dropFirst(count)
    }
  }
}

extension Array where Element == UInt8 {
  fileprivate func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count) == suffix[...] }
}
