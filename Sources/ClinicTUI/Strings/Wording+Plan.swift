import ClinicDomain

/// Several visits at once: series, copies and moves of many.
extension Wording {
  var repetitionLabel: String { pick("Repetir", "Repeat") }
  var repetitionHint: String {
    pick("10x · quinzenal 6x · mensal até 20/12", "10x · fortnightly 6x · monthly until 20/12")
  }
  var noSuchRepetition: String {
    pick(
      "Quantas vezes? Como 10x, quinzenal 6x ou até 20/12.",
      "How often? As 10x, fortnightly 6x or until 20/12.")
  }

  func repetitionFault(_ fault: Repetition.Fault) -> String {
    switch fault {
    case .endsBeforeTheSecond:
      pick("Acaba antes da segunda consulta.", "It ends before the second visit.")
    case .tooMany(let last):
      pick(
        "Uma série tem até \(Repetition.limit) consultas: a última seria em \(date(last)).",
        "A series has up to \(Repetition.limit) visits: the last would be on \(date(last)).")
    }
  }

  var overbookingDoesNotRepeat: String {
    pick("Um encaixe não se repete.", "A squeezed-in visit does not repeat.")
  }

  /// `10x toda semana`, `a cada 2 semanas até 20/12/2026`.
  func repetition(_ repetition: Repetition) -> String {
    let every = repetition.every
    let unit =
      switch repetition.unit {
      case .day:
        pick(every == 1 ? "todo dia" : "\(every) dias", every == 1 ? "day" : "\(every) days")
      case .week:
        pick(
          every == 1 ? "toda semana" : "\(every) semanas", every == 1 ? "week" : "\(every) weeks")
      case .month:
        pick(every == 1 ? "todo mês" : "\(every) meses", every == 1 ? "month" : "\(every) months")
      }
    let how = pick(every == 1 ? unit : "a cada \(unit)", "every \(unit)")
    switch repetition.end {
    case .count(let count): return "\(count)x \(how)"
    case .until(let day): return "\(how) \(pick("até", "until")) \(date(day))"
    }
  }

  func planTitle(_ plan: PlanPanel) -> String {
    let doctor = doctorName(plan.practitioner.name, plan.practitioner.sex)
    var parts: [String]
    switch plan.purpose {
    case .series: parts = [pick("Série", "Series"), plan.items.first?.patientName ?? ""]
    case .copy: parts = [pick("Copiar", "Copy")]
    case .move: parts = [pick("Mover", "Move")]
    }
    // What has to be done comes before what is known: a narrow screen cuts the end.
    if !plan.conflicts.isEmpty { parts.append(conflictCount(plan.conflicts.count)) }
    parts += [visitCount(plan.kept.count), doctor]
    return parts.joined(separator: " · ")
  }

  private func conflictCount(_ count: Int) -> String {
    pick(
      count == 1 ? "1 conflito" : "\(count) conflitos",
      count == 1 ? "1 conflict" : "\(count) conflicts")
  }

  func solveFirst(_ count: Int) -> String {
    conflictCount(count)
      + pick(
        ": escolha um livre, outro horário (t) ou deixe de fora (x).",
        ": choose a free time, another one (t) or leave it out (x).")
  }

  var allLeftOut: String { pick("Nenhuma ficou.", "None is left.") }
  var leftOutText: String { pick("fica de fora", "left out") }
  var staysText: String { pick("fica onde está", "stays where it is") }
  var nextConflictKey: String { pick("próximo conflito", "next conflict") }
  var otherTimeKey: String { pick("outro horário", "other time") }
  var otherTimePrompt: String { pick("Outro horário:", "Other time:") }
  var otherTimeHint: String { pick("15:30 · qui 8h · 1405 9h", "15:30 · thu 8h · 1405 9h") }
  var takeTimeKey: String { pick("usa", "take") }
  var leaveOutKey: String { pick("deixa de fora", "leave out") }
  var takeInKey: String { pick("inclui", "take in") }
  func bookAllKey(_ count: Int) -> String { pick("marca \(count)", "book \(count)") }
  func moveAllKey(_ count: Int) -> String { pick("move \(count)", "move \(count)") }

  /// A refusal in a table's cell.
  func shortRefusal(_ refusal: SchedulingRefusal) -> String {
    switch refusal {
    case .outsideAgenda: pick("fora da agenda", "outside the agenda")
    case .taken(.practitioner, _, _): pick("horário ocupado", "time taken")
    case .taken(.patient, _, _): pick("paciente ocupado", "patient busy")
    case .taken(.room, _, _): pick("sala ocupada", "room taken")
    case .inThePast: pick("já passou", "past")
    case .beyondHorizon(let days): pick("além de \(days) dias", "beyond \(days) days")
    default: self.refusal(.scheduling(refusal))
    }
  }

  func bookedAll(_ plan: PlanPanel) -> String {
    let names = plan.kept.map { plan.items[$0].patientName }
    let count = names.count
    guard case .series = plan.purpose, let first = plan.kept.first.map({ plan.items[$0] }) else {
      return pick(count == 1 ? "Copiada: " : "Copiadas: ", "Copied: ") + visitCount(count)
    }
    let from = dayAndTime(first.date, first.start)
    return pick("Marcado: ", "Booked: ") + "\(first.patientName) · \(visitCount(count)) "
      + pick("desde", "from") + " \(from)"
  }

  func movedAll(_ count: Int) -> String {
    pick(count == 1 ? "Remarcada: " : "Remarcadas: ", "Moved: ") + visitCount(count)
  }

  /// What is left to do once the clinic moved visits.
  var tellMoved: String { pick(" · F10 Avisar: a quem ligar", " · F10 To tell: whom to call") }

  // A doctor who is late or away.

  var shiftKey: String { pick("atraso ou ausência do médico", "doctor late or away") }
  var shiftTitle: String { pick("Atraso ou ausência", "Late or away") }
  var shiftLabel: String { pick("O médico", "The doctor") }
  var lateText: String { pick("atrasa", "is late") }
  var elsewhereText: String { pick("outro dia ou médico", "other day or doctor") }
  var elsewhereLabel: String { pick("Para", "To") }
  var elsewhereHint: String {
    pick("qui · +7 · dra célia · qui dra célia", "thu · +7 · dr reis · thu dr reis")
  }
  var elsewhereNeeded: String {
    pick(
      "Diga outro dia, outro médico ou ambos: qui dra célia.",
      "Give another day, another doctor or both: thu dr reis.")
  }
  var awayText: String { pick("não vem", "does not come") }
  var shiftPartLabel: String { pick("Período", "Hours") }
  func shiftPart(_ part: PartOfDay) -> String {
    switch part {
    case .morning: pick("manhã", "morning")
    case .afternoon: pick("tarde", "afternoon")
    case .evening: partOfDay(part)
    case .any: pick("dia inteiro", "whole day")
    }
  }
  var lateMinutesLabel: String { pick("Minutos de atraso", "Minutes late") }
  var lateMinutesNeeded: String {
    pick("De 5 a 360 minutos, de 5 em 5.", "5 to 360 minutes, in steps of 5.")
  }
  var awayReasonLabel: String { pick("Motivo da ausência", "Reason of absence") }
  var nothingLeftToShift: String {
    pick("Não há consulta a mover nesse período.", "There is no visit to move in those hours.")
  }
  var closeAndListKey: String { pick("fecha e lista as consultas", "close and list the visits") }
  var showLaterTimesKey: String { pick("mostra os horários", "show the times") }
  func closed(_ column: AgendaColumn) -> String {
    pick("Fechado: ", "Closed: ") + shortDay(column.date)
      + " · " + doctorName(column.practitioner.name, column.practitioner.sex)
  }

  // Copies.

  var copyWeekKey: String { pick("copia para outra semana", "copy to another week") }
  var copyTitle: String { pick("Copiar", "Copy") }
  var copyKey: String { pick("mostra a cópia", "show the copy") }
  var wholeWeekKey: String { pick("a semana toda", "the whole week") }
  var toWeekLabel: String { pick("Para a semana de", "To the week of") }
  var noOtherWeek: String { pick("Diga um dia de outra semana.", "Give a day of another week.") }
  func tooManyToCopy(_ count: Int) -> String {
    pick(
      "São \(count) consultas; uma cópia leva até \(VisitBatch.limit).",
      "There are \(count) visits; a copy takes up to \(VisitBatch.limit).")
  }
  func overbookedNotCopied(_ count: Int) -> String {
    pick(
      count == 1 ? "1 encaixe não se copia." : "\(count) encaixes não se copiam.",
      count == 1
        ? "1 squeezed-in visit is not copied." : "\(count) squeezed-in visits are not copied.")
  }
  var nothingToCopy: String { pick("Nada a copiar.", "Nothing to copy.") }

  // Series.

  var seriesScopeLabel: String { pick("Abrange", "Which") }
  func scope(_ scope: SeriesScope) -> String {
    switch scope {
    case .this: pick("só esta", "this one")
    case .following: pick("esta e as seguintes", "this and following")
    case .all: pick("todas as que faltam", "all that are left")
    }
  }
  func scopeQuestion(_ name: String) -> String {
    pick("\(name) faz parte de uma série. Mover:", "\(name) is one of a series. Move:")
  }
  func scopeLetter(_ scope: SeriesScope) -> Character {
    switch scope {
    case .this: "1"
    case .following: "2"
    case .all: "3"
    }
  }
  var seriesLabel: String { pick("Série", "Series") }
  func cancelledAll(_ count: Int, _ name: String) -> String {
    pick("Canceladas: \(count) consultas de \(name)", "Cancelled: \(count) visits of \(name)")
  }
}
