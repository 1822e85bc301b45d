public import ClinicDomain
public import Storage

extension SampleClinic {
  /// Adds one unit with so many free beds; closes the service.
  public static func addBeds(
    _ count: Int, to service: ClinicService, now: Instant = moment
  ) throws {
    let unit: UnitID = id(.unit, 0)
    try expectDone(
      service.perform(
        SaveUnit(unit: Unit(id: unit, name: "Hospital-dia")), as: manager, now: now))
    for index in 0..<count {
      let details = BedDetails(room: nil, code: "\(index)")
      try expectDone(
        service.perform(
          SaveBed(id: id(.bed, index), unit: unit, base: nil, details: details), as: manager,
          now: now))
    }
    try service.close()
  }

  /// Two players' admissions of a round: even rounds meet in a bed, odd ones in a patient.
  public static func admission(round: Int, player: Int) -> AdmitPatient {
    let isBedShared = round.isMultiple(of: 2)
    return AdmitPatient(
      id: id(.stay, 2 * round + player),
      patient: id(.patient, 2 * round + (isBedShared ? player : 0)),
      bed: id(.bed, 2 * round + (isBedShared ? 0 : player)), practitioner: id(.doctor, 0),
      reason: "febre")
  }
}
