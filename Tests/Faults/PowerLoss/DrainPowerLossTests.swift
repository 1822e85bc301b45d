import Foundation
import HubModel
import SampleClinic
import Synchronization
import Testing

/// A power cut at any moment of a turn of the worker: of the replay of what was staged, of what the
/// hub acknowledged, of what came from it, and of the witness beside the database.
@Suite struct DrainPowerLossTests {
  /// One turn, with what the hub was when it had taken each push.
  private struct Turn {
    let drain: DrainClinic
    var life: RecordedLife
    let hubs: [ModelState]

    init() throws {
      let drain = try DrainClinic()
      let hubs = KeptStates(drain.before)
      let clinic = try drain.copy()
      life = try RecordedLife(of: clinic) { recording, file in
        // Said in the record of the program's own steps, while it waits for the answer.
        let (server, store) = (drain.server, drain.server.store)
        server.onPush { acknowledged in
          let number = hubs.add(store.backup())
          FileTrace.say("hub \(number) \(acknowledged)\n", in: file)
        }
        let child = try DrainClinic.turn(of: clinic, environment: recording)
        _ = child.remainingLines()
        #expect(child.wait() == 0)
        server.onPush(nil)
      }
      self.drain = drain
      self.hubs = hubs.states.withLock { $0 }
    }

    func losses(in images: Int, enough: Int = .max) throws -> [RecordedLife.Loss] {
      try life.losses(in: images, enough: enough) { clinic, said in
        let pushes = said.filter { $0.hasPrefix("hub ") }.map { line in
          line.split(separator: " ").compactMap { Int64($0) }
        }
        drain.setHubBack(to: hubs[Int(pushes.last?[0] ?? 0)])
        // Whoever sends the next push has kept what the one before was answered.
        let witnessed = pushes.dropLast().last?[1] ?? 0
        return drain.problemsTheMorningAfter(clinic, witnessed: witnessed)
      }
    }
  }

  @Test(.timeLimit(.minutes(240)))
  func aTurnThatAPowerCutEndsIsMadeGoodByTheNext() throws {
    let turn = try Turn()
    #expect(turn.hubs.count > 3, "\(turn.hubs.count) pushes are no drain")
    let images = Soak.powerCuts ?? 40 * Soak.factor
    let losses = try turn.losses(in: images)
    #expect(losses.isEmpty, "\(losses.count): \(losses.prefix(3))")
    guard Soak.powerCuts != nil else { return }
    print("turns: \(images) power cuts, \(turn.life.steps.count) steps")
  }

  /// The proof of the proof, as for commands.
  @Test(arguments: ["-wal", "sync.acknowledged.new", "/anchors/"])
  func aForcedWriteThatIsLeftOutIsFound(file: String) throws {
    var turn = try Turn()
    turn.life.disk.leaveOut(file)
    #expect(try turn.losses(in: 300, enough: 1).count == 1)
  }
}

/// The hub's states, kept from the thread that answers.
private final class KeptStates: Sendable {
  let states: Mutex<[ModelState]>

  init(_ first: ModelState) { states = Mutex([first]) }

  /// Keeps one; gives its number.
  func add(_ state: ModelState) -> Int {
    states.withLock { states in
      states.append(state)
      return states.count - 1
    }
  }
}
