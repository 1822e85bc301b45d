public import ClinicDomain

/// A row that is ready to be stored.
public enum ImportRow: Sendable, Equatable {
  case patient(ImportedPatient)
  case practitioner(ImportedPractitioner)
  case appointment(ImportedAppointment)
  case record(ImportedRecord)
  case invoice(ImportedInvoicePart)

  /// The name of the thing in the source.
  public var foreignID: ForeignID {
    switch self {
    case .patient(let row): row.foreignID
    case .practitioner(let row): row.foreignID
    case .appointment(let row): row.foreignID
    case .record(let row): row.foreignID
    case .invoice(let row): row.foreignID
    }
  }
}

/// A patient of another system.
public struct ImportedPatient: Sendable, Equatable {
  /// The patient's name in the source.
  public let foreignID: ForeignID
  /// The details; `filledFields` names what a rule filled, in the domain's names.
  public let details: PatientDetails
}

/// A practitioner of another system.
public struct ImportedPractitioner: Sendable, Equatable {
  /// The practitioner's name in the source.
  public let foreignID: ForeignID
  /// The details.
  public let details: PractitionerDetails
  /// The fields that a rule filled.
  public let filledFields: [String]
}

/// A visit of another system.
public struct ImportedAppointment: Sendable, Equatable {
  /// The visit's name in the source.
  public let foreignID: ForeignID
  /// Whose visit it is.
  public let patient: ForeignID
  /// With whom it is.
  public let practitioner: ForeignID
  /// When it begins.
  public let start: ImportedMoment
  /// How long it is, at least 1; imported past keeps any length.
  public let minutes: Int
  /// What became of it.
  public let status: AppointmentStatus
  /// What it is for.
  public let kind: VisitKind
  /// Free text.
  public let observation: String?
  /// The insurer's authorisation number.
  public let authorisation: String?
  /// When it was booked, where the source knows.
  public let bookedAt: ImportedMoment?
  /// Who called it off and why.
  public let cancellation: Cancellation?
  /// Whether it is kept as it was, outside the rule against overlaps.
  public let isHistorical: Bool
  /// The fields that a rule filled.
  public let filledFields: [String]
}

/// A record entry of another system.
public struct ImportedRecord: Sendable, Equatable {
  /// The entry's name in the source.
  public let foreignID: ForeignID
  /// Whose record it is.
  public let patient: ForeignID
  /// Who wrote it, where the source knows.
  public let practitioner: ForeignID?
  /// The visit during which it was written.
  public let appointment: ForeignID?
  /// The author as the source names them.
  public let author: String?
  /// When what it says took place.
  public let occurredAt: ImportedMoment
  /// What it says.
  public let content: RecordContent
  /// The fields that a rule filled.
  public let filledFields: [String]
}

/// An invoice of another system, or one line or payment of it.
public struct ImportedInvoicePart: Sendable, Equatable {
  /// The part's name in the source.
  public let foreignID: ForeignID
  /// The invoice's name in the source.
  public let invoice: ForeignID
  /// Who owes it; needed where the invoice isn't there yet.
  public let patient: ForeignID?
  /// Whose work is charged.
  public let practitioner: ForeignID?
  /// The visit that is charged.
  public let appointment: ForeignID?
  /// When it was issued.
  public let issuedAt: ImportedMoment?
  /// What the row is.
  public let part: Part
  /// The fields that a rule filled.
  public let filledFields: [String]

  /// What a row of billing is.
  public enum Part: Sendable, Equatable {
    /// The invoice itself, without lines.
    case invoice
    /// One thing that is charged.
    case line(InvoiceLine)
    /// Money received.
    case payment(ImportedPayment)
  }
}

/// Money received in another system.
public struct ImportedPayment: Sendable, Equatable {
  /// How much, more than nothing.
  public let amount: Money
  /// How it was paid.
  public let method: Payment.Method
  /// When it was received.
  public let receivedAt: ImportedMoment?
  /// Who paid.
  public let payerName: String
  /// The payer's CPF.
  public let payerCPF: CPF?
}
