import Foundation
import SampleClinic
import Testing

@testable import ClinicHub

/// A PostgreSQL of one test that crashes and comes back, with its writes forced to disk as always.
final class CrashingPostgres {
  private let folder: String
  /// Does what each line says; ends PostgreSQL and takes the folder away when the pipe is closed,
  /// however that is.
  private let keeper: ChildProcess

  init() throws {
    let programs = try #require(PrivatePostgres.programs)
    folder = "/tmp/clinic-hub-crash-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let script = """
      mkdir -m 700 '\(folder)' && cd '\(folder)' || exit
      PATH='\(programs)':$PATH
      end() { pg_ctl -D data -m immediate stop >/dev/null 2>&1; cd /; rm -rf '\(folder)'; }
      trap end EXIT
      initdb -D data -U clinic -A trust --no-sync >/dev/null
      while read -r word; do
        case $word in
        start) pg_ctl -D data -w -t 60 -l log -o \
      "-k '\(folder)' -c listen_addresses= -c max_connections=100" start >/dev/null 2>&1 ;;
        crash) pg_ctl -D data -m immediate stop >/dev/null 2>&1 ;;
        esac
        echo "$word $?"
      done
      """
    if getuid() == 0 {
      // initdb refuses to run as root.
      keeper = try ChildProcess(
        "/usr/bin/setpriv",
        ["--reuid=postgres", "--regid=postgres", "--clear-groups", "/bin/sh", "-c", script],
        environment: ["LC_ALL": "C.UTF-8"])
    } else {
      keeper = try ChildProcess("/bin/sh", ["-c", script], environment: ["LC_ALL": "C.UTF-8"])
    }
    try start()
    try PostgresConnection(address(of: "postgres")).run("CREATE DATABASE hub")
  }

  deinit {
    // Killed, the keeper would leave the server behind.
    keeper.endInput()
    keeper.wait()
  }

  var address: String { address(of: "hub") }

  private func address(of database: String) -> String {
    "host=\(folder) user=clinic dbname=\(database) connect_timeout=5"
  }

  /// Starts it; what a crash left is mended before.
  func start() throws { try tell("start") }

  /// Ends it as if it had been killed: no checkpoint, nobody is told.
  func crash() throws { try tell("crash") }

  private func tell(_ word: String) throws {
    keeper.send(word)
    try #require(keeper.line(withinMilliseconds: 90_000) == "\(word) 0")
  }
}
