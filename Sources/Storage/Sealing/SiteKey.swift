import Crypto
import Foundation

/// The key of a site: everything clinical is sealed under keys that it wraps.
///
/// It lives in a file of mode 0600 outside the data folder or in a systemd credential; never in the
/// environment, in an argument or in the database.
public struct SiteKey: Sendable {
  static let byteCount = 32
  private let key: SymmetricKey

  /// A new random key.
  public static func make() -> SiteKey { SiteKey(key: SymmetricKey(size: .bits256)) }

  init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    key = SymmetricKey(data: bytes)
  }

  private init(key: SymmetricKey) { self.key = key }

  var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

  /// What a key derived from the site key is for.
  enum Purpose: String {
    case patientKeys = "clinic patient keys v1"
    case staging = "clinic staging v1"
    case audit = "clinic audit v1"
    case check = "clinic key check v1"
    case syncKeys = "clinic sync keys v1"
  }

  /// A key for one purpose only (HKDF with SHA-256, RFC 5869).
  func derived(_ purpose: Purpose) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, info: Data(purpose.rawValue.utf8), outputByteCount: 32)
  }

  /// Says which key data was sealed with and nothing about the key; kept in the database.
  var checkValue: [UInt8] {
    Array(
      HMAC<SHA256>.authenticationCode(for: Data("check".utf8), using: derived(.check)))
  }
}
