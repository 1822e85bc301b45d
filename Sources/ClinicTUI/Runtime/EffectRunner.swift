import ClinicDomain
import Dispatch

/// Does what `update` asked for, one after the other, off the main thread; results go to the
/// mailbox.
final class EffectRunner: Sendable {
  private let gateway: any ClinicGateway
  private let mailbox: Mailbox
  private let files: ExportFolder
  private let queue = DispatchQueue(label: "clinic.effects", qos: .userInitiated)

  init(gateway: any ClinicGateway, mailbox: Mailbox, files: ExportFolder) {
    self.gateway = gateway
    self.mailbox = mailbox
    self.files = files
  }

  func run(_ effect: Effect, as actor: Actor) {
    queue.async { [gateway, mailbox, files] in
      switch effect {
      case .load(let ticket, let query):
        let reply = gateway.answer(query, as: actor)
        mailbox.post(.answered(ticket, reply))
        gateway.audit(query, reply, as: actor)
        gateway.lookAhead(after: query, as: actor)
      case .perform(let ticket, let command):
        mailbox.post(.performed(ticket, gateway.perform(command, as: actor)))
      case .logIn(let ticket, let login, let password):
        mailbox.post(.loggedIn(ticket, gateway.logIn(login: login, password: password)))
      case .recordLogOut: gateway.recordLogOut(of: actor)
      case .replayStaged: gateway.replayStaged()
      case .writeFile(let ticket, let name, let text):
        mailbox.post(.fileWritten(ticket, path: files.write(text, name: name)))
      case .navigate, .tell, .copy, .openBoard, .redraw, .suspend, .ring, .quit: break
      }
    }
  }

  /// Waits until everything that was asked for is done, so that a quit loses nothing.
  func finish() { queue.sync {} }
}
