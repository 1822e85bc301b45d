import ArgumentParser
import ClinicDomain
import Glibc
import Storage

/// Checks the data: file, constraints, seals, audit chain, log.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: Wording.commandLine.aboutCheck)

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let service = try site.open()
    let report = try service.check(as: SiteOptions.operatorActor, now: Clock.now())
    try service.close()
    if output.json {
      try Output.json(CheckOutput(report))
    } else {
      for line in site.wording.checkLines(report) { Output.line(line) }
    }
    if !report.isSound { throw CommandFailure.status(.unsound) }
  }
}

private struct CheckOutput: Encodable {
  let isSound: Bool
  let integrity: [String]
  let auditBreak: String?
  let logBreak: String?
  let ledgerSum: Int64
  let unreadable: [String: Int]
  let overlaps: Int

  init(_ report: CheckReport) {
    isSound = report.isSound
    integrity = report.integrity
    auditBreak = report.auditBreak.map { "\($0)" }
    logBreak = report.logBreak.map { "\($0)" }
    ledgerSum = report.ledgerSum
    unreadable = Dictionary(
      uniqueKeysWithValues: report.unreadable.map { ($0.key.rawValue, $0.value) })
    overlaps = report.overlaps
  }
}

/// Copies the data into a new file.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: Wording.commandLine.aboutBackup)

  @OptionGroup var site: SiteOptions

  @Argument(help: ArgumentHelp(Wording.commandLine.helpBackupFile))
  var file: String

  func run() throws {
    guard access(file, F_OK) != 0 else { throw CommandFailure.file(path: file, errno: EEXIST) }
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    guard access(folder, W_OK) == 0 else {
      throw CommandFailure.file(path: folder, errno: errno)
    }
    let service = try site.open()
    try service.backUp(to: file, as: SiteOptions.operatorActor, now: Clock.now())
    try service.close()
    Output.line(site.wording.backedUp(file))
  }
}

/// Puts a backup in the place of the data.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: Wording.commandLine.aboutRestore)

  @OptionGroup var site: SiteOptions

  @Argument(help: ArgumentHelp(Wording.commandLine.helpBackupFile))
  var file: String

  func run() throws {
    guard access(file, R_OK) == 0 else { throw CommandFailure.file(path: file, errno: errno) }
    let aside = try ClinicService.restore(
      from: file, to: site.folder, keyOption: site.keyFile, environment: site.environment,
      as: SiteOptions.operatorActor, now: Clock.now())
    Output.line(site.wording.restored(from: file, aside: aside))
  }
}
