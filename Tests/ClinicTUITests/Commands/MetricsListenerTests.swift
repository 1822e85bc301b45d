import Foundation
import Synchronization
import Testing
import WebClient

@testable import ClinicTUI

struct MetricsListenerTests {
  private func get(_ path: String, at port: Int) throws -> WebResponse {
    try CurlClient(connectSeconds: 2, totalSeconds: 10)
      .send(WebRequest("GET", WebAddress(parsing: "http://127.0.0.1:\(port)\(path)")))
  }

  @Test func `tells anew each time, and nothing else`() throws {
    let asked = Mutex(0)
    let long = String(repeating: "x", count: 300_000)
    let listener = try MetricsListener(port: 0) {
      asked.withLock { count in
        count += 1
        return count == 3 ? nil : "clinic \(count) \(long)\n"
      }
    }
    listener.start()
    for number in 1...2 {
      let response = try get("/metrics", at: listener.port)
      #expect(response.status == 200)
      #expect(response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(String(decoding: response.body, as: UTF8.self) == "clinic \(number) \(long)\n")
    }
    #expect(try get("/", at: listener.port).status == 404)
    #expect(try get("/metrics", at: listener.port).status == 503)
    #expect(throws: MetricsListener.Failure.self) {
      try MetricsListener(port: listener.port) { nil }
    }
  }

  @Test func `who connects and says nothing doesn't keep others out`() throws {
    let listener = try MetricsListener(port: 0) { "clinic 1\n" }
    listener.start()
    let silent = try Lingering(port: listener.port)
    #expect(try get("/metrics", at: listener.port).status == 200)
    silent.end()
  }
}

/// A connection that is opened and left alone.
private struct Lingering {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let isOpen = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isOpen)
  }

  func end() { close(descriptor) }
}
