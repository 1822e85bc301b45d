internal import CTerminal
internal import Glibc

/// The terminal this process sits at: keys in, frames out, restored whatever happens.
///
/// The main thread owns it and starts it before any other thread, so that its signals reach nobody
/// else. Standard error is held back while the screen is up and printed after it is gone.
public struct Terminal: ~Copyable {
  /// How long an escape may wait for the rest of a sequence, in milliseconds.
  public static let escapeDelay = 25
  /// How long an unfinished paste may pause, in milliseconds.
  static let pastePause = 500
  /// The most bytes of text handed to the clipboard.
  public static let maximumCopy = 64 * 1024

  /// The window's extent now.
  public private(set) var size: Size
  /// Whether the locale shows UTF-8; if not, the driver replaces what ASCII lacks.
  public let isUTF8: Bool
  /// Whether the terminal has colours.
  public let hasColours: Bool

  private let signals: Int32
  private var encoder: FrameEncoder
  private var decoder: KeyDecoder
  private var isLost = false
  private var isUp = true
  /// Standard input, the signals, then what the owner watches.
  private var polled: [pollfd] = []

  /// Takes the terminal over: raw mode, alternate screen, bracketed paste, signals.
  public init() throws(TerminalError) {
    let (capabilities, signals) = try Terminal.takeOver()
    isUTF8 = capabilities.isUTF8
    hasColours = capabilities.colours >= 8
    encoder = FrameEncoder(capabilities: capabilities)
    decoder = KeyDecoder(sequences: capabilities.keySequences, isUTF8: capabilities.isUTF8)
    size = Terminal.currentSize()
    self.signals = signals
    writeWhole(capabilities.enter)
  }

  deinit {
    ct_restore()
    close(signals)
  }

  /// Sleeps until something happens and returns all that has: keys first come first, nothing lost.
  ///
  /// Without a timeout it sleeps as long as nothing happens at all.
  public mutating func wait(
    watching descriptors: [Int32] = [], timeoutMilliseconds: Int? = nil
  ) -> [TerminalEvent] {
    if isLost { return [.endOfInput] }
    var events: [TerminalEvent] = []
    while events.isEmpty {
      let pause =
        decoder.isPasting
        ? Terminal.pastePause
        : decoder.isUndecided ? Terminal.escapeDelay : nil
      let limit = [pause, timeoutMilliseconds].compactMap { $0 }.min()
      poll(descriptors, limit)
      if polled[1].revents != 0 { takeSignals(&events) }
      if polled[0].revents != 0 {
        takeInput(&events)
      } else if let pause, limit == pause, polled.allSatisfy({ $0.revents == 0 }) {
        events += decoder.flush().map { .key($0) }
      }
      for entry in polled[2...] where entry.revents != 0 { events.append(.readable(entry.fd)) }
      if events.isEmpty, limit == timeoutMilliseconds, timeoutMilliseconds != nil,
        polled.allSatisfy({ $0.revents == 0 })
      {
        events.append(.timeout)
      }
    }
    return events
  }

  /// Shows a frame: the difference to the one before goes out in one write.
  public mutating func present(_ buffer: CellBuffer, theme: Theme) {
    guard isUp, !isLost else { return }
    writeWhole(encoder.encode(buffer, theme: theme))
  }

  /// Forgets what is on the screen, so that the next frame is drawn whole.
  public mutating func redraw() { encoder.invalidate() }

  /// Gives the terminal back to the shell and stops, as Ctrl-Z does; returns once continued.
  public mutating func suspend() {
    restore()
    ct_stop_self()
    resume()
  }

  /// Gives the terminal back; done once however often it is called.
  public mutating func restore() {
    ct_restore()
    isUp = false
    encoder.invalidate()
  }

  /// Takes the terminal again after `restore`, to be drawn whole.
  public mutating func resume() {
    guard !isLost, ct_enter() == Int32(CT_OK) else { return }
    isUp = true
    size = Terminal.currentSize()
    encoder.invalidate()
    writeWhole(encoder.capabilities.enter)
  }

  /// Beeps or flashes, as the terminal is set.
  public mutating func bell() { writeWhole([0x07]) }

  /// Hands a text to the clipboard of the person's own computer (OSC 52).
  ///
  /// Returns false, and does nothing, when the text is longer than `maximumCopy` bytes.
  @discardableResult
  public mutating func copy(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count <= Terminal.maximumCopy else { return false }
    writeWhole(Array("\u{1B}]52;c;".utf8) + Base64.encode(bytes) + [0x07])
    return true
  }

  private static func takeOver() throws(TerminalError) -> (Capabilities, signals: Int32) {
    switch ct_load() {
    case Int32(CT_OK): break
    case Int32(CT_NOT_A_TERMINAL): throw .notATerminal
    default: throw .unknownTerminal(getenv("TERM").map { String(cString: $0) } ?? "")
    }
    let capabilities = loadCapabilities()
    let signals = ct_watch_signals()
    guard signals >= 0 else { throw .system(errno) }
    ct_set_restore(capabilities.leave, capabilities.leave.count)
    guard ct_enter() == Int32(CT_OK) else { throw .system(errno) }
    return (capabilities, signals)
  }

  private mutating func poll(_ descriptors: [Int32], _ limit: Int?) {
    polled.removeAll(keepingCapacity: true)
    polled.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0))
    polled.append(pollfd(fd: signals, events: Int16(POLLIN), revents: 0))
    for descriptor in descriptors {
      polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    let timeout = limit.map { Int32(clamping: max($0, 0)) } ?? -1
    while Glibc.poll(&polled, nfds_t(polled.count), timeout) < 0 {
      for index in polled.indices { polled[index].revents = 0 }
      if errno != EINTR { return }
    }
  }

  private mutating func takeInput(_ events: inout [TerminalEvent]) {
    let chunk = 4096
    var status = Int32(polled[0].revents)
    var keys: [Key] = []
    while status & POLLIN != 0 {
      let bytes = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
        count = max(read(STDIN_FILENO, buffer.baseAddress, chunk), 0)
      }
      guard !bytes.isEmpty else {
        if errno != EINTR && errno != EAGAIN || status & POLLHUP != 0 { isLost = true }
        break
      }
      keys += decoder.feed(bytes)
      guard bytes.count == chunk else { break }
      var more = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      status = Glibc.poll(&more, 1, 0) > 0 ? Int32(more.revents) : 0
    }
    events += keys.map { .key($0) }
    if status & POLLIN == 0, status & (POLLHUP | POLLERR | POLLNVAL) != 0 { isLost = true }
    if isLost { events.append(.endOfInput) }
  }

  private mutating func takeSignals(_ events: inout [TerminalEvent]) {
    var isResized = false
    while case let number = ct_next_signal(signals), number != 0 {
      switch number {
      case SIGWINCH: isResized = true
      case SIGINT: events.append(.signal(.interrupt))
      case SIGTERM: events.append(.signal(.terminate))
      case SIGHUP: events.append(.signal(.hangUp))
      case SIGQUIT: events.append(.signal(.quit))
      case SIGTSTP: events.append(.signal(.suspend))
      case SIGCONT:
        // Whoever stopped us may have changed the modes: take the terminal afresh.
        if isUp, ct_enter() == Int32(CT_OK) { writeWhole(encoder.capabilities.enter) }
        encoder.invalidate()
        isResized = true
        events.append(.signal(.resumed))
      default: break
      }
    }
    guard isResized else { return }
    // The size may have gone and come back between two looks: what was shown is gone all the same.
    size = Terminal.currentSize()
    encoder.invalidate()
    events.append(.resized(size))
  }

  /// Writes everything, waiting where the terminal is slow; gives up when it is gone.
  private mutating func writeWhole(_ bytes: [UInt8]) {
    var written = 0
    while written < bytes.count, !isLost {
      let count = bytes.withUnsafeBytes { buffer in
        write(STDOUT_FILENO, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count > 0 {
        written += count
      } else if errno == EAGAIN {
        var ready = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = Glibc.poll(&ready, 1, 1000)
        if Int32(ready.revents) & (POLLHUP | POLLERR) != 0 { isLost = true }
      } else if errno != EINTR {
        isLost = true
      }
    }
  }

  private static func currentSize() -> Size {
    var columns: Int32 = 0
    var rows: Int32 = 0
    if ct_size(&columns, &rows) != 0 {
      columns = environmentNumber("COLUMNS") ?? max(ct_number("cols"), 0)
      rows = environmentNumber("LINES") ?? max(ct_number("lines"), 0)
    }
    return Size(columns: columns > 0 ? Int(columns) : 80, rows: rows > 0 ? Int(rows) : 24)
  }

  private static func environmentNumber(_ name: String) -> Int32? {
    getenv(name).flatMap { Int32(String(cString: $0)) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func string(_ capability: String) -> [UInt8] {
    guard let value = ct_string(capability) else { return [] }
    return Capabilities.withoutPadding(
      UnsafeBufferPointer(start: value, count: strlen(value))
        .map { UInt8(bitPattern: $0) })
  }

  private static func parameterised(_ capability: String, _ first: Int, _ second: Int = 0)
    -> [UInt8]
  {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      let count = ct_parameterised(
        capability, Int32(first), Int32(second), buffer.baseAddress, buffer.count)
      return Capabilities.withoutPadding(buffer.prefix(count).map { UInt8(bitPattern: $0) })
    }
  }

  private static func loadCapabilities() -> Capabilities {
    var loaded = Capabilities()
    loaded.name = String(cString: ct_name())
    loaded.colours = Int(ct_number("colors"))
    loaded.isUTF8 = ct_is_utf8() == 1
    loaded.clear = string("clear")
    loaded.eraseToEndOfLine = string("el")
    loaded.hideCursor = string("civis")
    loaded.showCursor = string("cnorm")
    loaded.bold = string("bold")
    loaded.underline = string("smul")
    loaded.reverse = string("rev")
    loaded.hasFaint = !string("dim").isEmpty
    loaded.canWriteLastCell = ct_flag("xenl") == 1 || ct_flag("am") == 0
    if parameterised("cup", 6, 40) != Array("\u{1B}[7;41H".utf8) {
      loaded.addressing = .described { row, column in parameterised("cup", row, column) }
    }
    loaded.scrollsRegions =
      parameterised("csr", 4, 17) == Array("\u{1B}[5;18r".utf8)
      && string("ri") == Array("\u{1B}M".utf8)
    loaded.usesANSIAttributes = loaded.bold == Array("\u{1B}[1m".utf8)
    if !loaded.usesANSIAttributes {
      loaded.resetAttributes = string("sgr0")
      loaded.foregrounds = (0..<8).map { parameterised("setaf", $0) }
      loaded.backgrounds = (0..<8).map { parameterised("setab", $0) }
    }
    let alternate = string("smcup")
    // Terminals without an alternate screen are the old ones, which know no bracketed paste either.
    let isModern = !alternate.isEmpty
    let paste = isModern ? Array("\u{1B}[?2004h".utf8) : []
    loaded.enter = alternate + string("smkx") + paste
    let unpaste = isModern ? Array("\u{1B}[?2004l".utf8) : []
    // Without it the screen is wiped: nobody's data stays behind.
    let wipe = isModern ? string("rmcup") : loaded.clear
    loaded.leave =
      string("sgr0") + loaded.resetAttributes + loaded.showCursor + unpaste + string("rmkx") + wipe
    loaded.keySequences = loadKeys()
    return loaded
  }

  private static func loadKeys() -> [[UInt8]: Key] {
    var names: [String: Key] = [
      "kcuu1": .up, "kcud1": .down, "kcub1": .left, "kcuf1": .right, "khome": .home, "kend": .end,
      "kpp": .pageUp, "knp": .pageDown, "kich1": .insert, "kdch1": .delete, "kcbt": .backTab,
    ]
    for number in 1...12 { names["kf\(number)"] = .function(number) }
    var sequences: [[UInt8]: Key] = [:]
    for (name, key) in names {
      let bytes = string(name)
      if bytes.count > 1, bytes[0] == 0x1B { sequences[bytes] = key }
    }
    return sequences
  }
}
