import CLinux
import Glibc

/// The signals and the network, as descriptors for poll(2).
public final class ServiceEvents: Sendable {
  private let signals: Int32
  private let network: Int32

  public enum Signal: Sendable, Hashable { case end, work }

  /// Blocks the signals for this thread and those it starts later: to be made first.
  public init() throws(StorageError) {
    signals = clinic_service_signals()
    guard signals >= 0 else { throw StorageError(errno: -signals, "signalfd") }
    // Where there is no netlink, time alone tells that the network is back.
    network = clinic_watch_network()
  }

  deinit {
    close(signals)
    if network >= 0 { close(network) }
  }

  public var signalDescriptor: Int32 { signals }
  /// Negative where the network can't be watched; poll(2) passes over it.
  public var networkDescriptor: Int32 { network }

  /// The signals that came since the last call.
  public func nextSignals() -> Set<Signal> {
    var found: Set<Signal> = []
    while true {
      switch clinic_next_signal(signals) {
      case 0: return found
      case SIGUSR1, SIGHUP: found.insert(.work)
      default: found.insert(.end)
      }
    }
  }

  /// Whether links, addresses or routes changed since the last call.
  public func networkChanged() -> Bool { network >= 0 && clinic_drain_watch(network) > 0 }
}
