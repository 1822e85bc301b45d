import ArgumentParser
import ClinicDomain
import Storage
import SyncProtocol

/// What the hub could not take: nothing of it is forced, a person decides.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: Wording.commandLine.aboutQuarantine,
    subcommands: [List.self, Show.self, Resend.self, Discard.self, PassOn.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: Wording.commandLine.aboutQuarantineList)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let service = try site.open()
      let held = try service.quarantined()
      try service.close()
      if output.json { return try Output.json(held.map(QuarantineOutput.init)) }
      Output.table(
        site.wording.quarantineColumns,
        held.map { item in
          [
            item.id, item.at.isoText, site.wording.quarantineState(item.state), item.reason,
            item.kinds,
          ]
        })
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: Wording.commandLine.aboutQuarantineShow)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpQuarantined))
    var transaction: String

    func run() throws {
      let service = try site.open()
      let item = try QuarantineCommand.find(transaction, service)
      try service.close()
      if output.json { return try Output.json(QuarantineOutput(item)) }
      for line in site.wording.quarantineLines(item) { Output.line(line) }
      Output.table(
        site.wording.quarantineEntryColumns,
        item.entries.map { entry in
          [
            "\(entry.sequence)", entry.entity, entry.operation.rawValue, entry.entityID,
            entry.body.objectValue?.keys.sorted().joined(separator: ", ") ?? "",
          ]
        })
    }
  }

  struct Resend: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resend", abstract: Wording.commandLine.aboutQuarantineResend)

    @OptionGroup var site: SiteOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpQuarantined))
    var transaction: String

    func run() throws { try QuarantineCommand.repair(.resend, transaction, site) }
  }

  struct Discard: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "discard", abstract: Wording.commandLine.aboutQuarantineDiscard)

    @OptionGroup var site: SiteOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpQuarantined))
    var transaction: String

    @Option(help: ArgumentHelp(Wording.commandLine.helpDiscardReason, valueName: "text"))
    var reason: String

    func validate() throws {
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError(Wording.commandLine.badValue("--reason", reason))
      }
    }

    func run() throws {
      try QuarantineCommand.repair(.discard(reason: reason), transaction, site)
    }
  }

  struct PassOn: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pass-on", abstract: Wording.commandLine.aboutQuarantinePassOn)

    @OptionGroup var site: SiteOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpQuarantined))
    var transaction: String

    @Argument(help: ArgumentHelp(Wording.commandLine.helpPassOnFile))
    var file: String

    func run() throws {
      let service = try site.open()
      let item = try QuarantineCommand.find(transaction, service)
      let outcome = try QuarantineCommand.carryOut(.passOn, item, service)
      try service.close()
      try CalendarFiles.write(outcome.file ?? "", to: file)
      guard file != "-" else { return }
      Output.line(site.wording.quarantinePassedOn(item.entries.count, file))
    }
  }

  /// The one whose id begins so.
  fileprivate static func find(
    _ text: String, _ service: ClinicService
  ) throws -> QuarantinedTransaction {
    let found = try service.quarantined().filter { $0.id.hasPrefix(text.lowercased()) }
    guard found.count == 1, text.count >= 4 else {
      throw CommandFailure.notOne(
        what: .site, text: text, found: found.prefix(5).map(\.id))
    }
    return found[0]
  }

  fileprivate static func repair(
    _ repair: RepairHeld.Repair, _ text: String, _ site: SiteOptions
  ) throws {
    let service = try site.open()
    let item = try find(text, service)
    _ = try carryOut(repair, item, service)
    _ = DrainerLock.nudge(service.folder)
    try service.close()
    Output.line(site.wording.quarantineDecided(repair))
  }

  fileprivate static func carryOut(
    _ repair: RepairHeld.Repair, _ item: QuarantinedTransaction, _ service: ClinicService
  ) throws -> RepairHeld.Outcome {
    try service.carryOut(
      RepairHeld(id: try TransactionID(parsing: item.id), repair: repair),
      as: SiteOptions.operatorActor)
  }
}

extension QuarantinedTransaction {
  /// What it is about, without saying whom it is about.
  fileprivate var kinds: String {
    var kinds: [String] = []
    for entry in entries {
      let kind = "\(entry.entity) \(entry.operation.rawValue)"
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds.joined(separator: ", ")
  }
}

private struct QuarantineOutput: Encodable {
  let id: String
  let at: String
  let state: String
  let reason: String
  let note: String?
  let entries: [Entry]

  struct Entry: Encodable {
    let sequence: Int64
    let entity: String
    let entityID: String
    let operation: String
    let fields: [String]
  }

  init(_ item: QuarantinedTransaction) {
    id = item.id
    at = item.at.isoText
    state = item.state.rawValue
    reason = item.reason
    note = item.note
    entries = item.entries.map { entry in
      Entry(
        sequence: entry.sequence, entity: entry.entity, entityID: entry.entityID,
        operation: entry.operation.rawValue,
        fields: entry.body.objectValue?.keys.sorted() ?? [])
    }
  }
}
