import Foundation
import Glibc
import SampleClinic

/// What a clinic's folder was, and all that was done to it afterwards.
struct RecordedLife {
  let clinic: FaultClinic
  var disk: RecordedDisk
  let steps: [FileStep]

  /// What was wrong with the clinic after a power cut.
  struct Loss: CustomStringConvertible {
    let step: Int
    let cut: PowerCut
    let problems: [String]
    var description: String { "step \(step), the disk \(cut): \(problems)" }
  }

  private static let recorder = URL(fileURLWithPath: FaultClinic.driver)
    .deletingLastPathComponent().appendingPathComponent("libFileRecorder.so").path

  /// Lives, with what the environment needs for a record, which goes to the file that is given.
  init(
    of clinic: FaultClinic, _ live: (_ recording: [String: String], _ file: String) throws -> Void
  ) throws {
    self.clinic = clinic
    disk = try RecordedDisk(below: clinic.clinic.root)
    let file = clinic.clinic.root + ".trace"
    defer { unlink(file) }
    try live(
      [
        "LD_PRELOAD": Self.recorder, "CLINIC_RECORD_TO": file,
        "CLINIC_RECORD_UNDER": clinic.clinic.root,
      ], file)
    steps = try FileTrace.read(file)
  }

  /// Cuts the power so many times, and looks each time at what is left of the clinic, with what had
  /// been said by then.
  func losses(
    in images: Int, enough: Int = .max, _ problems: (FaultClinic, [String]) throws -> [String]
  ) throws -> [Loss] {
    var (disk, said, losses) = (disk, [String](), [Loss]())
    var random = SeededGenerator(seed: UInt64(steps.count))
    // Every answer is a moment at which something could be missing; so is any other.
    let answers = steps.indices.filter { if case .said = steps[$0] { true } else { false } }
    var moments: [Int: Int] = [:]
    for image in 0..<images {
      let moment =
        image.isMultiple(of: 2)
        ? answers[Int(random.next() % UInt64(answers.count))]
        : Int(random.next() % UInt64(steps.count))
      moments[moment, default: 0] += 1
    }
    for (index, step) in steps.enumerated() {
      disk.take(step)
      if case .said(let text) = step { said += text.split(separator: "\n").map(String.init) }
      for _ in 0..<moments[index, default: 0] {
        let cut = PowerCut.allCases[Int(random.next() % UInt64(PowerCut.allCases.count))]
        let left = try FaultClinic.made { root in
          try disk.leave(cut, from: clinic.clinic.root, in: root, random: &random)
        }
        let found = try problems(left, said)
        if !found.isEmpty { losses.append(Loss(step: index, cut: cut, problems: found)) }
        if losses.count >= enough { return losses }
      }
    }
    return losses
  }
}

extension RecordedDisk {
  /// Forced writes count no more: of files whose path ends so, or, with a slash at the end, of the
  /// folders whose path has that in it.
  mutating func leaveOut(_ file: String) {
    counts = { path in
      file.hasSuffix("/") ? !(path.contains(file) && path.hasSuffix("/")) : !path.hasSuffix(file)
    }
  }
}
