/// An exam from order to result; each step is an event of its own.
public struct Exam: Aggregate {
  public static let entity = EntityKind.exam
  /// How far it is.
  public enum Status: String, CaseIterable, Hashable, Codable, Sendable {
    case ordered, performed, resulted
  }

  /// One registration, in the order they were made.
  public struct Step: Hashable, Codable, Sendable {
    public let status: Status
    public let at: Instant
    /// As in `Actor.reference`.
    public let by: String

    public init(status: Status, at: Instant, by: String) {
      self.status = status
      self.at = at
      self.by = by
    }
  }

  public let id: ExamID
  public let patient: PatientID
  public let practitioner: PractitionerID?
  /// What is asked for; sealed where it is stored.
  public let name: String
  /// TUSS code; sealed where it is stored.
  public let code: String?
  public var status: Status
  public var steps: [Step]
  /// Sealed where it is stored.
  public var result: String?

  public init(
    id: ExamID, patient: PatientID, practitioner: PractitionerID?, name: String,
    code: String? = nil, status: Status, steps: [Step], result: String? = nil
  ) {
    self.id = id
    self.patient = patient
    self.practitioner = practitioner
    self.name = name
    self.code = code
    self.status = status
    self.steps = steps
    self.result = result
  }
}

/// Orders an exam.
public struct OrderExam: ClinicCommand {
  public static let kind = CommandKind.orderExam
  public static let capability = Capability.orderExam
  public let id: ExamID
  public let patient: PatientID
  public let name: String
  public let code: String?

  public init(id: ExamID, patient: PatientID, name: String, code: String? = nil) {
    self.id = id
    self.patient = patient
    self.name = name
    self.code = code
  }

  public var subject: Subject { Subject(.exam, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.mayWrite(patient, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> ExamID {
    if try store.exam(id) != nil { return id }
    guard name.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.name, .required)])
    }
    guard try store.patient(patient) != nil else { throw Refusal.notFound(.patient) }
    let step = Exam.Step(status: .ordered, at: context.now, by: context.actor.reference)
    try store.insert(
      Exam(
        id: id, patient: patient, practitioner: context.actor.practitioner, name: name,
        code: code, status: .ordered, steps: [step]))
    return id
  }
}

/// Registers that an exam was carried out.
public struct PerformExam: ClinicCommand {
  public static let kind = CommandKind.performExam
  public static let capability = Capability.registerExam
  public let id: ExamID

  public init(id: ExamID) { self.id = id }

  public var subject: Subject { Subject(.exam, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.mayRegister(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    try store.advanceExam(id, from: [.ordered], to: .performed, context) { _ in }
  }
}

/// Registers an exam's result.
public struct RecordExamResult: ClinicCommand {
  public static let kind = CommandKind.recordExamResult
  public static let capability = Capability.registerExam
  public let id: ExamID
  public let result: String

  public init(id: ExamID, result: String) {
    self.id = id
    self.result = result
  }

  public var subject: Subject { Subject(.exam, id) }

  public func isOwn(of context: CommandContext, in store: any ClinicStore) throws -> Bool {
    try store.mayRegister(id, context)
  }

  public func execute(by context: CommandContext, in store: any ClinicStore) throws -> Done {
    guard result.contains(where: { !$0.isWhitespace }) else {
      throw Refusal.invalid([FieldProblem(.result, .required)])
    }
    return try store.advanceExam(id, from: [.ordered, .performed], to: .resulted, context) {
      $0.result = result
    }
  }
}

extension ClinicStore {
  fileprivate func mayRegister(_ id: ExamID, _ context: CommandContext) throws -> Bool {
    guard let exam = try exam(id) else { return true }
    return try mayWrite(exam.patient, context)
  }

  fileprivate func advanceExam(
    _ id: ExamID, from statuses: Set<Exam.Status>, to status: Exam.Status,
    _ context: CommandContext, _ change: (inout Exam) -> Void
  ) throws -> Done {
    guard let current = try exam(id) else { throw Refusal.notFound(.exam) }
    guard statuses.contains(current.status) else {
      throw Refusal.record(.wrongExamStatus(current.status))
    }
    var changed = current
    changed.status = status
    changed.steps.append(
      Exam.Step(status: status, at: context.now, by: context.actor.reference))
    change(&changed)
    try update(changed, from: current)
    return Done()
  }
}
