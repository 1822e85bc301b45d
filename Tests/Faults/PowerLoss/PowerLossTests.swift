import Foundation
import Glibc
import SampleClinic
import Storage
import Testing

/// What was answered as done is there after a power cut at any moment, however little of what was
/// not forced to disk came through, and in whatever order.
@Suite struct PowerLossTests {
  /// A day of commands, in which the database is out of reach for a while.
  private func life(seed: Int, rounds: Int) throws -> RecordedLife {
    let clinic = try FaultClinic(doctors: 4, patients: 50)
    let service = try clinic.clinic.open()
    try clinic.addReception(to: service)
    try service.close()
    return try RecordedLife(of: clinic) { recording, _ in
      let child = try clinic.child("live", seed, rounds, with: recording)
      #expect(child.remainingLines().count == rounds * 15)
      #expect(child.wait() == 0)
    }
  }

  @Test(.timeLimit(.minutes(240)))
  func nothingAcknowledgedIsLostByAPowerCut() throws {
    let images = 120
    let lives = Soak.powerCuts.map { max(1, $0 / images) } ?? Soak.factor
    for number in 0..<lives {
      let life = try life(seed: Int(getpid()) << 8 + number, rounds: 3)
      let losses = try losses(of: life, images: images)
      #expect(losses.isEmpty, "\(losses.count): \(losses.prefix(3))")
    }
    if Soak.powerCuts != nil { print("commands: \(lives * images) power cuts") }
  }

  /// The proof of the proof: with the forced writes of one kind of file left out, the same images
  /// show a loss.
  @Test(arguments: ["-wal", "/clinic.sqlite", ".tmp", "/staging/"])
  func aForcedWriteThatIsLeftOutIsFound(file: String) throws {
    var life = try life(seed: 7, rounds: 2)
    #expect(try losses(of: life, images: 60, enough: 1).isEmpty)
    life.disk.leaveOut(file)
    #expect(try losses(of: life, images: 150, enough: 1).count == 1)
  }

  private func losses(
    of life: RecordedLife, images: Int, enough: Int = .max
  ) throws -> [RecordedLife.Loss] {
    try life.losses(in: images, enough: enough) { clinic, said in
      var acknowledged = Acknowledged()
      for line in said { acknowledged.add(line) }
      return clinic.problemsTheMorningAfter(acknowledged)
    }
  }
}
