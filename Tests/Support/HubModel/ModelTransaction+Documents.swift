public import ClinicDomain
public import HubCore
public import SyncProtocol

extension ModelTransaction {
  public func lockedDocuments(
    _ references: [DocumentReference]
  ) throws -> [DocumentReference: HubDocument] { try documents(references) }

  public func documents(
    _ references: [DocumentReference]
  ) throws -> [DocumentReference: HubDocument] {
    var found: [DocumentReference: HubDocument] = [:]
    for reference in references { found[reference] = state.documents[reference] }
    return found
  }

  public func keep(_ documents: [HubDocument]) throws {
    for var document in documents {
      guard document.isNew == (state.documents[document.reference] == nil) else {
        throw ModelViolation.documentIsThere
      }
      document.isNew = false
      set(\.documents, document.reference, document)
    }
  }

  public func documentCounts() throws -> [String: Int64] {
    state.documents.keys.reduce(into: [:]) { $0[$1.entity, default: 0] += 1 }
  }

  public func eachDocument(_ body: (ReplicatedDocument) throws -> Void) throws {
    for reference in state.documents.keys.sorted() {
      if let document = state.documents[reference]?.document { try body(document) }
    }
  }

  public func patients(numbered number: String) throws -> [String] {
    (state.numbers[number] ?? []).sorted()
  }

  public func keep(numbers: [String], of patient: String) throws {
    for old in state.numbersOfPatient[patient] ?? [] {
      set(\.numbers, old, (state.numbers[old] ?? []).subtracting([patient]))
    }
    for new in numbers { set(\.numbers, new, (state.numbers[new] ?? []).union([patient])) }
    set(\.numbersOfPatient, patient, numbers)
  }

  public func keep(_ grants: [KeyGrant]) throws {
    for grant in grants {
      set(\.lastGrant, state.lastGrant + 1)
      let key = ModelState.GrantKey(
        recipient: grant.recipient, patient: grant.patient, version: grant.version,
        sender: grant.sender)
      set(\.grants, key, ModelState.PlacedGrant(place: state.lastGrant, grant: grant))
    }
  }

  public func grants(
    for site: String, after cursor: Int64, limit: Int
  ) throws -> KeyGrantPage {
    let found = state.grants.filter { $0.key.recipient == site && $0.value.place > cursor }.values
      .sorted { $0.place < $1.place }.prefix(limit)
    return KeyGrantPage(grants: found.map(\.grant), cursor: found.last?.place ?? cursor)
  }

  public func keepNonce(_ nonce: String, of site: String, at now: Instant) throws -> Bool {
    let old = now.adding(milliseconds: -2 * RequestSignature.skewLimit)
    for (key, date) in state.nonces where date < old { set(\.nonces, key, nil) }
    guard state.nonces["\(site) \(nonce)"] == nil else { return false }
    set(\.nonces, "\(site) \(nonce)", now)
    return true
  }
}
