import Dispatch
import Foundation
import Glibc
import SampleClinic
import Synchronization
import Testing

/// A way between sites and their hub that breaks while it is armed: connections end after any number
/// of bytes, or are reset, swallow what comes, are closed in one direction alone, or are slow.
final class FaultProxy: Sendable {
  let port: Int
  private let control = FaultControl()

  var address: String { "http://127.0.0.1:\(port)" }

  init(before target: Int, seed: UInt64) throws {
    let listener = socket(
      AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    try #require(listener >= 0)
    let (status, bound) = FaultSocket.bind(listener)
    try #require(status == 0 && listen(listener, 128) == 0)
    port = bound
    let control = control
    Thread.detachNewThread {
      FaultLoop(listener: listener, target: target, control: control, seed: seed).run()
    }
  }

  deinit { control.wishes.withLock { $0.isOver = true } }

  /// Breaks connections, those that are open as well, until `disarm`.
  func arm() { control.wishes.withLock { $0.isArmed = true } }

  /// Passes everything on again; what was swallowed comes out.
  func disarm() { control.wishes.withLock { $0.isArmed = false } }

  /// How many connections broke so far.
  var broken: Int { control.broken.load(ordering: .relaxed) }
}

private final class FaultControl: Sendable {
  struct Wishes {
    var isArmed = false
    var isOver = false
  }

  let wishes = Mutex(Wishes())
  let broken = Atomic(0)
}

private enum Fault: CaseIterable {
  case cut, reset, hole, halfClose, delay
}

/// One direction of a connection.
private struct Flow {
  var waiting: [UInt8] = []
  var fault: Fault?
  /// So many bytes pass before the fault.
  var left = 0
  /// Until when what waits is held back, in milliseconds.
  var due: Int64 = 0
  var hasEnded = false
  var isShut = false
  var isHole = false
}

private final class Link {
  let ends: [Int32]
  var flows = [Flow(), Flow()]
  var isOver = false

  init(client: Int32, server: Int32) { ends = [client, server] }
}

/// The proxy's thread.
private final class FaultLoop {
  private let listener: Int32
  private let target: Int
  private let control: FaultControl
  private var random: SeededGenerator
  private var links: [Link] = []
  private var isArmed = false

  init(listener: Int32, target: Int, control: FaultControl, seed: UInt64) {
    (self.listener, self.target, self.control) = (listener, target, control)
    random = SeededGenerator(seed: seed)
  }

  func run() {
    while true {
      let wishes = control.wishes.withLock { $0 }
      if wishes.isOver { break }
      if wishes.isArmed != isArmed { turn(wishes.isArmed) }
      step()
      for link in links where link.isOver { for end in link.ends { close(end) } }
      links.removeAll(where: \.isOver)
    }
    for link in links { for end in link.ends { close(end) } }
    close(listener)
  }

  private func turn(_ armed: Bool) {
    isArmed = armed
    for link in links {
      for index in 0...1 {
        (link.flows[index].fault, link.flows[index].isHole) = (nil, false)
      }
      if armed { giveFault(link) }
    }
  }

  private func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  private func giveFault(_ link: Link) {
    guard below(10) < 7 else { return }
    let index = below(2)
    link.flows[index].fault = Fault.allCases[below(Fault.allCases.count)]
    // Within the head of a request as often as within a long answer.
    link.flows[index].left = below(1 << below(16))
  }

  private func step() {
    let now = FaultSocket.milliseconds()
    var polls = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    for link in links {
      for index in 0...1 {
        let (from, into) = (link.flows[index], link.flows[1 - index])
        let wantsMore = from.waiting.isEmpty && !from.hasEnded && !from.isHole
        let wantsOut = !into.waiting.isEmpty && !into.isHole && into.due <= now
        polls.append(
          pollfd(
            fd: wantsMore || wantsOut ? link.ends[index] : -1,
            events: Int16((wantsMore ? POLLIN : 0) | (wantsOut ? POLLOUT : 0)), revents: 0))
      }
    }
    _ = poll(&polls, nfds_t(polls.count), 5)
    for (place, link) in links.enumerated() {
      for index in 0...1 {
        let events = Int32(polls[1 + place * 2 + index].revents)
        if events & (POLLIN | POLLHUP | POLLERR) != 0 { take(link, index, now) }
        if events & POLLOUT != 0 { pass(link, 1 - index) }
      }
    }
    if polls[0].revents != 0 { accept() }
  }

  private func accept() {
    let client = Glibc.accept(listener, nil, nil)
    guard client >= 0 else { return }
    _ = fcntl(client, F_SETFD, FD_CLOEXEC)
    _ = fcntl(client, F_SETFL, O_NONBLOCK)
    guard let server = FaultSocket.connect(to: target) else {
      close(client)
      return
    }
    let link = Link(client: client, server: server)
    if isArmed { giveFault(link) }
    links.append(link)
  }

  private func take(_ link: Link, _ index: Int, _ now: Int64) {
    guard link.flows[index].waiting.isEmpty, !link.flows[index].hasEnded, !link.isOver else {
      return
    }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = read(link.ends[index], &bytes, bytes.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count >= 0 else {
      link.isOver = true
      return
    }
    if count == 0 { link.flows[index].hasEnded = true }
    // What comes after one direction was closed goes nowhere.
    if !link.flows[index].isShut { link.flows[index].waiting = Array(bytes[..<count]) }
    if link.flows[index].fault == .delay { link.flows[index].due = now + Int64(below(400)) }
    shutIfDone(link, index)
  }

  /// Passes on what waits, up to the fault.
  private func pass(_ link: Link, _ index: Int) {
    guard !link.isOver else { return }
    var flow = link.flows[index]
    let breaks = flow.fault != nil && flow.fault != .delay
    let count = breaks ? min(flow.left, flow.waiting.count) : flow.waiting.count
    let sent = count > 0 ? write(link.ends[1 - index], flow.waiting, count) : 0
    if sent < 0 {
      link.isOver = errno != EAGAIN && errno != EINTR
      return
    }
    flow.waiting.removeFirst(sent)
    flow.left -= sent
    link.flows[index] = flow
    if breaks, flow.left == 0, sent == count { strike(link, index) }
    shutIfDone(link, index)
  }

  private func strike(_ link: Link, _ index: Int) {
    control.broken.add(1, ordering: .relaxed)
    let fault = link.flows[index].fault
    link.flows[index].fault = nil
    switch fault {
    case .cut: link.isOver = true
    case .reset:
      for end in link.ends { FaultSocket.resetOnClose(end) }
      link.isOver = true
    case .hole: link.flows[index].isHole = true
    case .halfClose:
      shutdown(link.ends[1 - index], Int32(SHUT_WR))
      link.flows[index].isShut = true
      link.flows[index].waiting = []
    case .delay, nil: break
    }
  }

  private func shutIfDone(_ link: Link, _ index: Int) {
    let flow = link.flows[index]
    if flow.hasEnded, flow.waiting.isEmpty, !flow.isShut, !flow.isHole {
      shutdown(link.ends[1 - index], Int32(SHUT_WR))
      link.flows[index].isShut = true
    }
    if link.flows.allSatisfy({ $0.isShut && $0.hasEnded }) { link.isOver = true }
  }
}

/// What the proxy asks of sockets.
enum FaultSocket {
  static func milliseconds() -> Int64 {
    Int64(DispatchTime.now().uptimeNanoseconds / 1_000_000)
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    return address
  }

  private static let length = socklen_t(MemoryLayout<sockaddr_in>.size)

  /// Binds to a port of the system's choice; gives the status and the port.
  static func bind(_ descriptor: Int32) -> (Int32, Int) {
    var address = loopback(0)
    var size = length
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name -> Int32 in
        let status = Glibc.bind(descriptor, name, size)
        return status == 0 ? getsockname(descriptor, name, &size) : status
      }
    }
    return (status, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// A connection that doesn't block once it stands; nil where nobody listens.
  static func connect(to port: Int) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = loopback(port)
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, length)
      }
    }
    guard status == 0, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  static func resetOnClose(_ descriptor: Int32) {
    var value = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
  }
}
