import ClinicDomain
import TerminalKit

/// What a form of the record registers.
enum RecordFormKind: Equatable, Sendable {
  case allergy, problem, medication, exam
  case result(ExamID)
  case retraction(RecordEntryID)
}

extension FormPanel {
  static func breakGlass(_ wording: Wording) -> FormPanel {
    FormPanel(
      title: wording.breakGlassTitle,
      [
        FormField(
          FieldName.reason.rawValue, label: wording.field(.reason),
          .text(TextField(maximumLength: 200)), isRequired: true, hint: wording.breakGlassHint)
      ])
  }

  static func record(_ kind: RecordFormKind, _ context: ScreenContext) -> FormPanel {
    let wording = context.wording
    func text(
      _ name: FieldName, label: String? = nil, isRequired: Bool = false, hint: String = ""
    ) -> FormField {
      FormField(
        name.rawValue, label: label ?? wording.field(name), .text(TextField(maximumLength: 200)),
        isRequired: isRequired, hint: hint)
    }
    let fields: [FormField] =
      switch kind {
      case .allergy:
        [
          text(.substance, hint: wording.noAllergyHint),
          text(.observation, label: wording.reaction),
          FormField(
            FieldName.kind.rawValue, label: wording.criticality,
            .choice(
              ChoiceField(Allergy.Criticality.allCases.map(wording.criticality), selected: 0))),
        ]
      case .problem:
        [
          text(.problem, isRequired: true), text(.code, label: "CID-10"),
          FormField(
            FieldName.date.rawValue, label: wording.since,
            .masked(MaskedField(.date, takesWords: true))),
        ]
      case .medication:
        [text(.medication, isRequired: true), text(.observation, label: wording.dosage)]
      case .exam:
        [text(.name, label: wording.entity(.exam), isRequired: true), text(.code, label: "TUSS")]
      case .result:
        [
          FormField(
            FieldName.result.rawValue, label: wording.field(.result), .area(TextArea(rows: 8)),
            isRequired: true)
        ]
      case .retraction: [text(.reason, isRequired: true)]
      }
    return FormPanel(
      title: wording.formTitle(kind), dates: DateReader(context), fields)
  }

  /// What is wrong before it is sent: codes and dates that do not read.
  func recordProblem(_ id: String, _ wording: Wording, today: CivilDate) -> String? {
    let value = form[id]
    guard !value.isEmpty else { return nil }
    if id == FieldName.code.rawValue, title == wording.formTitle(.problem),
      (try? ICD10Code(parsing: value)) == nil
    {
      return wording.problem(FieldProblem(.code, .malformed))
    }
    if id == FieldName.date.rawValue, (try? CivilDate.parse(value, today: today)) == nil {
      return wording.problem(FieldProblem(.date, .malformed))
    }
    return nil
  }
}

extension RecordScreen {
  /// The command that a filled form stands for.
  mutating func send(
    _ form: FormPanel, _ kind: RecordFormKind, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let patient else { return [] }
    let wording = context.wording
    let today = context.today
    let typed = form
    var form = form
    guard form.checkAll(wording, { id, _ in typed.recordProblem(id, wording, today: today) })
    else {
      panel = .form(form, kind)
      return form.told
    }
    func value(_ name: FieldName) -> String { form.form[name.rawValue] }
    switch kind {
    case .allergy:
      let index = Int(value(.kind)) ?? 0
      let allergy =
        value(.substance).isEmpty
        ? nil
        : Allergy(
          substance: value(.substance), reaction: value(.observation),
          criticality: Allergy.Criticality.allCases[index])
      return [
        order.give(
          RecordAllergy(id: context.makeID(), patient: patient, allergy: allergy), &context)
      ]
    case .problem:
      let problem = Problem(
        description: value(.problem), code: (try? ICD10Code(parsing: value(.code)))?.value,
        onset: try? CivilDate.parse(value(.date), today: today))
      return sign(.problem(problem), &context)
    case .medication:
      return sign(
        .medication(
          Medication(name: value(.medication), dosage: value(.observation), start: today)),
        &context)
    case .exam:
      return [
        order.give(
          OrderExam(
            id: context.makeID(), patient: patient, name: value(.name),
            code: value(.code).isEmpty ? nil : value(.code)), &context)
      ]
    case .result(let exam):
      return [order.give(RecordExamResult(id: exam, result: value(.result)), &context)]
    case .retraction(let entry):
      return [order.give(RetractEntry(id: entry, reason: value(.reason)), &context)]
    }
  }

  private mutating func sign(
    _ content: RecordContent, _ context: inout ScreenContext
  ) -> [Effect] {
    guard let patient else { return [] }
    return [
      order.give(
        SignEntry(
          id: context.makeID(), patient: patient, encounter: shown?.openEncounter?.id,
          occurredAt: context.now, content: content), &context)
    ]
  }
}
