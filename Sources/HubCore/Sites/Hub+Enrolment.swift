public import ClinicDomain
public import SyncProtocol

extension Hub {
  /// Keeps a code by which one site may join; only its hash is stored.
  ///
  /// The caller makes the code, from enough randomness.
  public func offer(code: String, name: String, at now: Instant) throws {
    try store.write { tx in
      try tx.keep(
        EnrolmentCode(
          hash: EnrolmentCode.hash(of: code), name: name,
          expiresAt: now.adding(milliseconds: rules.codeLifetime)))
    }
  }

  /// Lets a site join.
  ///
  /// Asked again with the same code and keys, the answer is the same: it may have been lost.
  public func enrol(_ request: EnrolmentRequest, at now: Instant) throws -> EnrolmentAnswer {
    guard SyncAPI.readableVersions.contains(request.version) else { throw HubProblem(.version) }
    guard request.isWellFormed else { throw HubProblem(.malformed) }
    return try store.write { tx in try enrol(request, at: now, in: tx) }
  }

  private func enrol(
    _ request: EnrolmentRequest, at now: Instant, in tx: Store.Transaction
  ) throws -> EnrolmentAnswer {
    try tx.lockRegister()
    let identity = try tx.identity()
    guard var code = try tx.enrolmentCode(hash: EnrolmentCode.hash(of: request.code)) else {
      throw HubProblem(.enrolmentCode)
    }
    let sites = try tx.sites()
    if let known = sites.first(where: { $0.site == request.site }) {
      guard code.usedBy == request.site, known.signingKey == request.signingKey,
        known.agreementKey == request.agreementKey, known.state == .active
      else { throw HubProblem(.enrolmentCode) }
      return known.answer(identity, at: now)
    }
    guard code.usedBy == nil, now < code.expiresAt else { throw HubProblem(.enrolmentCode) }
    guard !sites.contains(where: { $0.prefix == request.prefix }) else {
      throw HubProblem(.prefixTaken)
    }
    let site = SiteRecord(
      site: request.site, number: (sites.map(\.number).max() ?? 0) + 1, name: request.name,
      prefix: request.prefix, signingKey: request.signingKey, agreementKey: request.agreementKey,
      epoch: now.milliseconds, leaseUntil: now.adding(milliseconds: rules.lease), lastSeen: now)
    try tx.keep(site)
    code.usedBy = request.site
    try tx.keep(code)
    return site.answer(identity, at: now)
  }
}

extension EnrolmentCode {
  /// Codes are read without regard to case, spaces and hyphens.
  public static func hash(of code: String) -> String {
    let letters = code.uppercased().utf8.filter {
      $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ")
    }
    return BinaryText.hex(sha256(Array(letters)))
  }
}

extension EnrolmentRequest {
  fileprivate var isWellFormed: Bool {
    let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
    return (2...6).contains(prefix.utf8.count) && prefix.utf8.allSatisfy(letters.contains)
      && (try? SiteID(parsing: site)) != nil && site == site.lowercased()
      && (1...200).contains(name.utf8.count)
      && [signingKey, agreementKey].allSatisfy { BinaryText.bytes(base64: $0)?.count == 32 }
  }
}

extension SiteRecord {
  fileprivate func answer(_ hub: HubIdentity, at now: Instant) -> EnrolmentAnswer {
    EnrolmentAnswer(
      hub: hub.hub, hubEpoch: hub.epoch, hubName: hub.name, siteNumber: number, epoch: epoch,
      serverTime: now.milliseconds, leaseUntil: leaseUntil.milliseconds)
  }
}
