import CLinux
import Glibc

/// What the process does to itself before it touches any data.
public enum ClinicProcess {
  /// No core dumps (keys and charts are in memory), private new files, and no end by SIGXFSZ.
  ///
  /// - Returns: whether core dumps are off for certain.
  @discardableResult public static func harden() -> Bool {
    umask(0o077)
    _ = clinic_ignore_file_size_signal()
    return clinic_forbid_core_dumps() == 0 && clinic_core_dumps_forbidden() == 1
  }
}
