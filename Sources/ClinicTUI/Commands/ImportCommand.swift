import ArgumentParser
import ClinicDomain
import Exchange
import Glibc
import Storage

/// Imports a CSV file.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: Wording.commandLine.aboutImport)

  @OptionGroup var site: SiteOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: ArgumentHelp(Wording.commandLine.helpImportKind))
  var kind: String

  @Argument(help: ArgumentHelp(Wording.commandLine.helpImportFile))
  var file: String

  @Option(help: ArgumentHelp(Wording.commandLine.helpMap, valueName: "file"))
  var map: String?

  @Option(help: ArgumentHelp(Wording.commandLine.helpNamespace, valueName: "name"))
  var namespace: String?

  @Flag(help: ArgumentHelp(Wording.commandLine.helpDryRun))
  var dryRun = false

  @Option(help: ArgumentHelp(Wording.commandLine.helpRejects, valueName: "file"))
  var rejects: String?

  func validate() throws {
    if ImportKind(rawValue: kind) == nil {
      throw ValidationError(Wording.commandLine.badValue("KIND", kind))
    }
  }

  func run() throws {
    guard let kind = ImportKind(rawValue: kind) else { return }
    let service = try site.open()
    let now = Clock.now()
    let rows = try source(kind, today: service.site.zone.civil(at: now).date)
    let rejected = RejectsFile(
      path: rejects ?? RejectsFile.place(for: file), header: rows.header, wording: site.wording)
    let bar = ImportProgress(totalBytes: fileSize, wording: site.wording)
    let shows = StandardError.isTerminal
    let importer = Importer(
      service: service, rows: rows, actor: SiteOptions.operatorActor, now: now,
      reject: { try rejected.add($0, $1) },
      progress: { if shows { bar.show($0, bytesRead: $1) } })
    defer { bar.end() }
    do {
      try importer.run(isDry: dryRun)
    } catch let error as CSVFileError {
      throw CommandFailure.csv(error, path: file)
    }
    bar.end()
    try service.close()
    try tell(importer.counts, rejected.path)
    if importer.counts.rejected > 0 { throw CommandFailure.status(.partly) }
  }

  private func source(_ kind: ImportKind, today: CivilDate) throws -> ImportRows {
    let mapping = try map.map { try read(mapping: $0, kind) }
    do {
      let reader = try CSVReader(
        path: file, separator: mapping?.separator, encoding: mapping?.encoding ?? .automatic)
      let used = try mapping ?? ImportMapping(namingFieldsOf: kind, header: reader.header)
      return try ImportRows(reader: reader, mapping: used, namespace: namespace, today: today)
    } catch let error as CSVFileError {
      throw CommandFailure.csv(error, path: file)
    } catch let error as MappingError {
      throw CommandFailure.mapping(error, path: map ?? file)
    }
  }

  private func read(mapping path: String, _ kind: ImportKind) throws -> ImportMapping {
    guard let text = try? String(contentsOfFile: path) else {
      throw CommandFailure.file(path: path, errno: errno == 0 ? ENOENT : errno)
    }
    let mapping: ImportMapping
    do throws(MappingError) {
      mapping = try ImportMapping(parsing: text)
    } catch {
      throw CommandFailure.mapping(error, path: path)
    }
    guard mapping.kind == kind else {
      throw CommandFailure.mappingKind(wanted: kind, found: mapping.kind)
    }
    return mapping
  }

  private var fileSize: Int {
    var status = stat()
    guard file != "-", stat(file, &status) == 0 else { return 0 }
    return Int(status.st_size)
  }

  private func tell(_ counts: ImportCounts, _ path: String) throws {
    if output.json { return try Output.json(counts) }
    Output.line(site.wording.importDone(counts, isDry: dryRun))
    if counts.rejected > 0 { Output.line(site.wording.rejectsAre(path)) }
  }
}

extension ImportMapping {
  /// The mapping of a file whose columns carry the names of the fields.
  init(namingFieldsOf kind: ImportKind, header: [String]) throws(MappingError) {
    let fields = header.filter(kind.fields.contains)
    let lines = fields.map { "\($0) = [\($0)]" }
    try self.init(
      parsing: (["[source]", "kind = \(kind.rawValue)", "namespace = csv", "", "[fields]"] + lines)
        .joined(separator: "\n"))
  }
}

extension String {
  /// Reads a small text file; nil where it can't be read.
  fileprivate init(contentsOfFile path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 1 << 20 {
      let count = read(descriptor, &block, block.count)
      guard count > 0 else { break }
      bytes += block[..<count]
    }
    self.init(decoding: bytes, as: UTF8.self)
  }
}
