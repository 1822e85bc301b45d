import ClinicDomain
import TerminalKit

/// The facts a screen needs, handed in: no clock, no database, no randomness of its own.
struct ScreenContext: Equatable, Sendable {
  var now: Instant
  var zone: SiteZone
  var actor: Actor
  var wording: Wording
  var glyphs: Glyphs
  var size: Size
  var clinicName: String
  /// What the site's bookings are worth before the hub says so.
  var promise = Promise()
  /// What `u` takes back.
  var undo = UndoStack()
  private var lastTicket: Ticket
  private var ids: IDSource

  init(
    now: Instant, zone: SiteZone, actor: Actor, wording: Wording, glyphs: Glyphs = .unicode,
    size: Size = Size(columns: 80, rows: 24), clinicName: String = "", ids: IDSource
  ) {
    self.now = now
    self.zone = zone
    self.actor = actor
    self.wording = wording
    self.glyphs = glyphs
    self.size = size
    self.clinicName = clinicName
    self.ids = ids
    lastTicket = 0
  }

  /// The day and time on the clinic's wall clock.
  var civilNow: CivilDateTime { zone.civil(at: now) }

  /// Today at the site.
  var today: CivilDate { zone.civil(at: now).date }
  /// The time of day at the site.
  var timeOfDay: CivilTime { zone.civil(at: now).time }

  func grant(_ capability: Capability) -> Grant { PermissionTable.grant(capability, to: actor) }

  /// Whether a key for it is offered at all; whose thing it is the command decides.
  func may(_ capability: Capability) -> Bool { grant(capability) != .denied }

  mutating func makeTicket() -> Ticket {
    lastTicket += 1
    return lastTicket
  }

  mutating func makeID<Entity>() -> EntityID<Entity> { ids.make(at: now) }
}

/// Whose time this site may promise by itself.
struct Promise: Equatable, Sendable {
  /// Practitioners whose time another site promises.
  var elsewhere: Set<PractitionerID> = []
  /// Until when this site promises its own; nil for as long as it has no hub.
  var leaseUntil: Instant?

  init() {}

  init(_ status: SyncStatus) {
    elsewhere = status.practitionersElsewhere
    leaseUntil = status.hub?.leaseUntil
  }

  /// Whether a visit with the practitioner is only asked for.
  func isAsked(of practitioner: PractitionerID, at now: Instant) -> Bool {
    elsewhere.contains(practitioner) || leaseUntil.map { $0 <= now } ?? false
  }
}

/// Where new ids come from: the system's randomness, or a counter in tests.
enum IDSource: Equatable, Sendable {
  case system
  case counting(UInt64)

  mutating func make<Entity>(at now: Instant) -> EntityID<Entity> {
    switch self {
    case .system:
      var random = SystemRandomNumberGenerator()
      return EntityID.make(at: now, random: &random)
    case .counting(let count):
      self = .counting(count + 1)
      var random = CountingGenerator(count: count)
      return EntityID.make(at: now, random: &random)
    }
  }
}

private struct CountingGenerator: RandomNumberGenerator {
  var count: UInt64

  mutating func next() -> UInt64 {
    count += 1
    return count &* 0x9E37_79B9_7F4A_7C15
  }
}
