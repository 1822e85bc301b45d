import ArgumentParser
import ClinicDomain
import Foundation
import Glibc
import Storage

/// Files of patients' records: sealed, carried to the hub and other sites in pieces.
struct AttachmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachments", abstract: Wording.commandLine.aboutAttachments,
    subcommands: [Add.self, List.self, Save.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: Wording.commandLine.aboutAttachmentAdd)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpPatient))
    var patient: String

    @Argument(help: ArgumentHelp(Wording.commandLine.helpAttachmentFile))
    var file: String

    func run() throws {
      let service = try site.open()
      let actor = try person.logIn(service)
      let patient = try Finder(service: service, actor: actor).patient(self.patient).id
      let content = try AttachmentFile.read(file)
      var random = SystemRandomNumberGenerator()
      let name = file.split(separator: "/").last.map(String.init) ?? file
      let id = try service.carryOut(
        AddAttachment(
          id: .make(at: Clock.now(), random: &random), patient: patient, name: name,
          mediaType: AttachmentFile.mediaType(of: name), content: content), as: actor)
      try service.close()
      Output.line(id.text)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: Wording.commandLine.aboutAttachmentList)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpPatient))
    var patient: String

    func run() throws {
      let service = try site.open()
      let actor = try person.logIn(service)
      let patient = try Finder(service: service, actor: actor).patient(self.patient).id
      _ = try service.carryOut(OpenChart(patient: patient), as: actor)
      let rows =
        try service.answer(ListAttachments(patient: patient), as: actor, now: Clock.now()) ?? []
      try service.close()
      if output.json { return try Output.json(rows.map(AttachmentOutput.init)) }
      Output.table(
        site.wording.attachmentColumns,
        rows.map { row in
          [
            row.attachment.id.text, row.attachment.addedAt.isoText, row.attachment.name,
            "\(row.attachment.byteCount)", row.addedByName,
            row.missing == 0 ? "" : site.wording.filePending(row.missing),
          ]
        })
    }
  }

  struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "save", abstract: Wording.commandLine.aboutAttachmentSave)

    @OptionGroup var site: SiteOptions
    @OptionGroup var person: PersonOptions

    @Argument(help: ArgumentHelp(Wording.commandLine.helpAttachmentID))
    var id: String

    @Argument(help: ArgumentHelp(Wording.commandLine.helpAttachmentTarget))
    var file: String

    func run() throws {
      guard let id = try? AttachmentID(parsing: id) else {
        throw CommandFailure.notOne(what: .attachment, text: self.id, found: [])
      }
      let service = try site.open()
      let actor = try person.logIn(service)
      let opened = try service.carryOut(OpenAttachment(id: id), as: actor)
      try service.close()
      try AttachmentFile.write(opened.content, to: file)
    }
  }
}

private struct AttachmentOutput: Encodable {
  let id: String
  let name: String
  let mediaType: String
  let bytes: Int
  let addedAt: String
  let addedBy: String
  let isPending: Bool
  let missingPieces: Int

  init(_ row: AttachmentRow) {
    id = row.attachment.id.text
    name = row.attachment.name
    mediaType = row.attachment.mediaType
    bytes = row.attachment.byteCount
    addedAt = row.attachment.addedAt.isoText
    addedBy = row.addedByName
    isPending = row.missing > 0
    missingPieces = row.missing
  }
}

/// A file of the person's own.
enum AttachmentFile {
  static func read(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
    defer { close(file) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while content.count <= Attachment.byteLimit {
      let count = piece.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
      if count == 0 { break }
      content += piece[..<count]
    }
    return content
  }

  /// Into a new file, for the person alone; never over another.
  static func write(_ content: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw CommandFailure.file(path: path, errno: errno) }
    defer { close(file) }
    var left = content[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw CommandFailure.file(path: path, errno: errno) }
      left = left.dropFirst(count)
    }
  }

  static func mediaType(of name: String) -> String {
    switch name.split(separator: ".").last.map({ $0.lowercased() }) {
    case "pdf": "application/pdf"
    case "jpg", "jpeg": "image/jpeg"
    case "png": "image/png"
    case "txt": "text/plain"
    default: "application/octet-stream"
    }
  }
}
