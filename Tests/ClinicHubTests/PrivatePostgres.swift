import Foundation
import SampleClinic

@testable import ClinicHub

/// A PostgreSQL of the tests' own in a temporary folder, reached by a socket in it; ends with them.
// Only `init` touches the server.
final class PrivatePostgres: @unchecked Sendable {
  /// The one of this run; nil where PostgreSQL isn't installed.
  static let shared: PrivatePostgres? = try? PrivatePostgres()

  static var isInstalled: Bool { programs != nil }

  private let folder: String
  // What keeps the server running: it ends when this end of its input is closed, however that is.
  private let server: ChildProcess

  /// The folder of its programs; nil where it isn't installed.
  static var programs: String? {
    let versions =
      (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    return versions.compactMap { version in Int(version).map { (version, $0) } }
      .sorted { $0.1 > $1.1 }.map { "/usr/lib/postgresql/\($0.0)/bin" }
      .first { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
  }

  struct Failure: Error {}

  private init() throws {
    guard let programs = Self.programs else { throw Failure() }
    folder = "/tmp/clinic-hub-tests-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let script = """
      set -e
      mkdir -m 700 '\(folder)' && cd '\(folder)'
      trap 'rm -rf "\(folder)"' EXIT
      '\(programs)/initdb' -D data -U clinic -A trust --no-sync >/dev/null
      '\(programs)/postgres' -D data -k '\(folder)' -c listen_addresses= -c fsync=off \\
        -c max_connections=300 >log 2>&1 &
      server=$!
      cat >/dev/null || true
      kill -QUIT $server; wait $server || true
      """
    // initdb refuses to run as root.
    let person =
      getuid() == 0
      ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
    let words = person + ["/bin/sh", "-c", script]
    server = try ChildProcess(
      words[0], Array(words.dropFirst()),
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"])
    for _ in 0..<600 {
      if (try? PostgresConnection(address(of: "postgres"))) != nil { return }
      usleep(100_000)
    }
    throw Failure()
  }

  func address(of database: String) -> String {
    "host=\(folder) user=clinic dbname=\(database) connect_timeout=5"
  }

  /// The address of a new, empty database.
  func makeDatabase() throws -> String {
    let name = "t\(UInt64.random(in: 0...UInt64.max))"
    try PostgresConnection(address(of: "postgres")).run("CREATE DATABASE \(name)")
    return address(of: name)
  }

  /// A store over a new database with its schema.
  func makeStore() throws -> PostgresStore {
    let store = PostgresStore(address: try makeDatabase())
    try store.migrate(name: "Test hub")
    return store
  }
}
