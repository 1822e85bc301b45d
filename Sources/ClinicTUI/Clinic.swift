import ArgumentParser
import Storage

@main
struct Clinic: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "clinic")
}
