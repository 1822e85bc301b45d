import Foundation
import Testing

/// Many connections at once, each with one request at a time.
final class Crowd {
  struct Answer {
    var status: Int
    var body: [UInt8]
  }

  private var connections: [Int32] = []
  private var received: [[UInt8]] = []

  /// Opens them all, spread over the ports of this machine.
  init(_ count: Int, ports: [Int]) throws {
    connections.reserveCapacity(count)
    for index in 0..<count {
      connections.append(try Self.connect(to: ports[index % ports.count]))
    }
    received = Array(repeating: [], count: count)
  }

  deinit { for connection in connections { close(connection) } }

  /// Sends requests over each connection, one after the other's answer, until it has no more.
  ///
  /// All first ones go out before an answer is read.
  func talk(
    request: (Int) throws -> [UInt8]?, answered: (Int, Answer) throws -> Void
  ) throws {
    var waiting = try connections.indices.filter { try send(request($0), over: $0) }
    while !waiting.isEmpty {
      var polls = waiting.map { pollfd(fd: connections[$0], events: Int16(POLLIN), revents: 0) }
      try #require(poll(&polls, nfds_t(polls.count), 60_000) > 0, "no answer within a minute")
      var left: [Int] = []
      left.reserveCapacity(waiting.count)
      for (index, state) in zip(waiting, polls) {
        if state.revents != 0, let answer = try receive(from: index) {
          try answered(index, answer)
          guard try send(request(index), over: index) else { continue }
        }
        left.append(index)
      }
      waiting = left
      // Some more come meanwhile: looking through all of them has its price.
      usleep(20_000)
    }
  }

  private func send(_ request: [UInt8]?, over index: Int) throws -> Bool {
    guard let request else { return false }
    let sent = write(connections[index], request, request.count)
    try #require(sent == request.count, "a request that doesn't fit a socket's buffer")
    return true
  }

  /// The answer, once it is there whole.
  private func receive(from index: Int) throws -> Answer? {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(connections[index], &chunk, chunk.count)
    try #require(count > 0, "the connection was closed")
    received[index] += chunk[..<count]
    let bytes = received[index]
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
    let lines = head.split(separator: "\r\n")
    let length = lines.lazy.compactMap { line in
      line.hasPrefix("content-length:")
        ? Int(line.dropFirst(15).drop { $0 == " " }) : nil
    }.first
    guard let length, bytes.count - end.upperBound >= length else { return nil }
    received[index] = []
    return Answer(
      status: lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0,
      body: Array(bytes[end.upperBound...]))
  }

  private static func connect(to port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    try #require(descriptor >= 0, "no more connections can be opened")
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, length)
      }
    }
    try #require(result == 0, "the port refuses connections")
    return descriptor
  }
}
