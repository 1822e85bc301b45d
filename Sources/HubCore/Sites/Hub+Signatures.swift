public import ClinicDomain
internal import Crypto
internal import Foundation
public import SyncProtocol

extension Hub {
  /// Checks that a request comes from the site it names, now, and for the first time.
  ///
  /// The signature is Ed25519's in Base64. What fails is `clock` with the hub's time, else
  /// `unauthorised` without a reason.
  public func authenticate(
    _ request: RequestSignature, signature: String, at now: Instant
  ) throws {
    let distance = now.milliseconds.subtractingReportingOverflow(request.date)
    guard !distance.overflow,
      (-RequestSignature.skewLimit...RequestSignature.skewLimit).contains(distance.partialValue)
    else { throw HubProblem(.clock, serverTime: now.milliseconds) }
    guard (16...64).contains(request.nonce.utf8.count),
      let signature = BinaryText.bytes(base64: signature)
    else { throw HubProblem(.unauthorised) }
    try store.write { tx in
      guard let site = try tx.site(request.site), site.signed(request, signature),
        try tx.keepNonce(request.nonce, of: site.site, at: now)
      else { throw HubProblem(.unauthorised) }
    }
  }
}

extension SiteRecord {
  fileprivate func signed(_ request: RequestSignature, _ signature: [UInt8]) -> Bool {
    guard let bytes = BinaryText.bytes(base64: signingKey),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
    else { return false }
    return key.isValidSignature(signature, for: Data(request.signedBytes))
  }
}
