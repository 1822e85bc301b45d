internal import ArgumentParser
internal import ClinicDomain
internal import Crypto
internal import Foundation
internal import HubCore
internal import SyncProtocol

/// Makes the key by which the hub's service opens what clinics give it.
struct ServiceKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "service-key",
    abstract: "Make the key of the service that reads exam results.",
    discussion: """
      Its public part is told to the sites, each of which switches the service on or not (F9). The \
      private part goes to a new file, for its owner alone, and nowhere else: keep it away from \
      this machine where results are not read here. A new key opens only what is given from then on.
      """)

  @Option(help: "The new file for the private part.")
  var out: String

  func run() throws {
    let key = Curve25519.KeyAgreement.PrivateKey()
    let text = BinaryText.hex(Array(key.rawRepresentation)) + "\n"
    let file = open(self.out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw ValidationError("\(out): \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      throw ValidationError("\(out): \(String(cString: strerror(errno)))")
    }
    let hub = Hub(store: try DatabaseAddress().open())
    try hub.keep(
      HubServiceKey(
        name: HubServiceKey.results,
        agreementKey: BinaryText.base64(Array(key.publicKey.rawRepresentation))))
  }
}

/// Lists the exam results that clinics gave the hub.
struct Results: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the exam results that clinics give the hub, as JSON lines.",
    discussion: "Clinical content: only those of clinics that switched the service on.")

  @Option(help: "The file with the private part of the service's key.")
  var key: String

  func run() throws {
    let text = try String(contentsOfFile: key, encoding: .utf8)
    guard let bytes = BinaryText.bytes(hex: String(text.prefix { !$0.isWhitespace })),
      bytes.count == 32
    else { throw ValidationError("\(key) holds no key.") }
    let hub = Hub(store: try DatabaseAddress().open())
    for result in try hub.results(openedBy: bytes) { print(result.json.canonicalText) }
  }
}

extension ExamResult {
  fileprivate var json: JSONValue {
    var object = JSONObject([
      ("exam", .string(exam)), ("patient", .string(patient)), ("site", .string(site)),
      ("at", .string(Instant(milliseconds: at).isoText)), ("name", .string(name)),
      ("result", .string(result)),
    ])
    object["code"] = code.map { .string($0) }
    return .object(object)
  }
}
