import ClinicDomain

/// Patients as `--json` prints them.
struct PatientPage: Encodable {
  let patients: [PatientOutput]
  let hasMore: Bool
}

struct PatientOutput: Encodable {
  let id: String
  let chart: Int
  let name: String
  let socialName: String?
  let birthDate: String?
  let sex: String
  let cpf: String?
  let cns: String?
  let phone: String?

  init(_ row: PatientRow) {
    id = row.id.text
    chart = row.chartNumber
    name = row.name
    socialName = row.socialName.isEmpty ? nil : row.socialName
    birthDate = row.birthDate?.isoText
    sex = row.sex.rawValue
    cpf = row.cpf.isEmpty ? nil : row.cpf
    cns = row.cns.isEmpty ? nil : row.cns
    phone = row.phone.isEmpty ? nil : row.phone
  }
}

struct DoctorOutput: Encodable {
  let id: String
  let name: String
  let registration: String?
  let specialties: String
  let unit: String?
  let room: String?
  let municipality: String?
  let state: String?
  let slotMinutes: Int

  init(_ row: PractitionerRow) {
    id = row.id.text
    name = row.name
    registration = row.registration.isEmpty ? nil : row.registration
    specialties = row.specialties
    unit = row.unitName.isEmpty ? nil : row.unitName
    room = row.roomName.isEmpty ? nil : row.roomName
    municipality = row.municipality.isEmpty ? nil : row.municipality
    state = row.state?.rawValue
    slotMinutes = row.slotMinutes
  }
}

struct AppointmentOutput: Encodable {
  let id: String
  let date: String
  let start: String
  let minutes: Int
  let patient: String
  let patientName: String
  let practitioner: String
  let practitionerName: String
  let status: String
  let confirmation: String
  let kind: String
  let isOverbooked: Bool
  /// `patient` or `insurer`; left out where that was never said.
  let payer: String?
  let insurer: String?

  init(_ row: VisitRow) {
    id = row.id.text
    date = row.date.isoText
    start = row.start.text
    minutes = row.minutes
    patient = row.patient.text
    patientName = row.patientName
    practitioner = row.practitioner.text
    practitionerName = row.practitionerName
    status = row.status.rawValue
    confirmation = row.confirmation.rawValue
    kind = row.kind.rawValue
    isOverbooked = row.isOverbooked
    payer = row.payer.map { $0.isInsurer ? "insurer" : "patient" }
    insurer = row.payer?.insurerName
  }
}
