import Foundation
import Glibc
import SampleClinic
import Storage
import Testing

/// What was answered as done is there after a power cut at any moment, however little of what was
/// not forced to disk came through, and in whatever order.
@Suite struct PowerLossTests {
  private static let recorder = URL(fileURLWithPath: FaultClinic.driver)
    .deletingLastPathComponent().appendingPathComponent("libFileRecorder.so").path

  /// What a clinic's folder was, and all that was done to it afterwards.
  private struct Life {
    let clinic: FaultClinic
    var disk: RecordedDisk
    let steps: [FileStep]

    init(seed: Int, rounds: Int) throws {
      clinic = try FaultClinic(doctors: 4, patients: 50)
      let service = try clinic.clinic.open()
      try clinic.addReception(to: service)
      try service.close()
      disk = try RecordedDisk(below: clinic.clinic.root)
      let trace = clinic.clinic.root + ".trace"
      defer { unlink(trace) }
      let child = try clinic.child(
        "live", seed, rounds,
        with: [
          "LD_PRELOAD": PowerLossTests.recorder, "CLINIC_RECORD_TO": trace,
          "CLINIC_RECORD_UNDER": clinic.clinic.root,
        ])
      #expect(child.remainingLines().count == rounds * 15)
      #expect(child.wait() == 0)
      steps = try FileTrace.read(trace)
    }
  }

  /// What was wrong with the clinic after a power cut.
  private struct Loss: CustomStringConvertible {
    let step: Int
    let cut: PowerCut
    let problems: [String]
    var description: String { "step \(step), the disk \(cut): \(problems)" }
  }

  @Test(.timeLimit(.minutes(240)))
  func nothingAcknowledgedIsLostByAPowerCut() throws {
    for life in 0..<Soak.factor {
      let losses = try losses(
        of: Life(seed: Int(getpid()) << 8 + life, rounds: 3), images: 120)
      #expect(losses.isEmpty, "\(losses.count): \(losses.prefix(3))")
    }
  }

  /// The proof of the proof: with the forced writes of one kind of file left out, the same images
  /// show a loss.
  @Test(arguments: ["-wal", "/clinic.sqlite", ".tmp", "/staging/"])
  func aForcedWriteThatIsLeftOutIsFound(file: String) throws {
    var life = try Life(seed: 7, rounds: 2)
    #expect(try losses(of: life, images: 60, enough: 1).isEmpty)
    life.disk.counts = { path in
      file.hasSuffix("/") ? !(path.contains(file) && path.hasSuffix("/")) : !path.hasSuffix(file)
    }
    #expect(try losses(of: life, images: 150, enough: 1).count == 1)
  }

  private func losses(of life: Life, images: Int, enough: Int = .max) throws -> [Loss] {
    var (disk, acknowledged) = (life.disk, Acknowledged())
    var random = SeededGenerator(seed: UInt64(life.steps.count))
    var losses: [Loss] = []
    // Every answer is a moment at which something could be missing; so is any other.
    let answers = life.steps.indices.filter {
      if case .said = life.steps[$0] { true } else { false }
    }
    var moments: [Int: Int] = [:]
    for image in 0..<images {
      let moment =
        image.isMultiple(of: 2)
        ? answers[Int(random.next() % UInt64(answers.count))]
        : Int(random.next() % UInt64(life.steps.count))
      moments[moment, default: 0] += 1
    }
    for (index, step) in life.steps.enumerated() {
      disk.take(step)
      if case .said(let text) = step {
        for line in text.split(separator: "\n") { acknowledged.add(String(line)) }
      }
      for _ in 0..<moments[index, default: 0] {
        let cut = PowerCut.allCases[Int(random.next() % UInt64(PowerCut.allCases.count))]
        let clinic = try FaultClinic.made { root in
          try disk.leave(cut, from: life.clinic.clinic.root, in: root, random: &random)
        }
        let problems = clinic.problemsTheMorningAfter(acknowledged)
        if !problems.isEmpty { losses.append(Loss(step: index, cut: cut, problems: problems)) }
        if losses.count >= enough { return losses }
      }
    }
    return losses
  }
}
