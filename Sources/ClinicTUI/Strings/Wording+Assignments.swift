import ClinicDomain
import TerminalKit

extension Wording {
  func assignmentRole(_ role: UnitAssignment.Role) -> String {
    switch role {
    case .member: pick("atende", "sees patients")
    case .head: pick("chefia", "head")
    case .onCall: pick("plantão", "on call")
    case .visiting: pick("visitante", "visiting")
    }
  }

  func assignmentsTitle(_ subject: AssignmentsPanel.Subject) -> String {
    switch subject {
    case .unit(_, let name): pick("Médicos · \(name)", "Doctors · \(name)")
    case .practitioner(_, let name): pick("Unidades · \(name)", "Units · \(name)")
    }
  }

  func newAssignmentTitle(_ subject: AssignmentsPanel.Subject) -> String {
    switch subject {
    case .unit(_, let name), .practitioner(_, let name):
      pick("Nova designação · \(name)", "New assignment · \(name)")
    }
  }

  func noAssignments(_ subject: AssignmentsPanel.Subject, mayAdd: Bool) -> String {
    let text =
      switch subject {
      case .unit: pick("Nenhum médico nesta unidade.", "No doctors in this unit.")
      case .practitioner: pick("Só na própria unidade.", "Only in her own unit.")
      }
    return mayAdd ? text + pick(" n designa.", " n assigns.") : text
  }

  func assignmentCells(
    _ line: AssignmentsPanel.Line, _ subject: AssignmentsPanel.Subject, on today: CivilDate
  ) -> TableRow {
    switch line {
    case .own(let row):
      return TableRow([
        TableCell(doctorName(row.name, row.sex)), TableCell(row.specialties, style: .dim),
        TableCell(pick("unidade própria", "own unit"), style: .dim), "",
      ])
    case .assigned(let row):
      let isNow = row.assignment.holds(on: today)
      let name =
        switch subject {
        case .unit: doctorName(row.practitionerName, row.sex)
        case .practitioner: row.unitName
        }
      let more = if case .unit = subject { row.specialties } else { "" }
      return TableRow([
        TableCell(name, style: isNow ? .strong : .dim), TableCell(more, style: .dim),
        TableCell(assignmentRole(row.assignment.role), style: isNow ? .normal : .dim),
        TableCell(period(row.assignment), style: .dim),
      ])
    }
  }

  /// `desde 01/02/2026` or `01/02/2026–01/03/2026`.
  private func period(_ assignment: UnitAssignment) -> String {
    assignment.until.map { "\(date(assignment.from))–\(date($0))" }
      ?? pick("desde", "since") + " \(date(assignment.from))"
  }

  /// The units of a doctor's card: `Hospital-dia (chefia)`.
  func assignedUnits(_ rows: [UnitAssignmentRow]) -> String {
    rows.map { row in
      let end = row.assignment.until.map { pick(" até ", " until ") + date($0) } ?? ""
      return "\(row.unitName) (\(assignmentRole(row.assignment.role))\(end))"
    }.joined(separator: ", ")
  }

  var alsoInLabel: String { pick("Também em", "Also in") }
  var assignKey: String { pick("designa", "assign") }
  var endAssignmentKey: String { pick("encerra", "end") }
  var unitDoctorsKey: String { pick("médicos", "doctors") }
  var assignmentRoleLabel: String { pick("Papel", "Role") }
  var lastDayLabel: String { pick("Último dia", "Last day") }
  func endAssignmentTitle(_ row: UnitAssignmentRow) -> String {
    pick("Encerrar: ", "End: ") + "\(doctorName(row.practitionerName, row.sex)) · \(row.unitName)"
  }
  var endAssignmentHint: String {
    pick(
      "Um dia antes do começo desfaz a designação.",
      "A day before the first takes the assignment back.")
  }
  var alreadyAssigned: String { pick("já designado nesse tempo", "assigned already at that time") }
}
