internal import ArgumentParser
internal import Foundation

/// The hub of many clinics: takes their sync logs in and gives them out to the others.
@main
struct ClinicHub: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clinic-hub",
    abstract: "The hub that clinics sync with, over PostgreSQL.",
    discussion: "DATABASE_URL names the database, as libpq reads it.",
    subcommands: [
      Serve.self, EnrolCode.self, Sites.self, Decommission.self, Thaw.self, NewLife.self,
      ServiceKey.self, Results.self,
    ])
}

/// Where the database is: in the environment, for its address may hold a password.
struct DatabaseAddress {
  let text: String

  init() throws {
    guard let text = ProcessInfo.processInfo.environment["DATABASE_URL"], !text.isEmpty else {
      throw CleanExit.message(
        "Set DATABASE_URL, such as postgresql://clinic@localhost/clinic (see docs/sync.md).")
    }
    self.text = text
  }

  /// Opens the database with its schema brought up to date.
  func open(name: String = "Hub") throws -> PostgresStore {
    let store = PostgresStore(address: text)
    try store.migrate(name: name)
    return store
  }
}
