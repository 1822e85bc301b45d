import ClinicDomain
import Foundation
import HubCore
import HubModel
import SyncProtocol
import Testing

@testable import ClinicHub

@Suite(.enabled(if: PrivatePostgres.isInstalled, "PostgreSQL is not installed"))
struct PostgresStoreTests {
  let postgres: PrivatePostgres

  init() throws { postgres = try #require(PrivatePostgres.shared) }

  @Test(arguments: HubScenario.allCases)
  func `holds over PostgreSQL what holds over the model`(scenario: HubScenario) throws {
    try scenario.run(over: postgres.makeStore())
  }

  @Test func `migrates once, however many instances begin at once`() throws {
    let address = try postgres.makeDatabase()
    DispatchQueue.concurrentPerform(iterations: 6) { index in
      #expect(throws: Never.self) {
        try PostgresStore(address: address).migrate(name: "hub \(index)")
      }
    }
    let connection = try PostgresConnection(address)
    #expect(try connection.query("SELECT count(*) FROM hub").integer(0, 0) == 1)
    #expect(
      try connection.query("SELECT count(*) FROM schema_step").integer(0, 0)
        == Int64(Migrations.steps.count))
  }

  @Test func `notices that the database came back from a dump`() throws {
    let address = try postgres.makeDatabase()
    let store = PostgresStore(address: address)
    try store.migrate(name: "hub")
    #expect(try store.read { tx in try tx.identity() }.epoch == 1)
    try PostgresConnection(address).run("UPDATE hub SET cluster = 'another:1'")
    try store.migrate(name: "hub")
    try store.migrate(name: "hub")
    #expect(try store.read { tx in try tx.identity() }.epoch == 2)
  }

  @Test func `a connection that died while it lay idle fails nobody`() throws {
    let address = try postgres.makeDatabase()
    let store = PostgresStore(address: address)
    try store.migrate(name: "hub")
    // Two connections, both back in the pool.
    try store.withConnection { _ in try store.withConnection { _ in } }
    let server = try PostgresConnection(postgres.address(of: "postgres"))
    let name = try PostgresConnection(address).query("SELECT current_database()").text(0, 0)
    try server.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    usleep(200_000)
    #expect(try store.read { tx in try tx.identity() }.epoch == 1)
  }

  @Test func `a connection whose prepared questions no longer fit fails nobody`() throws {
    let address = try postgres.makeDatabase()
    let store = PostgresStore(address: address)
    try store.migrate(name: "hub")
    // More in the pool than a transaction is tried.
    func ask(_ count: Int) throws {
      try store.withConnection { connection in
        _ = try PostgresTransaction(connection).identity()
        if count > 1 { try ask(count - 1) }
      }
    }
    try ask(12)
    try PostgresConnection(address).run("ALTER TABLE hub ALTER name TYPE varchar(200)")
    #expect(try store.read { tx in try tx.identity() }.name == "hub")
  }

  @Test func `refuses an overlap whatever the program decides`() throws {
    let store = try postgres.makeStore()
    func claim(_ id: String, _ practitioner: String, _ from: Int, room: String? = nil) throws {
      let busy = try #require(TimeSlot(startMinute: from, length: 30))
      try store.withConnection { connection in
        try connection.run("BEGIN")
        let transaction = PostgresTransaction(connection)
        try transaction.keep(
          Claim(
            appointment: id, practitioner: practitioner, patient: id, room: room, busy: busy))
        try transaction.writeBook()
        try connection.run("COMMIT")
      }
    }
    try claim("1", "d", 0, room: "r")
    try claim("2", "d", 30)
    for (id, practitioner, room) in [("3", "d", nil), ("4", "e", "r")] {
      #expect(throws: PostgresError.statement(sqlState: "23P01")) {
        try claim(id, practitioner, 29, room: room)
      }
    }
    try claim("5", "e", 29)
  }

  @Test func `keeps a nonce once, for all instances`() throws {
    let address = try postgres.makeDatabase()
    let (one, other) = (PostgresStore(address: address), PostgresStore(address: address))
    try one.migrate(name: "hub")
    let now = Instant(milliseconds: 1_000_000)
    #expect(try one.write { try $0.keepNonce("n", of: "s", at: now) })
    #expect(try !other.write { try $0.keepNonce("n", of: "s", at: now) })
    try other.write { try $0.forgetNonces(at: now.adding(milliseconds: 600_001)) }
    #expect(try one.write { try $0.keepNonce("n", of: "s", at: now) })
  }

  @Test func `connections that the server cut are replaced`() throws {
    let address = try postgres.makeDatabase()
    let store = PostgresStore(address: address)
    try store.migrate(name: "hub")
    _ = try store.read { tx in try tx.identity() }
    try PostgresConnection(address).run(
      """
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
      """)
    #expect(try store.read { tx in try tx.identity() }.epoch == 1)
  }
}
