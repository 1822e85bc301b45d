/// What woke the terminal's owner.
public enum TerminalEvent: Hashable, Sendable {
  /// A key was pressed or text pasted.
  case key(Key)
  /// The window has another size; many changes in a row come as one.
  case resized(Size)
  /// A signal that concerns the program arrived.
  case signal(TerminalSignal)
  /// A watched descriptor has something to read.
  case readable(Int32)
  /// The time given to `wait` passed.
  case timeout
  /// The terminal is gone: end at once.
  case endOfInput
}

/// The signals handed to the owner of the terminal.
public enum TerminalSignal: Hashable, Sendable {
  /// SIGINT from outside (Ctrl-C itself is a key).
  case interrupt
  /// SIGTERM.
  case terminate
  /// SIGHUP: nobody sits there any more.
  case hangUp
  /// SIGQUIT.
  case quit
  /// SIGTSTP from outside: call `suspend()`.
  case suspend
  /// The process was continued; the next frame is drawn whole.
  case resumed
}

/// Why a terminal can't be used.
public enum TerminalError: Error, Equatable, Sendable {
  /// Standard input or output isn't a terminal.
  case notATerminal
  /// TERM is unset, `dumb`, or can't place the cursor.
  case unknownTerminal(String)
  /// The system refused, with its error number.
  case system(Int32)
}
