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
      let site = try store.read({ tx in try tx.site(request.site) }),
      let bytes = BinaryText.bytes(base64: signature),
      let key = BinaryText.bytes(base64: site.signingKey),
      let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: key),
      publicKey.isValidSignature(bytes, for: Data(request.signedBytes))
    else { throw HubProblem(.unauthorised) }
    guard
      try store.write({ tx in try tx.keepNonce(request.nonce, of: site.site, at: now) })
    else { throw HubProblem(.unauthorised) }
  }
}
