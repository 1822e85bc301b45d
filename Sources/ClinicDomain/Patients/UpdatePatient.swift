/// Changes what the desk keeps of a patient, field by field.
public struct UpdatePatient: ClinicCommand {
  public static let kind = CommandKind.updatePatient
  public static let capability = Capability.changePatient
  public let id: PatientID
  /// What the person saw before typing.
  public let base: PatientDetails
  /// What the person wants it to be.
  public let details: PatientDetails

  public init(id: PatientID, base: PatientDetails, details: PatientDetails) {
    self.id = id
    self.base = base
    self.details = details
  }

  public var subject: Subject { Subject(.patient, id) }

  /// Applies the fields that were changed; fields that another person changed meanwhile to
  /// something else are refused, so that nobody's typing is lost in silence.
  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard let current = try store.patient(id) else { throw Refusal.notFound(.patient) }
    var changed = current
    let mine = try changed.details.takeChanges(of: details, seen: base)
    guard changed != current else { return Done() }
    let problems = changed.details.problems(today: context.today)
      .filter {
        mine.contains($0.field) || $0.reason == .guardianRequired && mine.contains(.birthDate)
      }
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    try refuseTakenDocuments(changed.details, changed: mine, in: store)
    try store.update(changed, from: current)
    return Done()
  }

  private func refuseTakenDocuments(
    _ details: PatientDetails, changed: [FieldName], in store: any ClinicStore
  ) throws {
    guard changed.contains(.cpf) || changed.contains(.cns) else { return }
    let same = try store.patientsLike(details).filter {
      $0.id != id && DuplicateScore(details, $0.details).isCertain
    }
    guard same.isEmpty else {
      throw Refusal.duplicate(DuplicateFound(patients: same.map(\.id), isCertain: true))
    }
  }
}
