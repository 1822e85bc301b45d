import ClinicDomain
import TerminalKit

/// Visits that were asked for, and what an encaixe does to its day.
extension Wording {
  var requestsKey: String { pick("pedidos", "requests") }
  func requestsTitle(_ count: Int) -> String {
    pick("Pedidos à espera de resposta (\(count))", "Requests waiting for an answer (\(count))")
  }
  var noRequests: String { pick("Nenhum pedido à espera.", "No request is waiting.") }

  /// That the time is gone, else the phone, else the kind.
  func requestNote(_ row: RequestRow) -> String {
    if row.isTaken { return pick("! horário tomado", "! time taken") }
    return row.phone.isEmpty ? visitKind(row.visit.kind) : row.phone
  }

  var overbookingsHint: String {
    pick("0 a 200; vazio: 5", "0 to 200; empty: 5")
  }

  /// `Encaixe 2 de 5 do dia · atrasa 3, até 30 min (Ivo Sampaio 10:30)`.
  func impact(_ impact: OverbookingImpact) -> String {
    let number = impact.used + 1
    let count = pick(
      "Encaixe \(number) de \(impact.perDay) do dia",
      "Squeezed in: \(number) of \(impact.perDay) that day")
    guard let most = impact.delays.max(by: { $0.minutes < $1.minutes }) else {
      return count + pick(" · não atrasa ninguém", " · delays nobody")
    }
    let who = "\(most.visit.patientName) \(most.visit.start.text)"
    return count
      + pick(
        " · atrasa \(impact.delays.count), até \(most.minutes) min (\(who))",
        " · delays \(impact.delays.count), by up to \(most.minutes) min (\(who))")
  }

  /// Why the doctor takes no visits at the time of an encaixe.
  func closure(_ closure: OverbookingImpact.Closure) -> String {
    switch closure {
    case .exception(let reason):
      pick("! Agenda fechada", "! Agenda closed") + (reason.isEmpty ? "" : ": \(reason)")
    case .holiday(let name): pick("! Feriado: ", "! Holiday: ") + holiday(name)
    case .hours(let spans) where spans.isEmpty:
      pick("! O médico não atende neste dia", "! The doctor does not work on this day")
    case .hours(let spans):
      pick("! Fora do horário: ", "! Outside the hours: ")
        + spans.map { "\($0.from.text)–\($0.until.text)" }.joined(separator: " · ")
    }
  }

  /// `! Já tem consulta: 09:00–09:30 Bruno Reis`.
  func ownVisits(_ visits: [VisitRow]) -> String {
    pick("! Já tem consulta: ", "! Has a visit already: ") + places(of: visits)
  }

  private func places(of visits: [VisitRow]) -> String {
    visits.map { "\($0.start.text)–\($0.end.text) \($0.practitionerName)" }
      .joined(separator: " · ")
  }

  /// Whether an encaixe is meant beside what the patient has at that time.
  func besideQuestion(_ visits: [VisitRow]) -> Dialog {
    Dialog(
      title: pick("O paciente já tem consulta nessa hora.", "The patient has a visit then."),
      message: visits.isEmpty
        ? pick("Esc volta a editar.", "Esc goes back to editing.") : places(of: visits),
      answers: [
        Dialog.Answer("m", pick("marca assim mesmo", "book all the same"), isDangerous: true)
      ])
  }
}
