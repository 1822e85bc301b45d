import ClinicDomain
import Exchange

/// What an import says.
extension Wording {
  func importDone(_ counts: ImportCounts, isDry: Bool) -> String {
    let added =
      isDry
      ? pick("prontas \(counts.added)", "ready \(counts.added)")
      : pick("novas \(counts.added)", "added \(counts.added)")
    return pick(
      "Lidas \(counts.read): \(added), já havia \(counts.known), de fora \(counts.passedOver), "
        + "rejeitadas \(counts.rejected).",
      "Read \(counts.read): \(added), known \(counts.known), left out \(counts.passedOver), "
        + "rejected \(counts.rejected).")
  }

  func rejectsAre(_ path: String) -> String {
    pick("Rejeitadas, com o motivo: \(path)", "Rejected rows with reasons: \(path)")
  }

  func importSpeed(rows: Int, perSecond: Int, rejected: Int) -> String {
    let count = pick("\(rows) linhas  \(perSecond)/s", "\(rows) rows  \(perSecond)/s")
    guard rejected > 0 else { return count }
    return count + pick("  \(rejected) rejeitadas", "  \(rejected) rejected")
  }

  func timeLeft(seconds: Int) -> String {
    let rest = seconds % 60
    let text = "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
    return pick("faltam \(text)", "\(text) left")
  }

  func importReason(_ reason: ImportReason) -> String {
    switch reason {
    case .problem(let problem):
      (problem.field.map { "\($0): " } ?? "") + importProblem(problem.reason)
    case .unknownReference(let field, let foreign):
      pick(
        "\(field): \(foreign.value) não foi importado", "\(field): \(foreign.value) not imported")
    case .refused(let refusal): self.refusal(refusal)
    }
  }

  private func importProblem(_ reason: ImportProblem.Reason) -> String {
    switch reason {
    case .missing: pick("falta", "missing")
    case .form: pick("forma errada", "wrong form")
    case .notInTable: pick("valor fora da tabela", "value not in the table")
    case .checkDigits: pick("dígitos verificadores errados", "wrong check digits")
    case .noSuchDay: pick("data ou hora que não existe", "no such day or time")
    case .outOfRange: pick("fora do limite", "out of range")
    case .record(let problem): recordProblem(problem)
    }
  }

  private func recordProblem(_ problem: CSVRow.Problem) -> String {
    switch problem {
    case .unterminatedQuote: pick("aspas sem fim", "quote never closed")
    case .textAfterQuote: pick("texto depois das aspas", "text after a closing quote")
    case .tooLong: pick("linha longa demais", "record too long")
    case .notUTF8(let field): pick("campo \(field) não é UTF-8", "field \(field) is not UTF-8")
    case .fieldCount(let expected, let found):
      pick("\(found) campos em vez de \(expected)", "\(found) fields instead of \(expected)")
    }
  }
}
