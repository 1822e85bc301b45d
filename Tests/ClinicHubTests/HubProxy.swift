import Foundation
import SampleClinic
import Testing
import WebClient

/// The HAProxy of `packaging/` before two instances, on ports of the tests' own and without TLS.
final class HubProxy {
  let port: Int
  private let child: ChildProcess
  private let folder: URL

  static let isInstalled = FileManager.default.isExecutableFile(atPath: program)
  static let program = "/usr/sbin/haproxy"

  var address: String { "http://127.0.0.1:\(port)" }

  init(before instances: [Int]) throws {
    try #require(instances.count == 2)
    port = try FreePort.find()
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("clinic-hub-proxy-\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = try Self.configuration(port: port, before: instances, in: folder)
    child = try ChildProcess(Self.program, ["-q", "-db", "-f", file])
    for _ in 0..<200 {
      if let ready = try? TestSite(base: address).send("GET", "/readyz"), ready.status == 200 {
        return
      }
      usleep(50_000)
    }
    throw SampleFailure.impossible("the proxy finds no instance")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes the sample of `packaging/` with other ports; gives the file's path.
  static func configuration(
    port: Int, before instances: [Int], in folder: URL
  ) throws -> String {
    var text = try String(
      contentsOf: Packaging.folder.appendingPathComponent("haproxy/haproxy.cfg"),
      encoding: .utf8)
    for (sample, ours) in [
      ("bind :443 ssl crt /etc/clinic/hub.pem alpn http/1.1", "bind 127.0.0.1:\(port)"),
      ("127.0.0.1:8461", "127.0.0.1:\(instances[0])"),
      ("127.0.0.1:8462", "127.0.0.1:\(instances[1])"), ("inter 1s", "inter 100ms"),
      ("maxconn 20000", "maxconn 200"),
    ] {
      try #require(text.contains(sample), "the sample says no longer: \(sample)")
      text = text.replacingOccurrences(of: sample, with: ours)
    }
    let file = folder.appendingPathComponent("haproxy.cfg")
    try Data(text.utf8).write(to: file)
    return file.path
  }
}

/// Where the samples for who runs a hub are.
enum Packaging {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("packaging")
}

/// A port that nobody listens on.
enum FreePort {
  static func find() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
      }
    }
    try #require(isBound)
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
