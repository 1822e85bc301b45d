/// What came of one world.
public struct SimulatedLife: Sendable {
  public let seed: UInt64
  /// What happened, without ids: two runs of one number tell the same.
  public let trace: [String]
  public let counts: [String: Int]
  /// What must not be; empty where all invariants held.
  public let violations: [String]
}

/// Lives of sites and their hub, each from one number.
public enum Simulation {
  /// Lets a world live, drain, come to rest, and checks it.
  public static func live(_ seed: UInt64, operations: Int) throws -> SimulatedLife {
    let world = try World(seed: seed)
    do {
      try world.run(operations: operations)
      if world.violations.isEmpty { world.drain() }
      if world.violations.isEmpty { try world.settle() }
      if world.violations.isEmpty { try world.check() }
    } catch {
      world.violated("an error: \(error)")
    }
    for site in world.sites { try? site.close() }
    return SimulatedLife(
      seed: seed, trace: world.trace, counts: world.counts, violations: world.violations)
  }
}
