/// A file of a patient's record: what it is syncs first, its content follows in pieces.
///
/// The content is sealed in pieces of at most 256 KiB, and each piece is named by the SHA-256 of
/// what is stored and carried, so that whoever has a piece can tell that it is whole.
public struct Attachment: Aggregate {
  public static let entity = EntityKind.attachment
  /// The most bytes of a file.
  public static let byteLimit = 32 << 20

  public let id: AttachmentID
  public let patient: PatientID
  /// The file's name; sealed where it is stored.
  public let name: String
  /// As in RFC 6838, such as `application/pdf`.
  public let mediaType: String
  /// Of the file, before it is sealed.
  public let byteCount: Int
  /// Lower-case hexadecimal SHA-256 of each sealed piece, in their order.
  public let pieces: [String]
  public let addedAt: Instant
  /// As in `Actor.reference`.
  public let addedBy: String

  public init(
    id: AttachmentID, patient: PatientID, name: String, mediaType: String, byteCount: Int,
    pieces: [String], addedAt: Instant, addedBy: String
  ) {
    self.id = id
    self.patient = patient
    self.name = name
    self.mediaType = mediaType
    self.byteCount = byteCount
    self.pieces = pieces
    self.addedAt = addedAt
    self.addedBy = addedBy
  }
}

/// Adds a file to a patient's record.
public struct AddAttachment: ClinicCommand {
  public static let kind = CommandKind.addAttachment
  public static let capability = Capability.attachFiles
  public let id: AttachmentID
  public let patient: PatientID
  public let name: String
  public let mediaType: String
  public let content: [UInt8]

  public init(
    id: AttachmentID, patient: PatientID, name: String, mediaType: String, content: [UInt8]
  ) {
    self.id = id
    self.patient = patient
    self.name = name
    self.mediaType = mediaType
    self.content = content
  }

  public var subject: Subject { Subject(.attachment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.mayWrite(patient, context)
  }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> AttachmentID {
    if try store.attachment(id) != nil { return id }
    guard name.contains(where: { !$0.isWhitespace }), !name.contains("/") else {
      throw Refusal.invalid([FieldProblem(.name, .required)])
    }
    guard (1...Attachment.byteLimit).contains(content.count) else {
      throw Refusal.invalid([FieldProblem(.file, content.isEmpty ? .required : .tooLong)])
    }
    guard try store.patient(patient) != nil else { throw Refusal.notFound(.patient) }
    try store.insert(
      Attachment(
        id: id, patient: patient, name: name, mediaType: mediaType, byteCount: content.count,
        pieces: [], addedAt: context.now, addedBy: context.actor.reference),
      content: content)
    return id
  }
}

/// Reads a file of a patient's record; that it was read is audited.
public struct OpenAttachment: ClinicCommand {
  public static let kind = CommandKind.openAttachment
  public static let capability = Capability.readChart
  public let id: AttachmentID

  public init(id: AttachmentID) { self.id = id }

  public var subject: Subject { Subject(.attachment, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    guard let attachment = try store.attachment(id) else { return true }
    return try store.mayWrite(attachment.patient, context)
  }

  /// The file.
  public struct Outcome: Equatable, Sendable {
    public let attachment: Attachment
    public let content: [UInt8]

    public init(attachment: Attachment, content: [UInt8]) {
      self.attachment = attachment
      self.content = content
    }
  }

  /// - Throws: `filePending` while pieces of it are on their way.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Outcome {
    guard let attachment = try store.attachment(id) else { throw Refusal.notFound(.attachment) }
    guard let content = try store.content(of: attachment) else {
      throw Refusal.record(.filePending)
    }
    return Outcome(attachment: attachment, content: content)
  }
}

/// The files of a patient's record, newest first, for someone whose access `OpenChart` granted.
public struct ListAttachments: ClinicQuery {
  public static let capability = Capability.readChart
  public let patient: PatientID

  public init(patient: PatientID) { self.patient = patient }

  /// nil where the access is missing or has run out.
  public typealias Answer = [AttachmentRow]?
}

/// A file with whether it is here.
public struct AttachmentRow: Equatable, Sendable {
  public let attachment: Attachment
  public let addedByName: String
  /// How many of its pieces are still on their way.
  public let missing: Int

  public init(attachment: Attachment, addedByName: String, missing: Int) {
    self.attachment = attachment
    self.addedByName = addedByName
    self.missing = missing
  }
}
