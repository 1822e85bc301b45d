import HubCore

/// Claims, requests and numbers of one transaction: what was looked up of them at once, as it is after
/// what the transaction did, and what of that is not written yet.
///
/// A push may settle hundreds of visits: each alone would be several questions to the server.
struct ExpectedBook {
  /// What is known of an appointment's claim: nil inside where there is none.
  private var claims: [String: Claim?] = [:]
  /// The claims for whose time all others were looked up.
  private var expected: Set<Claim> = []
  /// Appointments by practitioner, patient and room.
  private var byResource: [String: Set<String>] = [:]
  private var unwritten: Set<String> = []
  /// Appointments of which a row may be there.
  private var stored: Set<String> = []
  private var requests: [String: Bool] = [:]

  private var holders: [String: Set<String>] = [:]
  private var numbersOf: [String: Set<String>] = [:]
  /// Whether a number becomes a patient's, or is no longer.
  private var changes: [Holding: Bool] = [:]

  struct Holding: Hashable {
    let number: String
    let patient: String
  }

  // Claims.

  mutating func expect(
    _ visits: [Claim], own: [Claim], others: [Claim], requests asking: [String]
  ) {
    for visit in visits {
      expected.insert(visit)
      if claims[visit.appointment] == nil { claims[visit.appointment] = .some(nil) }
      requests[visit.appointment] = false
    }
    for claim in own + others where !unwritten.contains(claim.appointment) {
      enter(claim)
      stored.insert(claim.appointment)
    }
    for appointment in asking { requests[appointment] = true }
  }

  private mutating func enter(_ claim: Claim) {
    leave(claim.appointment)
    claims[claim.appointment] = claim
    for resource in claim.resources { byResource[resource, default: []].insert(claim.appointment) }
  }

  private mutating func leave(_ appointment: String) {
    guard case .some(.some(let claim)) = claims[appointment] else { return }
    for resource in claim.resources { byResource[resource]?.remove(appointment) }
  }

  /// Nil where it was not looked up.
  func claim(of appointment: String) -> Claim?? { claims[appointment] }

  /// Nil where the claim's time was not looked up.
  func claims(against claim: Claim) -> [Claim]? {
    expected.contains(claim) ? changed([], against: claim) : nil
  }

  /// What clashes with a claim, of what is stored and what the transaction changed.
  func changed(_ stored: [Claim], against claim: Claim) -> [Claim] {
    let known = Set(claim.resources.flatMap { byResource[$0] ?? [] })
      .compactMap { appointment in claims[appointment].flatMap { $0 } }
    return (stored.filter { claims[$0.appointment] == nil } + known)
      .filter { $0.clashes(with: claim) }.sorted { $0.appointment < $1.appointment }
  }

  mutating func keep(_ claim: Claim) {
    note(claim.appointment)
    enter(claim)
  }

  mutating func removeClaim(of appointment: String) {
    if case .some(.none) = claims[appointment] { return }
    note(appointment)
    leave(appointment)
    claims[appointment] = .some(nil)
  }

  private mutating func note(_ appointment: String) {
    if claims[appointment] == nil { stored.insert(appointment) }
    unwritten.insert(appointment)
  }

  /// The rows that go, and those that come after.
  mutating func takeClaims() -> (gone: [String], kept: [Claim]) {
    let gone = unwritten.intersection(stored).sorted()
    let kept = unwritten.sorted().compactMap { appointment in claims[appointment].flatMap { $0 } }
    stored.subtract(gone)
    stored.formUnion(kept.map(\.appointment))
    unwritten = []
    return (gone, kept)
  }

  // Requests.

  mutating func note(request appointment: String, isThere: Bool) {
    requests[appointment] = isThere
  }

  func mayHave(request appointment: String) -> Bool { requests[appointment] ?? true }

  // Numbers.

  mutating func expect(
    numbers: [String], of patients: [String], held: [Holding]
  ) {
    for number in numbers where holders[number] == nil { holders[number] = [] }
    for patient in patients where numbersOf[patient] == nil { numbersOf[patient] = [] }
    for row in held {
      holders[row.number]?.insert(row.patient)
      numbersOf[row.patient]?.insert(row.number)
    }
  }

  /// Nil where the number was not looked up.
  func patients(numbered number: String) -> [String]? { holders[number]?.sorted() }

  /// False where it is not known which numbers the patient has.
  mutating func keep(numbers: [String], of patient: String) -> Bool {
    guard let before = numbersOf[patient] else { return false }
    let after = Set(numbers)
    for number in before.subtracting(after).sorted() {
      changes[Holding(number: number, patient: patient)] = false
      holders[number]?.remove(patient)
    }
    for number in after.subtracting(before).sorted() {
      changes[Holding(number: number, patient: patient)] = true
      holders[number]?.insert(patient)
    }
    numbersOf[patient] = after
    return true
  }

  mutating func takeNumbers() -> (lost: [Holding], found: [Holding]) {
    defer { changes = [:] }
    let sorted = changes.sorted {
      ($0.key.number, $0.key.patient) < ($1.key.number, $1.key.patient)
    }
    return (sorted.filter { !$0.value }.map(\.key), sorted.filter(\.value).map(\.key))
  }
}

extension Claim {
  fileprivate var resources: [String] {
    ["d" + practitioner, "p" + patient] + (room.map { ["r" + $0] } ?? [])
  }
}
