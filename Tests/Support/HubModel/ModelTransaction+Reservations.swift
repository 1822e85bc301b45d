public import ClinicDomain
public import HubCore

extension ModelTransaction {
  public func lock(resources: [String]) throws {}

  public func claim(of appointment: String) throws -> Claim? { state.claims[appointment] }

  public func claims(against claim: Claim) throws -> [Claim] {
    claims(of: claim.resources).filter { $0.clashes(with: claim) }
      .sorted { $0.appointment < $1.appointment }
  }

  private func claims(of resources: [String]) -> [Claim] {
    Set(resources.flatMap { state.claimsOfResource[$0] ?? [] }).compactMap { state.claims[$0] }
  }

  public func taken(
    practitioner: String, patient: String, within span: TimeSlot
  ) throws -> [TimeSlot] {
    claims(of: ["practitioner:\(practitioner)", "patient:\(patient)"]).map(\.busy)
      .filter { $0.overlaps(span) }.sorted { $0.startMinute < $1.startMinute }
  }

  public func keep(_ claim: Claim) throws {
    guard try claims(against: claim).isEmpty else { throw ModelViolation.overlap }
    try removeClaim(of: claim.appointment)
    set(\.claims, claim.appointment, claim)
    for resource in claim.resources {
      let others = state.claimsOfResource[resource] ?? []
      set(\.claimsOfResource, resource, others.union([claim.appointment]))
    }
  }

  public func removeClaim(of appointment: String) throws {
    guard let claim = state.claims[appointment] else { return }
    set(\.claims, appointment, nil)
    for resource in claim.resources {
      let others = state.claimsOfResource[resource] ?? []
      set(\.claimsOfResource, resource, others.subtracting([appointment]))
    }
  }

  public func keepRequest(of appointment: String, practitioner: String) throws {
    set(\.lastRequest, state.lastRequest + 1)
    let order = state.requests[appointment]?.order ?? state.lastRequest
    set(
      \.requests, appointment, ModelState.Request(practitioner: practitioner, order: order))
  }

  public func removeRequest(of appointment: String) throws { set(\.requests, appointment, nil) }

  public func practitionersAskedFor() throws -> [String] {
    Set(state.requests.values.map(\.practitioner)).sorted()
  }

  public func requests(for practitioner: String) throws -> [String] {
    state.requests.filter { $0.value.practitioner == practitioner }
      .sorted { $0.value.order < $1.value.order }.map(\.key)
  }
}

extension Claim {
  fileprivate var resources: [String] {
    ["practitioner:\(practitioner)", "patient:\(patient)"] + (room.map { ["room:\($0)"] } ?? [])
  }
}
