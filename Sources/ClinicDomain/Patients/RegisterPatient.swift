/// Registers a patient at the desk.
public struct RegisterPatient: ClinicCommand {
  public static let kind = CommandKind.registerPatient
  public static let capability = Capability.createPatient
  public let id: PatientID
  public let details: PatientDetails
  /// Whether the person at the desk saw the likely duplicates and says it is someone else.
  public let isDistinct: Bool

  public init(id: PatientID, details: PatientDetails, isDistinct: Bool = false) {
    self.id = id
    self.details = details
    self.isDistinct = isDistinct
  }

  public var subject: Subject { Subject(.patient, id) }

  public func execute(
    by context: CommandContext, in store: any ClinicStore
  ) throws -> PatientID {
    if try store.patient(id) != nil { return id }
    let problems = details.problems(today: context.today)
    guard problems.isEmpty else { throw Refusal.invalid(problems) }
    try refuseDuplicates(in: store)
    let patient = Patient(
      id: id, chartNumber: try store.nextChartNumber(), details: details, registeredAt: context.now)
    try store.insert(patient)
    return id
  }

  private func refuseDuplicates(in store: any ClinicStore) throws {
    let likely = try store.patientsLike(details)
      .map { (patient: $0, score: DuplicateScore(details, $0.details)) }
      .filter { $0.score.points >= DuplicateScore.warning }
      .sorted { $0.score > $1.score }
    guard let first = likely.first else { return }
    if first.score.isCertain || !isDistinct {
      throw Refusal.duplicate(
        DuplicateFound(patients: likely.map(\.patient.id), isCertain: first.score.isCertain))
    }
  }
}
