/// One use case as a value: what is to be done, without who does it and when.
///
/// A command runs in ONE write transaction: the permission is checked, `execute` loads, decides and
/// stores, and the sync log and the audit trail are appended. A thrown `Refusal` undoes what
/// `execute` stored and still leaves its audit row.
public protocol ClinicCommand: Codable, Equatable, Sendable {
  associatedtype Outcome: Equatable & Sendable = Done

  /// Names the command in the audit trail, the staging area and the permission table.
  static var kind: CommandKind { get }

  /// What the actor must be allowed to do.
  static var capability: Capability { get }

  /// What the command is about, for the audit trail.
  var subject: Subject { get }

  /// Whether the thing is the actor's own; asked only when the actor's grant is `.own`.
  func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool

  /// Loads, decides and stores.
  ///
  /// - Throws: `Refusal` when a rule says no; the store's errors otherwise.
  func execute(by context: CommandContext, in store: any ClinicStore) throws -> Outcome

  /// What the audit trail tells beside the command's name when it was done: codes and ids only.
  func auditDetail(of outcome: Outcome) -> String
}

extension ClinicCommand {
  public func auditDetail(of outcome: Outcome) -> String { "" }
  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool { false }
}

/// The outcome of a command that has nothing to tell but that it is done.
public struct Done: Hashable, Sendable {
  public init() {}
}

/// Who acts, when and where: handed to a command by whatever runs it.
public struct CommandContext: Sendable {
  public let actor: Actor
  public let now: Instant
  public let zone: any ZoneRules

  public init(actor: Actor, now: Instant, zone: any ZoneRules) {
    self.actor = actor
    self.now = now
    self.zone = zone
  }

  /// Today's date at the site.
  public var today: CivilDate { zone.civil(at: now).date }

  /// How far a capability reaches for the actor.
  public func grant(_ capability: Capability) -> Grant {
    PermissionTable.grant(capability, to: actor)
  }
}

/// The thing a command or an audit row is about; ids only, never a name.
public struct Subject: Hashable, Codable, Sendable {
  public let entity: EntityKind
  /// Canonical UUID text, or nil where the thing has no id.
  public let id: String?

  public init<Entity>(_ entity: EntityKind, _ id: EntityID<Entity>) {
    self.entity = entity
    self.id = id.text
  }

  public init(_ entity: EntityKind) {
    self.entity = entity
    id = nil
  }
}

/// The entities that are stored, synced and audited, by their names on the wire.
public enum EntityKind: String, CaseIterable, Codable, Sendable, Hashable {
  case patient, practitioner, unit, room, bed, stay
  case stayChange = "stay_change"
  case unitAssignment = "unit_assignment"
  case agenda, agendaException = "agenda_exception"
  case holiday
  case visitKind = "visit_kind"
  case teleConsent = "tele_consent"
  case displacedVisit = "displaced_visit"
  case appointment, encounter, attendance
  case waitingEntry = "waiting_entry", arrival
  case recordEntry = "record_entry"
  case exam, draft, attachment
  case chartAccess = "chart_access"
  case invoice, payment, receipt
  case user, credential
  case rebookTask = "rebook_task"
  case identityConflict = "identity_conflict"
  case site, batch
}
