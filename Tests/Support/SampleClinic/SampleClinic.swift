public import ClinicDomain
import Glibc
public import Storage

/// A clinic made in an empty folder for proofs and measurements: doctors who are there day and
/// night, patients, and ids that another process can work out again from an index.
public struct SampleClinic: Sendable {
  public let root: String
  public let folder: DataFolder
  public let environment: [String: String]

  /// A clinic at a folder; `extra` are further settings, such as where the staging area is.
  public init(root: String, extra: [String: String] = [:]) {
    self.root = root
    folder = DataFolder(path: root + "/data")
    environment = ["HOME": root, "XDG_CONFIG_HOME": root + "/config"]
      .merging(extra) { $1 }
  }

  /// The moment at which proofs happen: fixed, so that they are the same every day.
  public static let moment = Instant(milliseconds: 1_795_600_800_000)
  public static let zone = SiteZone.brasilia
  public static let systemOperator = Actor(operator: "proof", uid: getuid())
  public static let reception = Actor(
    user: id(.user, 0), practitioner: nil, roles: [.reception])
  public static let manager = Actor(user: id(.user, 1), practitioner: nil, roles: [.manager])

  /// The password of the people of a proof, and its hash at the least cost: the usual one takes a
  /// quarter of a second by design, a whole one in a debug build.
  public static let password = "demonstracao"
  public static let credential =
    "$scrypt$ln=4,r=8,p=1$Y2xpbmljLWRlbW8tc2FsdA==$8QiLVcscvdcjY2pidrKfEICA+n+nfcdUaYMs5LwSTF0="

  /// What an index stands for.
  public enum Kind: UInt64, Sendable {
    case user = 1, doctor, patient, visit, rule, note, draft, unit, bed, stay
  }

  /// The id of the thing with that index: the same in every process.
  public static func id<Entity>(_ kind: Kind, _ index: Int) -> EntityID<Entity> {
    var random = SeededGenerator(seed: kind.rawValue << 48 | UInt64(index))
    // Each a millisecond later: ids come in the order of their making, as they do in life.
    return .make(at: moment.adding(milliseconds: Int64(index & 0xFFFF_FFFF)), random: &random)
  }

  public static func doctorActor(_ index: Int) -> Actor {
    Actor(user: id(.user, 100 + index), practitioner: id(.doctor, index), roles: [.doctor])
  }

  /// Makes the folder, the key and the database.
  public func initialise(
    prefix: String = "CP", isDemo: Bool = false, now: Instant = moment
  ) throws(StorageError) -> ClinicService {
    try ClinicService.initialise(
      .init(name: "Clínica de Prova", prefix: prefix, isDemo: isDemo), in: folder,
      environment: environment, by: Self.systemOperator, now: now
    ).service
  }

  public func open() throws(StorageError) -> ClinicService {
    try ClinicService(folder: folder, environment: environment)
  }
}

/// SplitMix64: small, fast and the same on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
