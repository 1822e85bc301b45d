import Crypto
import CryptoExtras
import Foundation
import SyncProtocol

/// A password's scrypt hash with its parameters, in the form `$scrypt$ln=14,r=8,p=5$salt$hash`.
///
/// N=2^14, r=8, p=5 is one of OWASP's equivalent choices. The parameters stand in each hash, so that
/// they may be raised without locking anybody out.
public struct PasswordHash: Hashable, Sendable {
  private static let hashCount = 32

  private let rounds: Int
  private let blockSize: Int
  private let parallelism: Int
  private let salt: [UInt8]
  private let hash: [UInt8]

  /// Hashes a password with a random salt.
  ///
  /// Takes a quarter of a second by design.
  public init(password: String) throws(StorageError) {
    try self.init(
      password: password, log2Rounds: 14, blockSize: 8, parallelism: 5,
      salt: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) })
  }

  init(
    password: String, log2Rounds: Int, blockSize: Int, parallelism: Int, salt: [UInt8]
  ) throws(StorageError) {
    rounds = 1 << log2Rounds
    self.blockSize = blockSize
    self.parallelism = parallelism
    self.salt = salt
    hash = try Self.derive(password, salt, rounds, blockSize, parallelism)
  }

  /// The stored form.
  public var stored: String {
    let parameters = "ln=\(rounds.trailingZeroBitCount),r=\(blockSize),p=\(parallelism)"
    return "$scrypt$\(parameters)$\(BinaryText.base64(salt))$\(BinaryText.base64(hash))"
  }

  /// Reads the stored form; nil if it isn't one, or asks for more work than is reasonable.
  public init?(stored: String) {
    let parts = stored.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
      let salt = BinaryText.bytes(base64: String(parts[3])), !salt.isEmpty,
      let hash = BinaryText.bytes(base64: String(parts[4])), hash.count == Self.hashCount
    else { return nil }
    let numbers = parts[2].split(separator: ",").compactMap { part -> (Substring, Int)? in
      let pair = part.split(separator: "=")
      guard pair.count == 2, let number = Int(pair[1]) else { return nil }
      return (pair[0], number)
    }
    guard numbers.map(\.0) == ["ln", "r", "p"], (1...20).contains(numbers[0].1),
      (1...32).contains(numbers[1].1), (1...16).contains(numbers[2].1)
    else { return nil }
    rounds = 1 << numbers[0].1
    blockSize = numbers[1].1
    parallelism = numbers[2].1
    self.salt = salt
    self.hash = hash
  }

  /// Whether it is the password's hash; compares in constant time.
  public func matches(_ password: String) -> Bool {
    guard let other = try? Self.derive(password, salt, rounds, blockSize, parallelism) else {
      return false
    }
    return zip(hash, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func derive(
    _ password: String, _ salt: [UInt8], _ rounds: Int, _ blockSize: Int, _ parallelism: Int
  ) throws(StorageError) -> [UInt8] {
    // One spelling of accents, whatever keyboard typed them.
    let normalised = password.precomposedStringWithCanonicalMapping
    let key = try storing {
      try KDF.Scrypt.deriveKey(
        from: Data(normalised.utf8), salt: salt, outputByteCount: hashCount, rounds: rounds,
        blockSize: blockSize, parallelism: parallelism)
    }
    return key.withUnsafeBytes { Array($0) }
  }
}
